// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.runtime;

import static dev.secbeat.node.cluster.Samples.EAST;
import static dev.secbeat.node.cluster.Samples.WEST;
import static org.assertj.core.api.Assertions.assertThat;

import dev.secbeat.node.api.FailoverOutcome;
import dev.secbeat.node.api.FailoverPlan;
import dev.secbeat.node.api.FleetEvent;
import dev.secbeat.node.api.NodeId;
import dev.secbeat.node.api.NodeStatus;
import dev.secbeat.node.api.Notice;
import dev.secbeat.node.api.Receipt;
import dev.secbeat.node.api.Refusal;
import dev.secbeat.node.cluster.Samples;
import dev.secbeat.node.config.OutletsConfig;
import dev.secbeat.node.config.OutletsConfig.Common;
import dev.secbeat.node.config.Secret;
import dev.secbeat.node.outlets.Outlets;
import dev.secbeat.node.outlets.Receiver;
import dev.secbeat.node.support.Await;
import dev.secbeat.node.time.Backoff;
import dev.secbeat.node.time.NodeClock;
import java.io.IOException;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who tells what: the leader all that is worth it, the others nothing until they lead. */
class OutletDeskTest {
    private static final long HOLD = 30_000;

    @TempDir
    private Path folder;

    private Receiver receiver;
    private Outlets outlets;
    private OutletDesk desk;
    private long nowMillis = 1_700_000_000_000L;

    private final NodeClock clock = new NodeClock() {
        @Override
        public long nanoTime() {
            return nowMillis * 1_000_000;
        }

        @Override
        public long epochMillis() {
            return nowMillis;
        }
    };

    @BeforeEach
    void start() throws IOException {
        receiver = new Receiver();
        Common common = new Common("siem", EnumSet.allOf(Notice.Kind.class), 100, 3);
        OutletsConfig config = new OutletsConfig(
                folder,
                List.of(new OutletsConfig.Webhook(
                        common, receiver.url(), new Secret(Optional.of("s"), Optional.empty()))),
                List.of());
        outlets = Outlets.open(OutletSetup.settings(config, new Backoff(1, 2)), folder, clock);
        outlets.start();
        desk = new OutletDesk(outlets, clock, HOLD);
    }

    @AfterEach
    void stop() {
        outlets.close();
        receiver.close();
    }

    private static FleetEvent trouble(NodeId node, String text) {
        return new FleetEvent.Trouble(node, 1_700_000_000_000L, "code", text);
    }

    private List<String> told(int number) {
        Await.until("all arrive", () -> receiver.posted.size() >= number);
        assertThat(receiver.posted).hasSize(number);
        return receiver.posted.stream().map(one -> one.body()).toList();
    }

    @Test
    void theLeaderTellsAtOnceAndTheOthersWhatTheyHeardLatelyOnceTheyLead() {
        desk.onEvent(trouble(EAST, "old"));
        nowMillis += HOLD;
        desk.onEvent(trouble(EAST, "late"));
        nowMillis += 1;
        desk.lead(false);
        desk.lead(true);
        assertThat(told(1).getFirst()).contains("\"text\":\"late\"");
        desk.lead(true);
        desk.onEvent(trouble(EAST, "now"));
        assertThat(told(2).getLast()).contains("\"text\":\"now\"");
        desk.lead(false);
        desk.onEvent(trouble(EAST, "mute"));
        desk.lead(true);
        assertThat(told(3).getLast()).contains("\"text\":\"mute\"");
    }

    @Test
    void whatTwoTellHasTheSameId() {
        OutletDesk other = new OutletDesk(outlets, clock, HOLD);
        Receipt refused = refused(Receipt.State.REFUSED);
        desk.onReceipt(refused);
        desk.onEvent(trouble(EAST, "x"));
        nowMillis += 7;
        other.onReceipt(refused);
        other.onEvent(trouble(EAST, "x"));
        desk.lead(true);
        other.lead(true);
        told(4);
        assertThat(receiver.ids().subList(0, 2))
                .isEqualTo(receiver.ids().subList(2, 4))
                .doesNotHaveDuplicates();
    }

