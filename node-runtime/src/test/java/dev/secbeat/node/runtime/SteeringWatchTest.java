// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.secbeat.node.api.FailoverPlan.RecordChange;
import dev.secbeat.node.api.SteeringReport;
import dev.secbeat.node.failover.DnsAnswers;
import dev.secbeat.node.failover.DnsProvider;
import dev.secbeat.node.failover.FleetView;
import dev.secbeat.node.failover.Lease;
import dev.secbeat.node.failover.SteeredRecord;
import dev.secbeat.node.failover.Steering;
import dev.secbeat.node.failover.Verified;
import dev.secbeat.node.support.Await;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SteeringWatchTest {
    private static final Lease LEASE = new Lease("orc-1", 1, Long.MAX_VALUE);
    private static final Verified GOOD = new Verified(3, List.of(), List.of());
    private static final Verified AWAY = new Verified(0, List.of(), List.of("server 1 did not answer"));
    private static final Verified OLD = new Verified(2, List.of("server 1 answers [192.0.2.1]"), List.of());

    private final TwoServers servers = new TwoServers();
    private long now;

    @Test
    void aServerThatComesBackWithOldRecordsIsTroubleUntilItFollows() {
        try (DnsWorker worker = new DnsWorker(servers, Duration.ofSeconds(5))) {
            SteeringWatch watch = new SteeringWatch(
                    "orc-1", new SteeredDns(new Steering("secbeat.example.", Map.of()), 5_000, Optional.of(worker)));
            servers.second = AWAY;
            looks(watch, worker, 2);
            assertThat(trouble(watch)).isEmpty();
            servers.second = OLD;
            looks(watch, worker, 2);
            assertThat(watch.differingAnswers())
                    .as("it is asked once more first")
                    .isZero();
            looks(watch, worker, 1);

            assertThat(watch.differingAnswers()).isEqualTo(1);
            assertThat(trouble(watch)).isEqualTo("server 1 answers [192.0.2.1]");
            servers.second = GOOD;
            looks(watch, worker, 2);
            assertThat(trouble(watch)).isEmpty();
            assertThat(watch.differingAnswers()).isZero();
            assertThat(servers.asked).containsExactly(0, 1, 0, 1, 1, 0, 1);

            servers.second = OLD;
            looks(watch, worker, 3);
            watch.rest();
            assertThat(watch.differingAnswers()).as("whoever leads now looks").isZero();
        }
    }

    private void looks(SteeringWatch watch, DnsWorker worker, int times) {
        for (int i = 0; i < times; i++) {
            now += 10_000;
            watch.turn(LEASE, now);
            Await.until("the DNS has answered", () -> !worker.isBusy());
            watch.turn(LEASE, now);
        }
    }

    private String trouble(SteeringWatch watch) {
        return watch.report(FleetView.of(List.of()), LEASE, true, now)
                .map(SteeringReport::trouble)
                .orElseThrow();
    }

    private static final class TwoServers implements DnsProvider {
        private final List<Integer> asked = new ArrayList<>();
        private volatile Verified second = GOOD;

        @Override
        public DnsAnswers current() {
            return DnsAnswers.of(List.of(new SteeredRecord("NA", "secbeat.example.", "A", List.of("192.0.2.2"))));
        }

        @Override
        public void raise(Lease fence) {}

        @Override
        public void apply(List<RecordChange> changes, Lease fence) {
            throw new AssertionError("nothing is to be changed");
        }

        @Override
        public Verified verify(List<RecordChange> changes) {
            throw new AssertionError("nothing was changed");
        }

        @Override
        public int servers() {
            return 2;
        }

        @Override
        public Verified compare(DnsAnswers answers, int server) {
            asked.add(server);
            return server == 0 ? GOOD : second;
        }
    }
}
