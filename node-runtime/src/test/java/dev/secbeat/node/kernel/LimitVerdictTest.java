// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.secbeat.node.api.Dimension;
import dev.secbeat.node.api.Grouping;
import dev.secbeat.node.api.NodeId;
import dev.secbeat.node.api.Prefix;
import dev.secbeat.node.api.Scope;
import dev.secbeat.node.crdt.DeltaChannel;
import dev.secbeat.node.crdt.OrderStamp;
import dev.secbeat.node.runtime.LoopPorts;
import dev.secbeat.node.runtime.LoopSettings;
import dev.secbeat.node.runtime.NodeLoop;
import dev.secbeat.node.support.Await;
import dev.secbeat.node.time.NodeClock;
import dev.secbeat.node.verdict.RateRule;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Limits beside what else there is: on a wire, and with the loop that counts, blocks and pardons. */
@NeedsKernel
class LimitVerdictTest {
    private static final String SOURCE = "198.51.100.7";
    private static final long HOUR_MILLIS = 3_600_000;

    /** A node without peers. */
    private static final class Alone implements DeltaChannel {
        @Override
        public void publishDelta(byte[] bytes, int length) {
            // Nobody hears it.
        }

        @Override
        public void publishBlocks(byte[] bytes, int length) {
            // As above.
        }

        @Override
        public void requestSnapshots() {
            // As above.
        }

        @Override
        public void send(NodeId peer, byte[] bytes) {
            // As above.
        }

        @Override
        public int poll(Receiver receiver, int limit) {
            return 0;
        }
    }

    private static PacketPolicy policy(RateRule rule) {
        return new PacketPolicy(List.of(), List.of(), Services.MANY_SOURCES, List.of(rule));
    }

    private static long overLimit(XdpDataPlane plane) {
        return plane.stats().of(XdpReason.OVER_LIMIT).packets();
    }

    @Test
    void packetsOnAWireAreHeldToTheLimitOfTheirSource() throws IOException {
        Path pins =
                Path.of("/sys/fs/bpf/secbeat-test-" + ProcessHandle.current().pid() + "-" + System.nanoTime());
        RateRule thirty = new RateRule(Dimension.PACKETS, 0.01, 60_000, 30, Grouping.ADDRESS, 60, 60);
        try (var namespaces = new NamespacePair();
                Wire busy = new Wire(namespaces, 0);
                Wire calm = new Wire(namespaces, 1)) {
            XdpSettings settings = new XdpSettings(busy.guarded(), pins, List.of())
                    .withInterfaces(List.of(busy.guarded(), calm.guarded()))
                    .withPolicy(policy(thirty));
            try (XdpDataPlane plane = namespaces.inside(() -> XdpDataPlane.open(settings))) {
                busy.assertArrives(20);
                busy.send(100);
                Await.until("all but thirty dropped", () -> overLimit(plane) >= 90);
                // The sender's stack may have said a word of its own, which counts as well.
                assertThat(busy.arrived()).isBetween(1, 10);
                calm.assertArrives(20);
            } finally {
                XdpDataPlane.detach(pins);
            }
        }
    }

    @Test
    void theVerdictFollowsByCountingAndAnUnblockWins() {
        RateRule rule = RateRule.perSecond(Dimension.PACKETS, 50, 60);
        NodeId self = NodeId.of("us-east", "a");
        Prefix source = Prefix.parse(SOURCE);
        byte[] frame = Frame.from(SOURCE).tcp(Frame.ACK).bytes();
        ReportPacing each = new ReportPacing(1, ReportPacing.DEFAULT.tick());
        try (var bench = new XdpBench(MapCapacities.DEFAULT, each, AbuseFilter.DEFAULT, policy(rule))) {
            XdpDataPlane plane = bench.plane();
            NodeClock clock = NodeClock.system();
            NodeLoop loop = new NodeLoop(
                    LoopSettings.standard(self, 1, List.of(rule), List.of()),
                    new LoopPorts(clock, List.of(plane), List.of(plane), new Alone(), event -> {}));
            loop.doWork(clock.nanoTime());
            bench.send(frame, 5_000);
            long passed = plane.stats().of(XdpReason.CLEAN).packets();
            assertThat(passed + overLimit(plane)).isEqualTo(5_000);
            assertThat(overLimit(plane)).as("before anybody has judged").isPositive();
            Await.until("the source is blocked", () -> {
                loop.doWork(clock.nanoTime());
                return plane.holds(source);
            });
            assertThat(bench.reasonFor(frame)).isEqualTo(XdpReason.BLOCKED_EXACT);

            long now = clock.epochMillis();
            loop.enforcer().unblock(source, now, now + HOUR_MILLIS, new Scope.Fleet(), OrderStamp.OWN);
            long before = overLimit(plane);
            for (int i = 0; i < 20; i++) {
                bench.send(frame, 500);
                loop.doWork(clock.nanoTime());
                assertThat(plane.holds(source)).isFalse();
            }
            assertThat(overLimit(plane)).isEqualTo(before);
        }
    }

    /** Four packets of each member, none of which is over any limit by itself. */
    @Test
    void theVerdictOnAPrefixFollowsAsWell() {
        Grouping network = new Grouping(24, 0);
        RateRule rule = RateRule.perSecond(Dimension.PACKETS, 100, 60).per(network);
        RateRule each = RateRule.perSecond(Dimension.PACKETS, 50, 60);
        List<RateRule> rules = List.of(each, rule);
        PacketPolicy policy = new PacketPolicy(List.of(), List.of(), Services.MANY_SOURCES, rules);
        ReportPacing pacing = new ReportPacing(1, ReportPacing.DEFAULT.tick());
        try (var bench = new XdpBench(MapCapacities.DEFAULT, pacing, AbuseFilter.DEFAULT, policy)) {
            XdpDataPlane plane = bench.plane();
            NodeClock clock = NodeClock.system();
            NodeLoop loop = new NodeLoop(
                    LoopSettings.standard(NodeId.of("us-east", "a"), 1, rules, List.of()),
                    new LoopPorts(clock, List.of(plane), List.of(plane), new Alone(), event -> {}));
            loop.doWork(clock.nanoTime());
            for (int i = 0; i < 250; i++) {
                bench.send(Frame.from("198.51.100." + i).tcp(Frame.ACK).bytes(), 4);
            }
            assertThat(plane.stats().of(XdpReason.CLEAN).packets() + overLimit(plane))
                    .isEqualTo(1_000);
            assertThat(overLimit(plane)).as("before anybody has judged").isPositive();
            Prefix source = Prefix.parse("198.51.100.0/24");
            Await.until("the prefix is blocked", () -> {
                loop.doWork(clock.nanoTime());
                return plane.holds(source);
            });
            assertThat(bench.reasonFor(Frame.from(SOURCE).tcp(Frame.ACK).bytes()))
                    .isEqualTo(XdpReason.BLOCKED_PREFIX);
        }
    }
}
