// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.cluster;

import dev.secbeat.node.api.NodeId;
import dev.secbeat.node.api.Subjects;
import dev.secbeat.node.api.TrustSubjects;
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
    private static final int MAX_QUESTION_BYTES = 1_024;

    private final NatsSession session;
    private final BoundedInbox<TrustMessage> offers = new BoundedInbox<>(MAX_OFFERS, MAX_BYTES);
    private final BoundedInbox<TrustMessage> answers = new BoundedInbox<>(MAX_ANSWERS, MAX_BYTES);
    private final NodeQuestions nodeQuestions = new NodeQuestions();
    private final BoundedInbox<TrustMessage> questions = new BoundedInbox<>(MAX_QUESTIONS, MAX_BYTES);
    private final Optional<NodeId> self;
    private volatile @Nullable String inbox;

    /** @param self the node it is of, if of one */
    TrustLink(NatsSession session, Optional<NodeId> self) {
        this.self = self;
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

    /** A question of whoever looks; called by the client's dispatcher thread. */
    void takeQuestion(Message message) {
        // Not among the offers: those hold commands back, and anybody may ask.
        question(message, Optional.empty()).ifPresent(question -> questions.offer(question, message.getData().length));
    }

    /** What a node says it holds, which is its question as well; called by the client's dispatcher thread. */
    void takeWord(Message message) {
        Optional<NodeId> asker = SubjectOwner.of(message.getSubject()).filter(node -> !self.equals(Optional.of(node)));
        asker.ifPresent(node -> question(message, asker).ifPresent(question -> nodeQuestions.put(node, question)));
    }

    private static Optional<TrustMessage> question(Message message, Optional<NodeId> asker) {
        String replyTo = message.getReplyTo();
        if (replyTo == null || !FirstHand.isInbox(replyTo) || message.getData().length > MAX_QUESTION_BYTES) {
            return Optional.empty();
        }
        try {
            return Json.TRUST_WORD.decode(message.getData()) instanceof TrustWord.Hello(TrustHello hello)
                    ? Optional.of(new TrustMessage.Question(hello, asker, replyTo))
                    : Optional.empty();
        } catch (DecodeException e) {
            return Optional.of(new TrustMessage.Broken(String.valueOf(e.getMessage())));
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
        return replyTo != null
                && publish(self.map(TrustSubjects::of).orElse(Subjects.ASK_TRUST), replyTo, new TrustWord.Hello(hello))
                        > 0;
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
                .or(() -> Optional.ofNullable(nodeQuestions.poll()))
                .or(() -> Optional.ofNullable(questions.poll()));
    }

    void addDropped(Map<String, Long> dropped) {
        dropped.put("trust-in", offers.dropped() + answers.dropped() + nodeQuestions.dropped());
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
