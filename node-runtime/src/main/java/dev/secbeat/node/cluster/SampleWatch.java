// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.cluster;

import dev.secbeat.node.api.SampleReport;
import dev.secbeat.node.api.Subjects;
import dev.secbeat.node.json.DecodeException;
import dev.secbeat.node.json.Json;
import io.nats.client.Message;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * Has all nodes show samples of their packets, from {@link #open} to {@link #close}: asks again in good time, and listens
 * on whatever connection the link has. What comes faster than it is taken is dropped by the client.
 *
 * <p>Opening and closing are for any thread and do not wait; reports come on the client's thread, one at a time.
 */
public final class SampleWatch implements AutoCloseable {
    private static final long ASK_MILLIS = Subjects.SAMPLES_LEASE_MILLIS / 4;
    private static final byte[] EMPTY = {};

    private final Consumer<SampleReport> listener;
    private final AtomicLong rejected = new AtomicLong();
    private final PeerSilence silence;
    private final LeasedWatch watch;

    private SampleWatch(NatsSession session, PeerSilence silence, Consumer<SampleReport> listener) {
        this.silence = silence;
        this.listener = listener;
        LeasedWatch.Terms terms =
                new LeasedWatch.Terms(Subjects.ASK_SAMPLES, () -> EMPTY, ASK_MILLIS, Subjects.ALL_SAMPLES);
        watch = LeasedWatch.open(session, "sample-watch", terms, this::take);
    }

    /**
     * Begins to ask and to listen, as soon as there is a connection.
     *
     * @param listener must return soon and not throw; the sender of a report is proven by the transport
     */
    public static SampleWatch open(FleetLink link, Consumer<SampleReport> listener) {
        return new SampleWatch(link.session(), link.silence(), listener);
    }

    /** Reports that could not be read, or that named another node than their subject. */
    public long rejected() {
        return rejected.get();
    }

    /** Listens no more; the nodes end by themselves within {@link Subjects#SAMPLES_LEASE_MILLIS}. */
    @Override
    public void close() {
        watch.close();
    }

    private void take(Message message) {
        try {
            SampleReport report = Json.SAMPLES.decode(message.getData());
            if (SubjectOwner.of(message.getSubject()).equals(Optional.of(report.node()))) {
                if (!watch.isClosed() && silence.hears(report.node())) {
                    listener.accept(report);
                }
                return;
            }
        } catch (DecodeException e) {
            // Counted below; whoever wants to know more listens to the subject.
        }
        rejected.incrementAndGet();
    }
}
