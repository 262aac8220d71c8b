// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.runtime;

import dev.secbeat.node.api.SteeringReport;
import dev.secbeat.node.failover.DnsAnswers;
import dev.secbeat.node.failover.DnsException;
import dev.secbeat.node.failover.FleetView;
import dev.secbeat.node.failover.Lease;
import dev.secbeat.node.failover.RegionView;
import dev.secbeat.node.failover.ServerRound;
import dev.secbeat.node.failover.Standings;
import dev.secbeat.node.failover.Verified;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * While this orchestrator leads: raises the fence as soon as it comes to, so that no leader before it changes anything from then
 * on; reads the DNS again and again, and looks each time at another of its servers whether that one says the same; and makes the report of where clients are steered. Owned by the orchestrator's thread,
 * and never waits.
 */
final class SteeringWatch {
    private static final Logger LOG = LoggerFactory.getLogger(SteeringWatch.class);
    private static final long READ_EVERY_MILLIS = 10_000;
    private static final long RETRY_MILLIS = 1_000;
    private static final long NOTHING = -1;

    private final String self;
    private final SteeredDns dns;
    private DnsAnswers answers = DnsAnswers.of(List.of());
    private String trouble = "";
    private long raisedEpoch = NOTHING;
    private long raisingEpoch = NOTHING;
    private @Nullable Future<Look> question;
    private long nextMillis;
    private @Nullable SteeringReport told;
    private List<String> halfMade = List.of();
    private ServerRound round = new ServerRound();
    private List<String> differing = List.of();
    private List<String> silent = List.of();
    private volatile int differingAnswers;

    /** What the DNS was read to say, and how one of its servers compares with it. */
    private record Look(DnsAnswers answers, int server, Verified compared) {}

    SteeringWatch(String self, SteeredDns dns) {
        this.self = self;
        this.dns = dns;
    }

    /** Has the DNS read again at the next turn, as after a change. */
    void readSoon() {
        nextMillis = 0;
    }

    /** Looks at the answer that has come and asks again when it is time to. */
    void turn(Lease lease, long nowMillis) {
        if (dns.worker().isEmpty()) {
            return;
        }
        Future<Look> asked = question;
        if (asked != null && asked.isDone()) {
            question = null;
            take(asked, nowMillis);
        }
        DnsWorker worker = dns.worker().get();
        boolean raise = raisedEpoch != lease.epoch();
        boolean due = nowMillis >= nextMillis || (raise && raisingEpoch != lease.epoch());
        if (question != null || worker.isBusy() || !due) {
            return;
        }
        raisingEpoch = lease.epoch();
        nextMillis = nowMillis + RETRY_MILLIS;
        int turn = round.next();
        question = worker.begin(provider -> {
            if (raise) {
                provider.raise(lease);
            }
            DnsAnswers read = provider.current();
            int server = turn % provider.servers();
            return new Look(read, server, provider.compare(read, server));
        });
    }

    /** Forgets what servers said; for an orchestrator that does not lead. */
    void rest() {
        round = new ServerRound();
        differing = List.of();
        silent = List.of();
        differingAnswers = 0;
    }

    /** How many answers of the authoritative servers differ from what the DNS was read to say. Safe for all threads. */
    int differingAnswers() {
        return differingAnswers;
    }

    private void take(Future<Look> asked, long nowMillis) {
        try {
            Look look = asked.get();
            answers = look.answers();
            compare(look);
            trouble = "";
            raisedEpoch = raisingEpoch;
            nextMillis = nowMillis + READ_EVERY_MILLIS;
        } catch (ExecutionException e) {
            String why =
                    e.getCause() instanceof DnsException ? e.getCause().getMessage() : String.valueOf(e.getCause());
            if (!trouble.equals(why)) {
                LOG.warn("event=dns_trouble epoch={} error=\"{}\"", raisingEpoch, why);
            }
            trouble = String.valueOf(why);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void compare(Look look) {
        round.take(look.server(), look.compared());
        if (!round.differing().equals(differing)) {
            differing = round.differing();
            differing.forEach(line -> LOG.error("event=dns_server_differs epoch={} text=\"{}\"", raisingEpoch, line));
            LOG.info("event=dns_servers_compared differing={}", differing.size());
        }
        differingAnswers = differing.size();
        if (!round.silent().equals(silent)) {
            silent = round.silent();
            silent.forEach(line -> LOG.warn("event=dns_server_silent epoch={} text=\"{}\"", raisingEpoch, line));
        }
    }

    private String allTrouble() {
        return Stream.concat(Stream.of(trouble).filter(line -> !line.isEmpty()), differing.stream())
                .collect(Collectors.joining("; "));
    }

    /** The report, when it says something else than the last one, or somebody asked. */
    Optional<SteeringReport> report(FleetView health, Lease lease, boolean asked, long nowMillis) {
        SteeringReport fresh = make(health, lease, nowMillis);
        SteeringReport before = told;
        if (!asked && before != null && fresh.saysAs(before)) {
            return Optional.empty();
        }
        told = fresh;
        return Optional.of(fresh);
    }

    private void alarm(List<String> found, Lease lease) {
        if (!found.equals(halfMade)) {
            halfMade = found;
            found.forEach(line -> LOG.error("event=steering_half_made epoch={} text=\"{}\"", lease.epoch(), line));
        }
    }

    private SteeringReport make(FleetView health, Lease lease, long nowMillis) {
        Standings standings = new Standings(health, answers, nowMillis, dns.ttlMillis());
        alarm(standings.halfMade(), lease);
        List<SteeringReport.Region> regions = new ArrayList<>();
        standings.fleet().regions().values().stream()
                .sorted(Comparator.comparing(RegionView::region))
                .forEach(region -> regions.add(new SteeringReport.Region(
                        region.region(),
                        region.state(),
                        region.liveNodes(),
                        region.passedPerSecond(),
                        region.capacityPerSecond(),
                        standings.evidence(region.region()),
                        standings.movedTo(region.region()))));
        List<SteeringReport.Answer> told = answers.records().stream()
                .map(record ->
                        new SteeringReport.Answer(record.view(), record.name(), record.type(), record.addresses()))
                .toList();
        return new SteeringReport(self, lease.epoch(), nowMillis, regions, told, allTrouble());
    }
}
