// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.secbeat.node.api.Scope;
import dev.secbeat.node.api.SignedCommand;
import dev.secbeat.node.api.Subjects;
import dev.secbeat.node.json.Json;
import dev.secbeat.node.support.Await;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Commands that come faster than whoever watches the fleet takes them. */
class LostCommandsTest {
    private static final int GIVEN = 20_000;

    @TempDir
    Path folder;

    @Test
    void whatIsThrownAwayIsToldToWhoeverListens() throws InterruptedException {
        Keys watches = Keys.create(folder, "watches");
        Keys gives = Keys.create(folder, "gives");
        Slow slow = new Slow();
        try (NatsServerProcess server = NatsServerProcess.single(
                        folder.resolve("nats"),
                        List.of(
                                NatsUser.orchestrator(watches.publicKey(), "o"),
                                NatsUser.operator(gives.publicKey(), "olga")));
                FleetLink watching = FleetLink.open(watches.settings(server.url()), "o", slow);
                FleetLink giving = FleetLink.open(gives.settings(server.url()), "test", new FleetListener() {})) {
            Await.until(
                    "both are connected",
                    () -> watching.connection().isConnected()
                            && giving.connection().isConnected());
            SignedCommand order =
                    new SignedCommand(Samples.block("U1", new Scope.Fleet(), "198.51.100.7"), new byte[64]);
            byte[] bytes = Json.COMMAND.encode(order);
            for (int i = 0; i < GIVEN; i++) {
                assertThat(giving.publish(Subjects.command(new Scope.Fleet()), bytes))
                        .isTrue();
            }
            Await.until("some are thrown away", () -> watching.session().troubles() > 0);
            slow.goOn.countDown();

            Await.until("each was heard or is counted", () -> {
                assertThat(giving.publish(Subjects.command(new Scope.Fleet()), bytes))
                        .isTrue();
                return slow.lost.get() > 0 && slow.heard.get() + slow.lost.get() >= GIVEN;
            });
            assertThat(watching.rejected()).isZero();
        }
    }

    private static final class Slow implements FleetListener {
        private final CountDownLatch goOn = new CountDownLatch(1);
        private final AtomicLong heard = new AtomicLong();
        private final AtomicLong lost = new AtomicLong();

        @Override
        public void onCommand(SignedCommand command) {
            try {
                goOn.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            heard.incrementAndGet();
        }

        @Override
        public void onCommandsLost(long number) {
            lost.addAndGet(number);
        }
    }
}
