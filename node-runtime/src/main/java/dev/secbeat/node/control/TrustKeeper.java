// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.control;

import dev.secbeat.node.api.NodeId;
import dev.secbeat.node.control.TrustRefusal.Reason;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Keeps the newest trust file the fleet has. Takes what administrators publish; after every connection asks the peers, and
 * is sure of what it holds once a peer that is sure itself confirms it and none has told of a newer one for a moment, or,
 * where all have just come back and nobody is sure, once most of the fleet hold the same: what administrators had told most
 * of it, one of those knows. Of a fleet of one that is itself; an orchestrator is none of the fleet. Until then {@link #isSure()} is false and no command may be
 * obeyed, since its signer may have been withdrawn meanwhile; when nobody has confirmed it for long, commands are refused.
 * Without roots it keeps what it began with.
 *
 * <p>Says from time to time what it holds, so that also servers that were cut from each other leave no node behind. In a
 * large fleet each says it less often, and of many who could answer some do, so that all messages together grow with the
 * fleet and not with its square. Questions are answered within an {@link AnswerBudget}.
 *
 * <p>Owned by one thread, which calls all methods; pure but for its ports.
 */
public final class TrustKeeper implements Supplier<TrustFile> {
    /** Longest pause between hellos of a node that is sure, in a fleet of up to {@link TrustPeers#SPEAKERS}. */
    public static final long HELLO_NANOS = TimeUnit.SECONDS.toNanos(10);

    /** So long a node that has asked waits for the answer of one that is sure. */
    public static final long ALONE_NANOS = TimeUnit.SECONDS.toNanos(2);

    /** So long after a confirmation the answers of more distant peers are waited for. */
    public static final long SETTLE_NANOS = TimeUnit.MILLISECONDS.toNanos(300);

    /** Pause between questions while unsure, in a fleet of up to {@link TrustPeers#SPEAKERS}. */
    static final long ASK_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

    /** Messages a turn: each file costs a signature check, and the loop has counts to merge. */
    static final int MAX_PER_TURN = 8;

    private static final int MAX_AGREEING = 4_096;

    private final TrustGate gate;
    private final TrustChannel channel;
    private final TrustListener listener;
    private final TrustPeers peers;
    private final AnswerBudget budget = new AnswerBudget();
    private final Set<NodeId> agreeing = new HashSet<>();
    private final TrustWitnesses witnesses = new TrustWitnesses();
    private TrustFile held;
    private Set<NodeId> withdrawn;
    private String digest;
    private CommandIntake judged = Optional::empty;
    private long sureOf = -1;
    private long joined;
    private boolean asked;
    private boolean confirmed;
    private boolean refusing;
    private long askedNanos;
    private long confirmedNanos;
    private long nextHelloNanos;
    private long helloNanos;

    /** @param start what this node begins with */
    public TrustKeeper(
            TrustFile start, TrustGate gate, TrustChannel channel, TrustListener listener, TrustPeers peers) {
        this.gate = gate;
        this.channel = channel;
        this.listener = listener;
        this.peers = peers;
        this.held = start;
        this.withdrawn = start.withdrawnNodes();
        this.digest = TrustBytes.digest(start);
    }

    /** The file in force. */
    @Override
    public TrustFile get() {
        return held;
    }

    /** Whether commands may be judged by {@link #get()} now. Exact also between turns: see {@link TrustChannel#joins()}. */
    public boolean isSure() {
        return !gate.isOpen() || (channel.joins() == sureOf && !channel.isWaiting());
    }

    /**
     * Why commands are refused rather than held back, if so: nobody has confirmed for long that none of their signers was
     * withdrawn.
     */
    public Optional<String> refusal() {
        return !isSure() && refusing && channel.joins() == joined
                ? Optional.of(peers.refusal(held.version()))
                : Optional.empty();
    }

    /** {@code intake} that yields nothing while this is not sure; what was taken meanwhile comes first afterwards. */
    public CommandIntake holding(CommandIntake intake) {
        judged = intake;
        tellKeys();
        return new HeldIntake(intake, this::isSure, this::refusal);
    }

    private void tellKeys() {
        judged.know(held.operators().stream().map(Operator::publicKey).collect(Collectors.toUnmodifiableSet()));
    }

    /**
     * Nodes heard under their own names in the time in which all speak twice, this one included: as many as there are, whatever
     * regions they are in, and nobody can speak for more than itself. Takes time as there are nodes.
     */
    public int nodesHeard(long nowNanos) {
        return 1 + witnesses.count(nowNanos, 2 * longest(HELLO_NANOS));
    }

    /** Handles what has arrived and asks when it is time to; returns how much was done. */
    public int doWork(long nowNanos) {
        int work = 0;
        if (channel.joins() != joined) {
            joined = channel.joins();
            asked = false;
            confirmed = false;
            agreeing.clear();
            nextHelloNanos = nowNanos;
        }
        while (work < MAX_PER_TURN) {
            Optional<TrustMessage> next = channel.next();
            if (next.isEmpty()) {
                break;
            }
            handle(next.get(), nowNanos);
            work++;
        }
        if (gate.isOpen() && joined != 0) {
            settle(nowNanos);
            work += hello(nowNanos);
        }
        return work;
    }

    private boolean isJoinSure() {
        return sureOf == joined;
    }

    /** Decides whether what is held is the newest there is. */
    private void settle(long nowNanos) {
        boolean heard = confirmed && nowNanos - confirmedNanos >= SETTLE_NANOS;
        boolean waited = asked && nowNanos - askedNanos >= ALONE_NANOS;
        boolean agreed = waited && peers.isMajority(agreeing.size() - (listener.isKept() ? 0 : 1));
        if (!isJoinSure() && (heard || agreed)) {
            sureOf = joined;
            nextHelloNanos = nowNanos + pause(HELLO_NANOS);
        }
        boolean late = asked && !isJoinSure() && nowNanos - askedNanos >= peers.patienceNanos() + longest(ASK_NANOS);
        if (late != refusing) {
            refusing = late;
            listener.unconfirmed(late);
        }
    }

    private int hello(long nowNanos) {
        if (nowNanos - nextHelloNanos < 0) {
            return 0;
        }
        helloNanos = nowNanos;
        nextHelloNanos = nowNanos + pause(isJoinSure() ? HELLO_NANOS : ASK_NANOS);
        if (channel.ask(own()) && !asked) {
            asked = true;
            askedNanos = nowNanos;
        }
        return 1;
    }

    /** Between half and all of the longest, so that nodes that began together do not go on together. */
    private long pause(long nanos) {
        return (long) (longest(nanos) * (0.5 + peers.random().nextDouble() / 2));
    }

    private long longest(long nanos) {
        return (long) (nanos * peers.quiet());
    }

    /** A file that a restart would lose does not count as held by one of many: who agrees must know it then as well. */
    private TrustHello own() {
        boolean counts = isJoinSure() || listener.isKept();
        return new TrustHello(held.version(), counts ? digest : "", isJoinSure());
    }

    private void handle(TrustMessage message, long nowNanos) {
        switch (message) {
            case TrustMessage.Offer(TrustFile file) -> offered(file, nowNanos);
            case TrustMessage.Answer(TrustHello hello) -> answered(hello, nowNanos);
            case TrustMessage.Question question -> asked(question, nowNanos);
            case TrustMessage.Broken(String why) ->
                listener.refused(new TrustRefusal(
                        Reason.MALFORMED,
                        "what was offered is no trust file (" + why + "); is its sender of another version?"));
        }
    }

    private void offered(TrustFile file, long nowNanos) {
        Optional<TrustRefusal> refusal = gate.check(file, held);
        if (refusal.isPresent()) {
            listener.refused(refusal.get());
            return;
        }
        held = file;
        withdrawn = file.withdrawnNodes();
        digest = TrustBytes.digest(file);
        tellKeys();
        // Whoever gave it may be behind itself: what confirmed the one before confirms nothing any more.
        confirmed = false;
        agreeing.clear();
        nextHelloNanos = isJoinSure() ? nextHelloNanos : nowNanos;
        listener.taken(file);
    }

    private void answered(TrustHello hello, long nowNanos) {
        if (hello.sure() && isOwn(hello) && !confirmed) {
            confirmed = true;
            confirmedNanos = nowNanos;
        }
    }

    private boolean isOwn(TrustHello hello) {
        return hello.version() == held.version() && hello.digest().equals(digest);
    }

    private void asked(TrustMessage.Question question, long nowNanos) {
        TrustHello hello = question.hello();
        boolean witness = question.asker() instanceof TrustAsker.Node(NodeId node) && !withdrawn.contains(node);
        if (witness && question.asker() instanceof TrustAsker.Node(NodeId node)) {
            witnesses.heard(node, nowNanos);
        }
        if (hello.version() > held.version()) {
            rumoured(nowNanos);
            return;
        }
        boolean named = question.asker() != TrustAsker.Kind.ANYBODY;
        if (witness && question.asker() instanceof TrustAsker.Node(NodeId peer)) {
            said(peer, hello, nowNanos);
        }
        boolean unheard = !peers.isNode() || (named && !peers.isSpeaker());
        if (unheard || !budget.allows(question.asker(), nowNanos)) {
            return;
        }
        boolean same = isOwn(hello);
        if (!same && (held.version() > 0 || hello.version() < 0)) {
            budget.spend(question.asker(), channel.answer(question.replyTo(), new TrustWord.File(held)));
        } else if (same && isJoinSure() && !(hello.sure() && named) && (named || listener.isKept())) {
            budget.spend(question.asker(), channel.answer(question.replyTo(), new TrustWord.Hello(own())));
        }
    }

    /** What a node says it holds is an answer as well, if nobody asked for it. */
    private void said(NodeId peer, TrustHello hello, long nowNanos) {
        if (!isOwn(hello)) {
            agreeing.remove(peer);
            return;
        }
        answered(hello, nowNanos);
        if (agreeing.size() < MAX_AGREEING) {
            agreeing.add(peer);
        }
    }

    /** Anybody who may ask can claim to hold something newer: that moves the next question forward, but not at will. */
    private void rumoured(long nowNanos) {
        long soon = Math.max(ASK_NANOS, ALONE_NANOS - (nowNanos - helloNanos));
        if (nextHelloNanos - nowNanos > soon) {
            nextHelloNanos = nowNanos + soon;
        }
    }
}
