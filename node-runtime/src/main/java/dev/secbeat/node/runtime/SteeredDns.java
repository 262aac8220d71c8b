// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.runtime;

import dev.secbeat.node.api.RegionId;
import dev.secbeat.node.config.OrchestratorConfig;
import dev.secbeat.node.dns.Rfc2136Dns;
import dev.secbeat.node.dns.Rfc2136Settings;
import dev.secbeat.node.failover.DnsException;
import dev.secbeat.node.failover.FleetView;
import dev.secbeat.node.failover.SteeredRecord;
import dev.secbeat.node.failover.Steering;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The records that steer clients: as the DNS answers them, or, where none is configured or answers, as configured. */
record SteeredDns(Steering steering, Optional<DnsReader> reader) implements AutoCloseable {
    private static final Duration TIMEOUT = Duration.ofSeconds(2);
    /** Less than the third of a lease after which it is renewed. */
    private static final int WAITS_PER_LEASE = 4;

    private static final String UNNAMED = "service.invalid.";

    /**
     * The records in force.
     *
     * @param notes what an operator should know about where they come from
     */
    record Records(List<SteeredRecord> records, List<String> notes) {}

    static SteeredDns of(OrchestratorConfig config) {
        Map<String, RegionId> homes = new TreeMap<>();
        config.regions().forEach(region -> region.views().forEach(view -> homes.put(view, region.region())));
        String name = config.dns().map(OrchestratorConfig.Dns::name).orElse(UNNAMED);
        Duration atMost = Duration.ofSeconds(config.safety().leaseSeconds()).dividedBy(WAITS_PER_LEASE);
        return new SteeredDns(
                new Steering(name, homes),
                config.dns().map(dns -> new DnsReader(new Rfc2136Dns(settings(dns)), atMost)));
    }

    Records records(FleetView fleet) {
        List<SteeredRecord> configured = steering.records(fleet.regions());
        if (reader.isEmpty()) {
            return new Records(
                    configured,
                    List.of(
                            "no DNS is configured for the orchestrator; the records are those its configuration means to"
                                    + " be there"));
        }
        try {
            return new Records(reader.get().current(), List.of());
        } catch (DnsException e) {
            return new Records(
                    configured,
                    List.of("the DNS did not answer (" + e.getMessage() + "); the records are those the configuration"
                            + " means to be there"));
        }
    }

    @Override
    public void close() {
        reader.ifPresent(DnsReader::close);
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
