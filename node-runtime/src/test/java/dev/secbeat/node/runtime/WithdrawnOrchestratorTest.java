// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.secbeat.node.api.NodeId;
import dev.secbeat.node.api.SteeringReport;
import dev.secbeat.node.cluster.Keys;
import dev.secbeat.node.cluster.NkeySigner;
import dev.secbeat.node.cluster.TrustLink;
import dev.secbeat.node.control.Member;
import dev.secbeat.node.control.Operator;
import dev.secbeat.node.control.Role;
import dev.secbeat.node.control.TrustFile;
import dev.secbeat.node.control.TrustSigning;
import dev.secbeat.node.dns.NamedServer;
import dev.secbeat.node.failover.LeaderLease;
import dev.secbeat.node.failover.Lease;
import dev.secbeat.node.json.Json;
import dev.secbeat.node.support.Await;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An orchestrator whose key was withdrawn steps down, though the servers still let it in and its lease is not over. */
class WithdrawnOrchestratorTest {
    @TempDir
    Path folder;

    @Test
    void itGivesTheLeaseToTheOtherOneAndDoesNotTakeItBack() throws Exception {
        assumeTrue(Files.isExecutable(NamedServer.PROGRAM), "BIND is not installed: apt install bind9");
        try (SteeredFleet fleet = new SteeredFleet(folder);
                NkeySigner admin = fleet.admin.signer()) {
            fleet.roots = List.of(admin.publicKey());
            Member first = orchestrator(fleet, "first");
            Member second = orchestrator(fleet, "second");
            List<Operator> people = List.of(new Operator(admin.publicKey(), Role.ADMIN, "adam"));
            Files.write(
                    folder.resolve("trust.json"),
                    Json.TRUST.encode(TrustSigning.sign(
                            new TrustFile(1, people, List.of(first, second), List.of(), Optional.empty()), admin)));
            fleet.lead("first");
            long epoch = fleet.reports.getLast().epoch();

            assertThat(TrustLink.of(fleet.link)
                            .publish(TrustSigning.sign(
                                    new TrustFile(
                                            2,
                                            people,
                                            List.of(second),
                                            List.of(first.publicKey()),
                                            List.of(first),
                                            Optional.empty()),
                                    admin)))
                    .isTrue();
            fleet.lead("second");

            assertThat(fleet.reports).last().extracting(SteeringReport::epoch).isEqualTo(epoch + 1);
        }
    }

    /** Its heartbeats would keep clients in a region that is gone. */
    @Test
    void whatAWithdrawnNodeSaysCountsForNoRegion() throws Exception {
        assumeTrue(Files.isExecutable(NamedServer.PROGRAM), "BIND is not installed: apt install bind9");
        try (SteeredFleet fleet = new SteeredFleet(folder);
                NkeySigner admin = fleet.admin.signer()) {
            fleet.roots = List.of(admin.publicKey());
            Member first = orchestrator(fleet, "first");
            Member node = new Member.Node(Keys.create(folder, "old").publicKey(), NodeId.of("us-east", "n1"));
            List<Operator> people = List.of(new Operator(admin.publicKey(), Role.ADMIN, "adam"));
            Files.write(
                    folder.resolve("trust.json"),
                    Json.TRUST.encode(TrustSigning.sign(
                            new TrustFile(1, people, List.of(first, node), List.of(), Optional.empty()), admin)));
            fleet.lead("first");

            assertThat(TrustLink.of(fleet.link)
                            .publish(TrustSigning.sign(
                                    new TrustFile(
                                            2,
                                            people,
                                            List.of(first),
                                            List.of(node.publicKey()),
                                            List.of(node),
                                            Optional.empty()),
                                    admin)))
                    .isTrue();

            Await.until("nobody is heard there", () -> {
                fleet.beat();
                fleet.ask();
                return fleet.reports.getLast().regions().stream()
                        .allMatch(region ->
                                region.liveNodes() == (region.region().value().equals("us-east") ? 0 : 1));
            });
        }
    }

    @Test
    void itNeverAsksForTheLeaseAgainAndSaysWhy() throws Exception {
        Keys own = Keys.create(folder, "own");
        Keys other = Keys.create(folder, "other");
        Member member = new Member.Orchestrator(own.publicKey(), "orc-1");
        OneLease store = new OneLease();
        Leadership leadership = new Leadership("orc-1", store, 10_000, _ -> {});
        Path seed = folder.resolve("own.nk");
        OwnStanding standing = new OwnStanding(Optional.of(seed));
        leadership.tick(1_000);
        standing.goBy(
                new TrustFile(0, List.of(), List.of(member), List.of(other.publicKey()), Optional.empty()), leadership);
        assertThat(leadership.leads(1_000)).isTrue();
        assertThat(standing.faults()).isEmpty();

        standing.goBy(
                new TrustFile(0, List.of(), List.of(), List.of(own.publicKey()), List.of(member), Optional.empty()),
                leadership);

        assertThat(leadership.leads(1_000)).isFalse();
        assertThat(store.calls).containsExactly("acquire", "release");
        for (long millis = 2_000; millis < 100_000; millis += 500) {
            assertThat(leadership.tick(millis)).isEmpty();
            assertThat(leadership.leads(millis)).isFalse();
        }
        assertThat(store.calls).hasSize(2);
        assertThat(standing.faults())
                .singleElement()
                .asString()
                .contains("withdrawn this orchestrator's key", "acts no more");
    }

    private static Member orchestrator(SteeredFleet fleet, String name) {
        return new Member.Orchestrator(
                Objects.requireNonNull(fleet.orchestrators.get(name)).publicKey(), name);
    }

    private static final class OneLease implements LeaderLease {
        private final List<String> calls = new ArrayList<>();

        @Override
        public Optional<Lease> tryAcquire(String holder, long nowMillis, long leaseMillis) {
            calls.add("acquire");
            return Optional.of(new Lease(holder, 1, nowMillis + leaseMillis));
        }

        @Override
        public Optional<Lease> current(long nowMillis) {
            return Optional.empty();
        }

        @Override
        public void release(Lease lease) {
            calls.add("release");
        }
    }
}