    private static Receipt refused(Receipt.State state) {
        return new Receipt(
                new UUID(1, 2),
                EAST,
                state,
                false,
                0,
                state == Receipt.State.REFUSED
                        ? Optional.of(new Refusal(Refusal.Code.NEVER_BLOCK, "protected"))
                        : Optional.empty());
    }

    @Test
    void ofReceiptsThoseThatRefuseAreTold() {
        desk.lead(true);
        desk.onReceipt(refused(Receipt.State.APPLIED));
        desk.onReceipt(refused(Receipt.State.REFUSED));
        assertThat(told(1).getFirst())
                .contains("\"kind\":\"refused\"", "\"refusal\":{\"code\":\"NEVER_BLOCK\",\"text\":\"protected\"}");
    }

    private static NodeStatus with(NodeStatus status, String xdp, NodeStatus.Health health) {
        return new NodeStatus(
                status.node(),
                status.incarnation(),
                status.version(),
                status.uptimeMillis(),
                status.epochMillis(),
                health,
                xdp,
                status.packetsPassed(),
                status.packetsDropped(),
                status.requests(),
                status.blocks(),
                status.blockDigest(),
                status.sourcesTracked(),
                status.lagMillis(),
                status.queueDropped(),
                status.topSources(),
                status.newestBlocks(),
                NodeStatus.Answers.NONE,
                List.of(),
                List.of());
    }

    @Test
    void aNodeThatChangesItsModeIsToldOnce() {
        desk.lead(true);
        NodeStatus east = Samples.status(EAST, 1_700_000_000_000L);
        NodeStatus west = Samples.status(WEST, 1_700_000_000_000L);
        desk.onStatus(with(east, "native", NodeStatus.Health.HEALTHY));
        desk.onStatus(with(west, "off", NodeStatus.Health.DEGRADED));
        desk.onStatus(with(east, "native", NodeStatus.Health.HEALTHY));
        desk.onStatus(with(east, "generic", NodeStatus.Health.HEALTHY));
        desk.onStatus(with(east, "generic", NodeStatus.Health.MITIGATING));
        List<String> told = told(2);
        assertThat(told.get(0))
                .contains("\"kind\":\"mode\"", "{\"what\":\"xdp\",\"before\":\"native\",\"after\":\"generic\"}");
        assertThat(told.get(1)).contains("{\"what\":\"health\",\"before\":\"HEALTHY\",\"after\":\"MITIGATING\"}");
    }

    @Test
    void whoSaidNothingIsToldByOneIdWhoeverWaitedAndWhatBecameOfAMoveUnlessItWasRefused() {
        desk.lead(true);
        desk.onMissing(new Notice.ReceiptMissing(EAST, nowMillis, new UUID(1, 2), "U1"));
        desk.onMissing(new Notice.ReceiptMissing(EAST, nowMillis + 9, new UUID(1, 2), "U1"));
        desk.onOutcome(moved(FailoverOutcome.Result.REFUSED));
        desk.onOutcome(moved(FailoverOutcome.Result.ROLLED_BACK));
        List<String> told = told(3);
        assertThat(told.getFirst()).contains("\"kind\":\"missing\"", "\"node\":\"us-east/us-east-node-1\"");
        assertThat(receiver.ids().get(0)).isEqualTo(receiver.ids().get(1));
        assertThat(told.getLast()).contains("\"kind\":\"failover\"", "\"result\":\"ROLLED_BACK\"");
    }

    private static FailoverOutcome moved(FailoverOutcome.Result result) {
        FailoverPlan plan = new FailoverPlan(
                new UUID(3, 4),
                "first",
                FailoverPlan.Act.DRAIN,
                false,
                EAST.region(),
                WEST.region(),
                List.of(),
                0.3,
                0.6,
                List.of(),
                Optional.empty(),
                Optional.empty());
        return new FailoverOutcome(plan, result, 1, 1_700_000_000_000L, 5, List.of());
    }
}
