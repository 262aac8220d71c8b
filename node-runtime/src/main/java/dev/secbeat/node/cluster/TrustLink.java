// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.cluster;

import dev.secbeat.node.api.Subjects;
import dev.secbeat.node.control.TrustChannel;
import dev.secbeat.node.control.TrustFile;
import dev.secbeat.node.control.TrustHello;
import dev.secbeat.node.control.TrustMessage;
import dev.secbeat.node.control.TrustWord;
import dev.secbeat.node.json.DecodeException;
import dev.secbeat.node.json.Json;
import io.nats.client.Connection;
import io.nats.client.Dispatcher;
import io.nats.client.Message;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Trust files and questions for them on NATS. Files published come in order with the commands of the same dispatcher;
 * answers come on an inbox that nobody else may listen to.
 *
 * <p>The {@link TrustChannel} methods belong to the owner's thread; messages are decoded on the client's.
 */
public final class TrustLink implements TrustChannel {
    static final int MAX_QUESTIONS = 1_024;
    private static final int MAX_OFFERS = 64;
    private static final int MAX_ANSWERS = 256;
    private static final long MAX_BYTES = 2L << 20;

    private final NatsSession session;
    private final BoundedInbox<TrustMessage> offers = new BoundedInbox<>(MAX_OFFERS, MAX_BYTES);
    private final BoundedInbox<TrustMessage> answers = new BoundedInbox<>(MAX_ANSWERS, MAX_BYTES);
    private final BoundedInbox<TrustMessage> questions = new BoundedInbox<>(MAX_QUESTIONS, MAX_BYTES);
    private volatile @Nullable String inbox;

    TrustLink(NatsSession session) {
        this.session = session;
    }

    /** A node's. */
    public static TrustLink of(NatsLink link) {
        return link.trust();
    }

    /** Of who is no node; an orchestrator takes files, the command line only asks. */
    public static TrustLink of(FleetLink link) {
        return link.trust();
    }

    /** Listens to answers; {@code dispatcher} may be one for other things as well. */
    void hearAnswers(Connection connection, Dispatcher dispatcher, FirstHand firstHand, Runnable onArrival) {
        String own = connection.createInbox();
        // yet.
        dispatcher.subscribe(own, firstHand.only(message -> {
            take(message, answers);
            onArrival.run();
        }));
        inbox = own;
    }

    /** A published file; called by the client's dispatcher thread. */
    void takeOffer(Message message) {
        take(message, offers);
    }

    /** A question of a peer, or of whoever looks; called by the client's dispatcher thread. */
    void takeQuestion(Message message) {
        String replyTo = message.getReplyTo();
        if (replyTo != null && FirstHand.isInbox(replyTo) && message.getData().length <= MAX_QUESTIONS) {
            try {
                if (Json.TRUST_WORD.decode(message.getData()) instanceof TrustWord.Hello(TrustHello hello)) {
                    questions.offer(new TrustMessage.Question(hello, replyTo), message.getData().length);
                }
            } catch (DecodeException e) {
                // Not among the offers: those hold commands back, and anybody may ask.
                questions.offer(new TrustMessage.Broken(String.valueOf(e.getMessage())), 1);
            }
        }
    }

    /** Gives {@code file} to all nodes; false when there is no connection. Whether they take it, they say when asked. */
    public boolean publish(TrustFile file) {
        return publish(Subjects.TRUST, null, new TrustWord.File(file)) > 0;
    }

    /** Why the servers do not let this key publish trust files, if they said so. */
    public Optional<String> denial() {
        return session.denial().filter(complaint -> complaint.contains('"' + Subjects.TRUST + '"'));
    }

    @Override
    public long joins() {
        return session.joins();
    }

    @Override
    public boolean ask(TrustHello hello) {
        String replyTo = inbox;
        return replyTo != null && publish(Subjects.ASK_TRUST, replyTo, new TrustWord.Hello(hello)) > 0;
    }

    @Override
    public int answer(String replyTo, TrustWord word) {
        return publish(replyTo, null, word);
    }

    @Override
    public boolean isWaiting() {
        return !offers.isEmpty() || !answers.isEmpty();
    }

    @Override
    public Optional<TrustMessage> next() {
        return Optional.ofNullable(offers.poll())
                .or(() -> Optional.ofNullable(answers.poll()))
                .or(() -> Optional.ofNullable(questions.poll()));
    }

    void addDropped(Map<String, Long> dropped) {
        dropped.put("trust-in", offers.dropped() + answers.dropped());
    }

    private static void take(Message message, BoundedInbox<TrustMessage> inbox) {
        byte[] bytes = message.getData();
        inbox.offer(decode(bytes), bytes.length);
    }

    private static TrustMessage decode(byte[] bytes) {
        try {
            return switch (Json.TRUST_WORD.decode(bytes)) {
                case TrustWord.File word -> new TrustMessage.Offer(word.file());
                case TrustWord.Hello word -> new TrustMessage.Answer(word.hello());
            };
        } catch (DecodeException e) {
            return new TrustMessage.Broken(String.valueOf(e.getMessage()));
        }
    }

    private int publish(String subject, @Nullable String replyTo, TrustWord word) {
        Optional<Connection> connection = session.usable();
        byte[] bytes = Json.TRUST_WORD.encode(word);
        if (connection.isEmpty()) {
            return 0;
        }
        try {
            connection.get().publish(subject, replyTo, bytes);
            return bytes.length;
        } catch (IllegalStateException | IllegalArgumentException e) {
            return 0; // Closing, or larger than the server takes.
        }
    }
}
