// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.cluster;

import dev.secbeat.node.api.NodeId;
import dev.secbeat.node.api.SourcePage;
import dev.secbeat.node.api.SourceQuestion;
import dev.secbeat.node.api.SourceSubjects;
import dev.secbeat.node.json.DecodeException;
import dev.secbeat.node.json.Json;
import io.nats.client.Message;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * Has all nodes tell of the sources they count, from {@link #open} to {@link #close}: asks again in good time, and listens on
 * whatever connection the link has. What comes faster than it is taken is dropped by the client.
 *
 * <p>All methods are for any thread and do not wait; pages come on the client's thread, one at a time.
 */
public final class SourceWatch implements AutoCloseable {
    private static final long ASK_MILLIS = SourceSubjects.LEASE_MILLIS / 4;

    private final Consumer<SourcePage> listener;
    private final AtomicLong rejected = new AtomicLong();
    private final PeerSilence silence;
    private final LeasedWatch watch;
    private volatile SourceQuestion question;

    private SourceWatch(
            NatsSession session, PeerSilence silence, SourceQuestion question, Consumer<SourcePage> listener) {
        this.silence = silence;
        this.question = question;
        this.listener = listener;
        LeasedWatch.Terms terms =
                new LeasedWatch.Terms(SourceSubjects.ASK, this::asked, ASK_MILLIS, SourceSubjects.ALL);
        watch = LeasedWatch.open(session, "source-watch", terms, this::take);
    }

    /**
     * Begins to ask and to listen, as soon as there is a connection.
     *
     * @param listener must return soon and not throw; the sender of a page is proven by the transport
     */
    public static SourceWatch open(FleetLink link, SourceQuestion question, Consumer<SourcePage> listener) {
        return new SourceWatch(link.session(), link.silence(), question, listener);
    }

    /** Asks this instead from now on. */
    public void ask(SourceQuestion next) {
        question = next;
        watch.askSoon();
    }

    /** Pages that could not be read, or whose subject named no node. */
    public long rejected() {
        return rejected.get();
    }

    /** Listens no more; the nodes end by themselves within {@link SourceSubjects#LEASE_MILLIS}. */
    @Override
    public void close() {
        watch.close();
    }

    private byte[] asked() {
        return Json.SOURCES_ASKED.encode(question);
    }

    private void take(Message message) {
        Optional<NodeId> sender = SubjectOwner.of(message.getSubject());
        try {
            if (sender.isPresent()) {
                SourcePage page = SourcePageCodec.decode(sender.get(), message.getData());
                if (!watch.isClosed() && silence.hears(sender.get())) {
                    listener.accept(page);
                }
                return;
            }
        } catch (DecodeException e) {
            // Counted below; whoever wants to know more listens to the subject.
        }
        rejected.incrementAndGet();
    }
}
