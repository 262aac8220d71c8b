// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.runtime;

import dev.secbeat.node.api.RegionId;
import dev.secbeat.node.config.OrchestratorConfig;
import dev.secbeat.node.dns.Rfc2136Dns;
import dev.secbeat.node.dns.Rfc2136Settings;
import dev.secbeat.node.failover.DnsAnswers;
import dev.secbeat.node.failover.DnsException;
import dev.secbeat.node.failover.FleetView;
import dev.secbeat.node.failover.Steering;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The records that steer clients: as the DNS answers them, or, where none is configured or answers, as configured.
 *
 * @param ttlMillis for how long a client may remember an answer
 */
record SteeredDns(Steering steering, long ttlMillis, Optional<DnsWorker> worker) implements AutoCloseable {
    private static final Duration TIMEOUT = Duration.ofSeconds(2);
    /** Less than the third of a lease after which it is renewed. */
    private static final int WAITS_PER_LEASE = 4;

    private static final int NO_DNS_TTL_SECONDS = 30;
    private static final String UNNAMED = "service.invalid.";

    /**
     * The records in force.
     *
     * @param isRead whether they are the DNS' own, and not only what it is meant to say
     * @param notes what an operator should know about where they come from
     */
    record Records(DnsAnswers answers, boolean isRead, List<String> notes) {}

    static SteeredDns of(OrchestratorConfig config) {
        Map<String, RegionId> homes = new TreeMap<>();
        config.regions().forEach(region -> region.views().forEach(view -> homes.put(view, region.region())));
        String name = config.dns().map(OrchestratorConfig.Dns::name).orElse(UNNAMED);
        Duration atMost = Duration.ofSeconds(config.safety().leaseSeconds()).dividedBy(WAITS_PER_LEASE);
        return new SteeredDns(
                new Steering(name, homes),
                config.dns().map(OrchestratorConfig.Dns::ttlSeconds).orElse(NO_DNS_TTL_SECONDS) * 1_000L,
                config.dns().map(dns -> new DnsWorker(new Rfc2136Dns(settings(dns)), atMost)));
    }

    Records records(FleetView fleet) {
        DnsAnswers configured = DnsAnswers.of(steering.records(fleet.regions()));
        if (worker.isEmpty()) {
            return new Records(
                    configured,
                    false,
                    List.of(
                            "no DNS is configured for the orchestrator; the records are those its configuration means to"
                                    + " be there"));
        }
        try {
            return new Records(worker.get().current(), true, List.of());
        } catch (DnsException e) {
            return new Records(
                    configured,
                    false,
                    List.of("the DNS did not answer (" + e.getMessage() + "); the records are those the configuration"
                            + " means to be there"));
        }
    }

    @Override
    public void close() {
        worker.ifPresent(DnsWorker::close);
    }

    private static Rfc2136Settings settings(OrchestratorConfig.Dns dns) {
        return new Rfc2136Settings(
                dns.zone(),
                dns.name(),
                dns.ttlSeconds(),
                dns.servers(),
                dns.views().stream().map(SteeredDns::key).toList(),
                TIMEOUT);
    }

    private static Rfc2136Settings.ViewKey key(OrchestratorConfig.ViewKey key) {
        try {
            String secret = Files.readString(key.secretFile()).strip();
            return new Rfc2136Settings.ViewKey(key.view(), key.keyName(), key.algorithm(), secret);
        } catch (IOException e) {
            throw new StartException(
                    "the TSIG secret of view '" + key.view() + "' cannot be read (" + e
                            + "): write the base64 secret to " + key.secretFile() + ", readable for this user alone",
                    e);
        }
    }
}
