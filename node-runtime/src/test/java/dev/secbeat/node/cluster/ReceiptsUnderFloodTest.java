// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.cluster;

import static dev.secbeat.node.cluster.Samples.EAST;
import static org.assertj.core.api.Assertions.assertThat;

import dev.secbeat.node.api.Receipt;
import dev.secbeat.node.api.Refusal;
import dev.secbeat.node.support.Await;
import dev.secbeat.node.time.NodeClock;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Receipts of what was done, where more commands are refused than can be told. */
class ReceiptsUnderFloodTest {
    private static final int REFUSED = NodeReports.MAX_RECEIPTS + 1;
    private static final int DONE = 50;

    @TempDir
    Path folder;

    @Test
    void refusalsCrowdOutNothingThatWasDone() {
        Keys node = Keys.create(folder, "node");
        Keys viewer = Keys.create(folder, "viewer");
        List<Receipt> heard = new CopyOnWriteArrayList<>();
        try (NatsServerProcess server = NatsServerProcess.single(
                folder.resolve("nats"),
                List.of(NatsUser.node(node.publicKey(), EAST), NatsUser.viewer(viewer.publicKey(), "vera")))) {
            server.stop();
            try (NatsLink link = NatsLink.open(node.settings(server.url()), EAST, NodeClock.system(), () -> {});
                    FleetLink watch = FleetLink.open(viewer.settings(server.url()), "test", new FleetListener() {
                        @Override
                        public void onReceipt(Receipt receipt) {
                            heard.add(receipt);
                        }
                    })) {
                for (int i = 0; i < REFUSED; i++) {
                    link.reports().send(receipt(Receipt.State.REFUSED));
                }
                for (int i = 0; i < DONE; i++) {
                    link.reports().send(receipt(Receipt.State.APPLIED));
                }
                assertThat(link.dropped())
                        .as("refusals alone")
                        .containsEntry("receipt-out", (long) REFUSED - NodeReports.MAX_REFUSALS);
                Await.until(
                        "both look for the server", () -> !watch.connection().isConnected());

                server.start();
                Await.until("somebody hears", () -> watch.connection().isConnected());
                for (int i = 0; i < DONE; i++) {
                    link.reports().send(receipt(Receipt.State.APPLIED));
                }

                Await.until(
                        "all that was done is told",
                        () -> heard.stream()
                                        .filter(one -> one.state() == Receipt.State.APPLIED)
                                        .map(Receipt::commandId)
                                        .distinct()
                                        .count()
                                >= DONE);
                assertThat(link.dropped()).containsEntry("receipt-out", (long) REFUSED - NodeReports.MAX_REFUSALS);
            }
        }
    }

    private static Receipt receipt(Receipt.State state) {
        return new Receipt(
                UUID.randomUUID(),
                EAST,
                state,
                state == Receipt.State.APPLIED,
                1,
                state == Receipt.State.REFUSED
                        ? Optional.of(new Refusal(Refusal.Code.UNKNOWN_ACTOR, "who?"))
                        : Optional.empty());
    }
}
