// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.runtime;

import dev.secbeat.node.api.NodeId;
import dev.secbeat.node.api.SampleReport;
import dev.secbeat.node.metrics.NodeMetrics;
import dev.secbeat.node.metrics.Series;
import dev.secbeat.node.time.NodeClock;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongPredicate;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Shows packets from afar: while somebody asks, it samples, chooses a few of all reasons, and publishes them twice a second
 * with the number of those left out. While nobody asks, the kernel samples nothing and this thread sleeps.
 *
 * <p>Thread rule: a thread of its own, from {@link #start} on; {@link #wake}, {@link #register} and what that reads are for
 * all threads.
 */
final class PacketSampler implements AutoCloseable {
    /** Between two looks into the ring, and at whether a person on the host wants it. */
    static final long REST_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    static final long REPORT_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

    private static final Logger LOG = LoggerFactory.getLogger(PacketSampler.class);
    private static final long RETRY_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long JOIN_MILLIS = 2_000;
    private static final double NANOS_A_SECOND = 1e9;
    private static final int BUDGET = 4_096;

    private final NodeId self;
    private final NodeClock clock;
    private final int perSecond;
    private final SampleSource source;
    private final LongPredicate wanted;
    private final Predicate<SampleReport> publish;
    private final SampleChoice choice;
    private final Thread thread =
            Thread.ofPlatform().name("packet-sampler").daemon().unstarted(this::run);
    private SampleSource.@Nullable Flow flow;
    private Optional<String> trouble = Optional.empty();
    private boolean asked;
    private long retryAtNanos;
    private long reportAtNanos;
    private double credit;
    private long creditAtNanos;
    private long missedBefore;
    private long notChosen;
    private long told;
    private volatile long published;
    private volatile long leftOut;
    private volatile boolean stopping;

    /**
     * @param perSecond samples published at most, 0 to 100
     * @param wanted whether somebody asks for samples at a time of the monotonic clock
     * @param publish sends a report; false when it could not
     */
    PacketSampler(
            NodeId self,
            NodeClock clock,
            int perSecond,
            SampleSource source,
            LongPredicate wanted,
            Predicate<SampleReport> publish) {
        this.self = self;
        this.clock = clock;
        this.perSecond = perSecond;
        this.source = source;
        this.wanted = wanted;
        this.publish = publish;
        this.choice = new SampleChoice(perSecond);
    }

    void start() {
        thread.start();
    }

    /** Somebody asks; never blocks. */
    void wake() {
        LockSupport.unpark(thread);
    }

    void register(NodeMetrics metrics) {
        metrics.register(Series.SAMPLES, out -> {
            out.put((double) published, "published");
            out.put((double) leftOut, "left_out");
        });
    }

    /** One look; returns whether there is anything to look at again soon. */
    boolean turn(long nowNanos) {
        if (!wanted.test(nowNanos)) {
            end();
            asked = false;
            return false;
        }
        if (!asked) {
            asked = true;
            retryAtNanos = nowNanos;
            reportAtNanos = nowNanos + REST_NANOS;
            credit = 0;
            creditAtNanos = nowNanos;
        }
        if (flow == null && nowNanos - retryAtNanos >= 0) {
            begin(nowNanos);
        }
        gather(nowNanos);
        if (nowNanos - reportAtNanos >= 0) {
            report(nowNanos);
            reportAtNanos = nowNanos + REPORT_NANOS;
        }
        return true;
    }

    @Override
    public void close() {
        stopping = true;
        wake();
        try {
            thread.join(JOIN_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void begin(long nowNanos) {
        try {
            flow = source.open();
            missedBefore = 0;
            trouble = Optional.empty();
        } catch (RuntimeException e) {
            fail(String.valueOf(e.getMessage()), nowNanos);
        }
    }

    private void gather(long nowNanos) {
        SampleSource.Flow open = flow;
        if (open == null) {
            return;
        }
        Optional<String> over = open.over();
        if (over.isPresent()) {
            fail(over.get(), nowNanos);
            return;
        }
        int _ = open.poll(choice::offer, BUDGET);
        long missed = open.missed();
        leaveOut(missed - missedBefore);
        missedBefore = missed;
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // One thread writes; volatile lets others read.
    private void report(long nowNanos) {
        credit = Math.min(perSecond, credit + perSecond * ((nowNanos - creditAtNanos) / NANOS_A_SECOND));
        creditAtNanos = nowNanos;
        var packets = choice.take(Math.min((int) credit, SampleReport.MAX_PACKETS));
        leaveOut(choice.leftOut() - notChosen);
        notChosen = choice.leftOut();
        credit -= packets.size();
        SampleReport report = new SampleReport(self, clock.epochMillis(), leftOut - told, trouble, packets);
        if (publish.test(report)) {
            published += packets.size();
            told = leftOut;
        } else {
            leaveOut(packets.size());
        }
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // One thread writes; volatile lets others read.
    private void leaveOut(long count) {
        leftOut += count;
    }

    private void fail(String why, long nowNanos) {
        end();
        retryAtNanos = nowNanos + RETRY_NANOS;
        trouble =
                Optional.of(why.length() > SampleReport.MAX_TROUBLE ? why.substring(0, SampleReport.MAX_TROUBLE) : why);
    }

    private void end() {
        SampleSource.Flow open = flow;
        flow = null;
        if (open != null) {
            open.close();
        }
    }

    private void run() {
        boolean failing = false;
        while (!stopping) {
            boolean soon = true;
            try {
                soon = turn(clock.nanoTime());
                failing = false;
            } catch (RuntimeException e) { // Tried again; said once.
                if (!failing) {
                    LOG.error("event=samples_failed meaning=\"no packets are shown; filtering goes on\"", e);
                }
                failing = true;
                fail("sampling failed on the node: see its log (" + e + ")", clock.nanoTime());
            }
            if (soon) {
                LockSupport.parkNanos(REST_NANOS);
            } else if (!stopping) {
                LockSupport.park();
            }
        }
        end();
    }
}
