// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.runtime;

import dev.secbeat.node.control.TrustFile;
import dev.secbeat.node.control.TrustListener;
import dev.secbeat.node.control.TrustRefusal;
import dev.secbeat.node.metrics.NodeMetrics;
import dev.secbeat.node.metrics.Series;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Logs, counts and keeps what becomes of trust files. Told on the owner's thread, read by scrapes on others. */
final class TrustDesk implements TrustListener {
    private static final Logger LOG = LoggerFactory.getLogger(TrustDesk.class);

    private final Consumer<TrustFile> keep;
    private final BooleanSupplier kept;
    private final Consumer<TrustRefusal> trouble;
    private final AtomicLong version;
    private final AtomicLong unconfirmed = new AtomicLong();
    private final Map<TrustRefusal.Reason, AtomicLong> refused = new EnumMap<>(TrustRefusal.Reason.class);

    /**
     * @param start what is in force at first
     * @param keep takes every file that comes into force; must not block
     * @param kept whether what {@code keep} took last is on the disk
     * @param trouble takes what people should read; must bound how often it tells them
     */
    TrustDesk(TrustFile start, Consumer<TrustFile> keep, BooleanSupplier kept, Consumer<TrustRefusal> trouble) {
        this.version = new AtomicLong(start.version());
        this.keep = keep;
        this.kept = kept;
        this.trouble = trouble;
        for (TrustRefusal.Reason reason : TrustRefusal.Reason.values()) {
            refused.put(reason, new AtomicLong());
        }
    }

    @Override
    public void taken(TrustFile file) {
        version.set(file.version());
        LOG.info(
                "event=trust_taken version={} signer={} operators={} withdrawn={}",
                file.version(),
                file.seal().map(TrustFile.Seal::signer).orElse("-"),
                file.operators().size(),
                file.withdrawn().size());
        keep.accept(file);
    }

    @Override
    public boolean isKept() {
        return kept.getAsBoolean();
    }

    @Override
    public void refused(TrustRefusal refusal) {
        count(refusal.reason()).incrementAndGet();
        if (refusal.reason() != TrustRefusal.Reason.OLDER) {
            trouble.accept(refusal);
        }
    }

    @Override
    public void unconfirmed(boolean refusing) {
        unconfirmed.set(refusing ? 1 : 0);
        if (refusing) {
            LOG.warn(
                    "event=trust_unconfirmed text=\"nobody has confirmed the trust file of this node since it came back, so it"
                            + " refuses commands until somebody does; it enforces all the same\"");
        } else {
            LOG.info("event=trust_refusing_ended");
        }
    }

    void register(NodeMetrics metrics) {
        metrics.register(Series.TRUST_UNCONFIRMED, out -> out.put((double) unconfirmed.get()));
        metrics.register(Series.TRUST_VERSION, out -> out.put((double) version.get()));
        metrics.register(
                Series.TRUST_REFUSED,
                out -> refused.forEach((reason, count) -> out.put((double) count.get(), reason.label())));
    }

    private AtomicLong count(TrustRefusal.Reason reason) {
        return Objects.requireNonNull(refused.get(reason), "every reason has a count");
    }
}
