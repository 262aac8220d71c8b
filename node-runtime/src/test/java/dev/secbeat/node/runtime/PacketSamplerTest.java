// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.secbeat.node.api.NodeId;
import dev.secbeat.node.api.SampleReport;
import dev.secbeat.node.api.SampledPacket;
import dev.secbeat.node.support.Await;
import dev.secbeat.node.time.NodeClock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** Samples are taken while somebody asks, at a bounded rate, and left alone otherwise; time is the test's. */
class PacketSamplerTest {
    private static final NodeId NODE = NodeId.of("apac", "a-1");
    private static final int PER_SECOND = 20;

    private final List<SampleReport> reports = new ArrayList<>();
    private final Source source = new Source();
    private final AtomicBoolean connected = new AtomicBoolean(true);
    private boolean wanted = true;
    private long nowNanos = 1_000_000_000;
    private final PacketSampler sampler = sampler(PER_SECOND);

    /** A kernel that has packets of two reasons, one much more often. */
    private static final class Source implements SampleSource, SampleSource.Flow {
        private Optional<String> refusal = Optional.empty();
        private Optional<String> over = Optional.empty();
        private int waiting;
        private long missed;
        private long clock;
        private int opened;
        private int closed;

        @Override
        public Flow open() {
            refusal.ifPresent(text -> {
                throw new IllegalStateException(text);
            });
            opened++;
            return this;
        }

        @Override
        public int poll(Consumer<SampledPacket> to, int budget) {
            int taken = Math.min(budget, waiting);
            for (int i = 0; i < taken; i++) {
                to.accept(SampleChoiceTest.packet(i % 100 == 0 ? "martian" : "clean", ++clock));
            }
            waiting -= taken;
            return taken;
        }

        @Override
        public Optional<String> over() {
            return over;
        }

        @Override
        public long missed() {
            return missed;
        }

        @Override
        public void close() {
            closed++;
        }
    }

    private PacketSampler sampler(int perSecond) {
        return new PacketSampler(NODE, NodeClock.system(), perSecond, source, now -> wanted, report -> {
            boolean sent = connected.get();
            if (sent) {
                reports.add(report);
            }
            return sent;
        });
    }

    /** Lets seconds pass, with packets in each of its ten looks. */
    private void pass(int seconds, int packets) {
        for (int i = 0; i < seconds * 10; i++) {
            source.waiting += packets;
            assertThat(sampler.turn(nowNanos)).isEqualTo(wanted);
            nowNanos += PacketSampler.REST_NANOS;
        }
    }

    private long shown() {
        return reports.stream().mapToLong(report -> report.packets().size()).sum();
    }

    private long leftOut() {
        return reports.stream().mapToLong(SampleReport::leftOut).sum();
    }

    @Test
    void whileNobodyAsksNothingIsOpened() {
        wanted = false;
        pass(5, 100);
        assertThat(source.opened).isZero();
        assertThat(reports).isEmpty();
    }

    @Test
    void theRateIsBoundedAndTheRestCounted() {
        pass(10, 100);
        assertThat(shown()).isBetween(9L * PER_SECOND, 10L * PER_SECOND);
        assertThat(reports).hasSizeBetween(19, 21);
        source.missed = 7;
        pass(1, 0);
        assertThat(shown() + leftOut()).isEqualTo(10 * 10 * 100 + 7);
        assertThat(reports.getFirst().packets())
                .extracting(SampledPacket::reason)
                .contains("martian", "clean");
        assertThat(reports).allMatch(report -> report.trouble().isEmpty());
    }

    @Test
    void whenNobodyAsksAnyMoreItEnds() {
        pass(2, 1);
        wanted = false;
        pass(2, 1);
        assertThat(source.closed).isEqualTo(1);
        int before = reports.size();
        wanted = true;
        pass(1, 1);
        assertThat(source.opened).isEqualTo(2);
        assertThat(reports).hasSizeGreaterThan(before);
    }

    @Test
    void aPersonsCaptureGoesFirstAndIsNamed() {
        pass(1, 10);
        source.over = Optional.of("'secbeat capture' reads the samples now");
        source.refusal = source.over;
        pass(2, 0);
        assertThat(source.closed).isEqualTo(1);
        assertThat(reports.getLast().trouble()).contains("'secbeat capture' reads the samples now");
        source.over = Optional.empty();
        source.refusal = Optional.empty();
        pass(2, 10);
        assertThat(source.opened).isEqualTo(2);
        assertThat(reports.getLast().trouble()).isEmpty();
        assertThat(reports.getLast().packets()).isNotEmpty();
    }

    @Test
    void aNodeThatCannotSampleSaysWhyTwiceASecond() {
        source.refusal = Optional.of("x".repeat(5_000));
        pass(3, 0);
        assertThat(reports).hasSizeBetween(5, 7);
        assertThat(reports.getFirst().trouble().orElseThrow()).hasSize(SampleReport.MAX_TROUBLE);
        assertThat(reports.getFirst().packets()).isEmpty();
    }

    @Test
    void whatCouldNotBeSentIsCounted() {
        connected.set(false);
        pass(3, 100);
        connected.set(true);
        pass(1, 0);
        assertThat(shown() + leftOut()).isEqualTo(3 * 10 * 100);
    }

    @Test
    void itsThreadSleepsUntilItIsWokenAndEnds() {
        AtomicBoolean asked = new AtomicBoolean();
        List<SampleReport> heard = new java.util.concurrent.CopyOnWriteArrayList<>();
        try (PacketSampler threaded =
                new PacketSampler(NODE, NodeClock.system(), 1, source, now -> asked.get(), heard::add)) {
            threaded.start();
            assertThat(heard).isEmpty();
            asked.set(true);
            threaded.wake();
            Await.until("it reports", () -> !heard.isEmpty());
        }
        assertThat(source.closed).isEqualTo(source.opened);
    }
}
