// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.secbeat.node.api.FailoverOutcome.Result;
import dev.secbeat.node.api.FailoverPlan.RecordChange;
import dev.secbeat.node.cluster.FleetLink;
import dev.secbeat.node.cluster.FleetListener;
import dev.secbeat.node.cluster.NatsLease;
import dev.secbeat.node.dns.HeldUpdates;
import dev.secbeat.node.dns.NamedServer;
import dev.secbeat.node.dns.Rfc2136Dns;
import dev.secbeat.node.failover.Lease;
import dev.secbeat.node.failover.SteeringChange;
import dev.secbeat.node.support.Await;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A leader that stands still in the middle of a change, and wakes up when another one leads: with a real lease and a real DNS
 * server. Its clock is held by not going on; its update by keeping it on the way.
 */
class FrozenLeaderTest {
    private static final long LEASE = 10_000;
    private static final long START = 1_700_000_000_000L;
    private static final RecordChange NA_TO_WEST =
            new RecordChange("NA", SteeredFleet.NAME, "A", List.of("192.0.2.10"), List.of("192.0.2.20"));
    private static final RecordChange EU_TO_APAC =
            new RecordChange("EU", SteeredFleet.NAME, "A", List.of("192.0.2.20"), List.of("192.0.2.30"));

    @TempDir
    Path folder;

    private SteeredFleet fleet;

    @BeforeEach
    void start() throws Exception {
        assumeTrue(Files.isExecutable(NamedServer.PROGRAM), "BIND is not installed: apt install bind9");
        fleet = new SteeredFleet(folder);
    }

    @AfterEach
    void stop() {
        if (fleet != null) {
            fleet.close();
        }
    }

    @Test
    void whatAFrozenLeaderHadOnTheWayIsRefusedByTheServerThoughNobodyTouchedItsRecords() throws Exception {
        HeldUpdates way = fleet.closing(new HeldUpdates(fleet.named.address()));
        Rfc2136Dns byRelay = fleet.dns(way.address());
        Leadership first = leadership("first");
        int _ = first.tick(START).map(entry -> entry.length).orElseThrow();
        Lease old = first.lease(START).orElseThrow();
        byRelay.raise(old);
        way.hold();
        CompletableFuture<SteeringChange.Ended> change =
                CompletableFuture.supplyAsync(() -> make(byRelay, old, first, START, NA_TO_WEST));
        way.awaitCaught();

        Leadership second = leadership("second");
        assertThat(second.tick(START + LEASE - 1)).as("while the lease stands").isEmpty();
        long later = START + 2 * LEASE;
        assertThat(second.tick(later)).isPresent();
        Lease fresh = second.lease(later).orElseThrow();
        assertThat(fresh.epoch()).isGreaterThan(old.epoch());
        Rfc2136Dns direct = fleet.dns(fleet.named.address());
        assertThat(make(direct, fresh, second, later, EU_TO_APAC).result()).isEqualTo(Result.APPLIED);

        way.release();
        SteeringChange.Ended ended = change.join();

        assertThat(ended.result()).as(ended.toString()).isEqualTo(Result.FENCED);
        assertThat(ended.evidence().getFirst()).contains("NXRRSET");
        assertThat(ended.evidence().getLast()).contains("a leader of epoch " + fresh.epoch() + " has written since");
        assertThat(fleet.answers()).containsEntry("NA", "192.0.2.10").containsEntry("EU", "192.0.2.30");
        assertThat(first.leads(later))
                .as("it knows by its own clock, once that goes on")
                .isFalse();
        assertThat(make(direct, old, first, later, NA_TO_WEST).result()).isEqualTo(Result.FENCED);
    }

    private Leadership leadership(String name) {
        FleetLink link = fleet.closing(FleetLink.open(
                Objects.requireNonNull(fleet.orchestrators.get(name)).settings(fleet.nats.url()),
                name,
                new FleetListener() {}));
        Await.until(name + " connects", () -> link.connection().isConnected());
        return new Leadership(name, new NatsLease(link, 1), LEASE, _ -> {});
    }

    private static SteeringChange.Ended make(
            Rfc2136Dns dns, Lease lease, Leadership leadership, long nowMillis, RecordChange change) {
        return new SteeringChange(dns, lease, () -> leadership.leads(nowMillis), times -> times < 2)
                .make(List.of(change));
    }
}
