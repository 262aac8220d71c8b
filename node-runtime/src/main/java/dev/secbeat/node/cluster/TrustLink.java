// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.cluster;

import dev.secbeat.node.api.NodeId;
import dev.secbeat.node.api.Subjects;
import dev.secbeat.node.api.TrustSubjects;
import dev.secbeat.node.control.TrustAsker;
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
import io.nats.client.MessageHandler;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Trust files and questions for them on NATS. Files published come in order with the commands, and past a flood of them;
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
    private final BoundedInbox<TrustMessage> orchestrators = new BoundedInbox<>(MAX_QUESTIONS, MAX_BYTES);
    private final Optional<NodeId> self;
    private final String askSubject;
    /** The last file that was offered; under the lock of {@link #offers}. */
    private byte @Nullable [] offered;

    private volatile @Nullable String inbox;

    private TrustLink(NatsSession session, Optional<NodeId> self, String askSubject) {
        this.self = self;
        this.askSubject = askSubject;
        this.session = session;
    }

    /** Of the node {@code self}. */
    static TrustLink ofNode(NatsSession session, NodeId self) {
        return new TrustLink(session, Optional.of(self), TrustSubjects.of(self));
    }

    /** Of who is no node; {@code isOrchestrator} has a share of answers that nobody else can use up. */
    static TrustLink ofOther(NatsSession session, boolean isOrchestrator) {
        return new TrustLink(
                session, Optional.empty(), isOrchestrator ? TrustSubjects.ORCHESTRATORS : Subjects.ASK_TRUST);
    }

    /** A node's. */
    public static TrustLink of(NatsLink link) {
        return link.trust();
    }

    /** Of who is no node; an orchestrator takes files, the command line only asks. */
    public static TrustLink of(FleetLink link) {
        return link.trust();
    }

    /** Listens to answers, apart from all else. */
    void hearAnswers(Connection connection, FirstHand firstHand, Runnable onArrival) {
        String own = connection.createInbox();
        Dispatcher dispatcher = connection.createDispatcher(firstHand.only(message -> {
            take(message, answers);
            onArrival.run();
        }));
        dispatcher.setPendingLimits(MAX_ANSWERS, MAX_BYTES);
        dispatcher.subscribe(own);
        inbox = own;
    }

    /**
     * Listens to published files, by a dispatcher of its own besides one that {@code commands} come by: there a flood of
     * commands may push a file out, and here a file may come after a command that was sent later. Of the two the first counts.
     */
    void hearOffers(Connection connection, Dispatcher commands, FirstHand firstHand, Runnable onArrival) {
        MessageHandler taking = firstHand.only(message -> {
            takeOffer(message);
            onArrival.run();
        });
        commands.subscribe(Subjects.TRUST, taking);
        Dispatcher own = connection.createDispatcher(taking);
        own.setPendingLimits(MAX_OFFERS, MAX_BYTES);
        own.subscribe(Subjects.TRUST);
    }

    private void takeOffer(Message message) {
        byte[] bytes = message.getData();
        synchronized (offers) {
            if (!Arrays.equals(bytes, offered) && offers.offer(decode(bytes), bytes.length)) {
                offered = bytes;
            }
        }
    }

    /** A question of whoever looks; called by the client's dispatcher thread. */
    void takeQuestion(Message message) {
        // Not among the offers: those hold commands back, and anybody may ask.
        question(message, TrustAsker.Kind.ANYBODY)
                .ifPresent(question -> questions.offer(question, message.getData().length));
    }

    /** A question of an orchestrator; called by the client's dispatcher thread. */
    void takeOrchestratorsQuestion(Message message) {
        question(message, TrustAsker.Kind.ORCHESTRATOR)
                .ifPresent(question -> orchestrators.offer(question, message.getData().length));
    }

    /** What a node says it holds, which is its question as well; called by the client's dispatcher thread. */
    void takeWord(Message message) {
        Optional<NodeId> asker = SubjectOwner.of(message.getSubject()).filter(node -> !self.equals(Optional.of(node)));
        asker.ifPresent(node ->
                question(message, new TrustAsker.Node(node)).ifPresent(question -> nodeQuestions.put(node, question)));
    }

    private static Optional<TrustMessage> question(Message message, TrustAsker asker) {
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
        return replyTo != null && publish(askSubject, replyTo, new TrustWord.Hello(hello)) > 0;
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
                .or(() -> Optional.ofNullable(orchestrators.poll()))
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
