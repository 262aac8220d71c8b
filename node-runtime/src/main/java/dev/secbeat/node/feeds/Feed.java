// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.feeds;

import dev.secbeat.node.time.Backoff;
import dev.secbeat.node.time.NodeClock;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.DoubleSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One feed: its newest good version and when to look for the next. A version that is refused, or cannot be had, leaves the one
 * before; once that was not confirmed for too long, nothing of it is in force.
 *
 * <p>Thread rule: one thread looks; what public methods tell is for all.
 */
public final class Feed {
    private static final Logger LOG = LoggerFactory.getLogger(Feed.class);
    private static final long FIRST_WAIT_MILLIS = 5_000;
    private static final long MOST_WAIT_MILLIS = 900_000;
    private static final long KEEP_MILLIS = 60_000;
    private static final double SPREAD = 0.1;

    private final FeedSettings settings;
    private final FeedReader reader;
    private final Optional<FeedCache> cache;
    private final NodeClock clock;
    private final DoubleSupplier dice;
    private final Backoff backoff;
    private final long begunMillis;
    private volatile @Nullable FeedVersion version;
    private volatile long failures;
    private volatile int bad;
    private long taken;
    private int failuresInRow;
    private String toldProblem = "";
    private long dueNanos;
    private boolean unsaved;
    private long savedMillis;

    Feed(FeedSettings settings, FeedReader reader, Optional<FeedCache> cache, NodeClock clock, DoubleSupplier dice) {
        this.settings = settings;
        this.reader = reader;
        this.cache = cache;
        this.clock = clock;
        this.dice = dice;
        this.backoff = new Backoff(
                Math.min(FIRST_WAIT_MILLIS, settings.refreshMillis()),
                Math.max(settings.refreshMillis(), MOST_WAIT_MILLIS));
        this.begunMillis = clock.epochMillis();
        this.dueNanos = clock.nanoTime();
        this.version = cache.flatMap(kept -> kept.load(begunMillis))
                .map(kept -> kept.numbered(++taken))
                .orElse(null);
    }

    /** Name of its list. */
    public String name() {
        return settings.name();
    }

    /** Where it comes from, for people. */
    public String origin() {
        return settings.source().told();
    }

    /** The newest good version, fresh or not; empty before there was one. */
    public Optional<FeedVersion> version() {
        return Optional.ofNullable(version);
    }

    /** Milliseconds since the source was last heard to have this version, or since the start when there is none. */
    public long ageMillis(long nowMillis) {
        FeedVersion newest = version;
        return Math.max(0, nowMillis - (newest == null ? begunMillis : newest.confirmedMillis()));
    }

    /** Whether nothing of it is in force because it could not be confirmed for too long. */
    public boolean isStale(long nowMillis) {
        return settings.maxAgeMillis() > 0 && ageMillis(nowMillis) > settings.maxAgeMillis();
    }

    /** Versions refused, and requests that failed. */
    public long failures() {
        return failures;
    }

    /** Lines or decisions of the version in force that could not be read. */
    public int bad() {
        return bad;
    }

    /** The age from which on nothing is in force, milliseconds; 0: none. */
    public long maxAgeMillis() {
        return settings.maxAgeMillis();
    }

    long dueNanos() {
        return dueNanos;
    }

    /** Looks once, and decides when to look again. */
    void look() throws InterruptedException {
        long nowMillis = clock.epochMillis();
        long waitMillis;
        try {
            Optional<FeedReader.Look> look = reader.look(version(), nowMillis);
            look.ifPresent(this::take);
            failuresInRow = 0;
            toldProblem = "";
            waitMillis = settings.refreshMillis() + (long) (settings.refreshMillis() * SPREAD * dice.getAsDouble());
        } catch (FeedException e) {
            fail(e);
            waitMillis = Math.max(backoff.delayMillis(failuresInRow, dice.getAsDouble()), e.retryAfterMillis());
        }
        save(nowMillis, false);
        dueNanos = clock.nanoTime() + TimeUnit.MILLISECONDS.toNanos(waitMillis);
    }

    /** Writes what the disk does not know yet. */
    void keep() {
        save(clock.epochMillis(), true);
    }

    private void take(FeedReader.Look look) {
        unsaved = true;
        if (look.version().number() > 0) { // The one before, confirmed.
            version = look.version();
            return;
        }
        version = look.version().numbered(++taken);
        bad = look.bad();
        LOG.info(
                "event=feed_taken feed={} entries={} left_out={} bad={} first_bad=\"{}\" source=\"{}\"",
                name(),
                look.version().entries().size(),
                look.leftOut(),
                look.bad(),
                look.firstBad(),
                origin());
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // One thread writes; volatile lets others read.
    private void fail(FeedException e) {
        failures++;
        failuresInRow++;
        if (!e.problem().equals(toldProblem)) {
            toldProblem = e.problem();
            LOG.warn(
                    "event=feed_refused feed={} source=\"{}\" problem=\"{}\" meaning=\"{}\""
                            + " action=\"see whether the source is well; the node asks it again\"",
                    name(),
                    origin(),
                    e.problem(),
                    version().isPresent() ? "the version before stays, until it is too old" : "its list is empty");
        }
    }

    /** Not at each look: a source that is asked every few seconds would keep the disk busy. */
    private void save(long nowMillis, boolean now) {
        FeedVersion newest = version;
        boolean due = savedMillis == 0 || Math.abs(nowMillis - savedMillis) >= KEEP_MILLIS;
        if (unsaved && newest != null && (now || due)) {
            unsaved = cache.isPresent() && !cache.get().save(newest);
            savedMillis = nowMillis;
        }
    }
}
