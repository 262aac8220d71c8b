// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.control;

import dev.secbeat.node.control.TrustRefusal.Reason;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Keeps the newest trust file the fleet has. Takes what administrators publish; after every connection asks the peers, and
 * is sure of what it holds once a peer that is sure itself confirms it and none has told of a newer one for a moment, or
 * when nobody answers: until then {@link #isSure()} is false and no command may be obeyed, since its signer may have been
 * withdrawn meanwhile. Says each {@link #HELLO_NANOS} what it holds, so that also servers that were cut from each other
 * leave no node behind. Without roots it keeps what it began with.
 *
 * <p>Owned by one thread, which calls all methods; pure but for its ports.
 */
public final class TrustKeeper implements Supplier<TrustFile> {
    /** Pause between hellos of a node that is sure. */
    public static final long HELLO_NANOS = TimeUnit.SECONDS.toNanos(10);

    /** So long a node that has asked waits for anybody's answer before it goes by what it holds. */
    public static final long ALONE_NANOS = TimeUnit.SECONDS.toNanos(2);

    /** So long after a confirmation the answers of more distant peers are waited for. */
    public static final long SETTLE_NANOS = TimeUnit.MILLISECONDS.toNanos(300);

    /** Pause between questions while unsure. */
    static final long ASK_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

    /** Bytes of answers a second: whoever may ask must not make a node send without bound. */
    static final int ANSWER_BYTES = 2 << 20;

    /** Messages a turn: each file costs a signature check, and the loop has counts to merge. */
    static final int MAX_PER_TURN = 8;

    private final TrustGate gate;
    private final TrustChannel channel;
    private final TrustListener listener;
    private TrustFile held;
    private String digest;
    private long sureOf = -1;
    private long joined;
    private boolean asked;
    private boolean confirmed;
    private long askedNanos;
    private long confirmedNanos;
    private long nextHelloNanos;
    private long helloNanos;
    private long secondNanos;
    private long answeredBytes;

    /** @param start what this node begins with */
    public TrustKeeper(TrustFile start, TrustGate gate, TrustChannel channel, TrustListener listener) {
        this.gate = gate;
        this.channel = channel;
        this.listener = listener;
        this.held = start;
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

    /** {@code intake} that yields nothing while this is not sure; what was taken meanwhile comes first afterwards. */
    public CommandIntake holding(CommandIntake intake) {
        return new HeldIntake(intake, this::isSure);
    }

    /** Handles what has arrived and asks when it is time to; returns how much was done. */
    public int doWork(long nowNanos) {
        int work = 0;
        if (channel.joins() != joined) {
            joined = channel.joins();
            asked = false;
            confirmed = false;
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
        boolean alone = asked && nowNanos - askedNanos >= ALONE_NANOS;
        if (!isJoinSure() && (heard || alone)) {
            sureOf = joined;
            nextHelloNanos = nowNanos + HELLO_NANOS;
        }
    }

    private int hello(long nowNanos) {
        if (nowNanos - nextHelloNanos < 0) {
            return 0;
        }
        helloNanos = nowNanos;
        nextHelloNanos = nowNanos + (isJoinSure() ? HELLO_NANOS : ASK_NANOS);
        if (channel.ask(own()) && !asked) {
            asked = true;
            askedNanos = nowNanos;
        }
        return 1;
    }

    private TrustHello own() {
        return new TrustHello(held.version(), digest, isJoinSure());
    }

    private void handle(TrustMessage message, long nowNanos) {
        switch (message) {
            case TrustMessage.Offer(TrustFile file) -> offered(file, nowNanos);
            case TrustMessage.Answer(TrustHello hello) -> answered(hello, nowNanos);
            case TrustMessage.Question(TrustHello hello, String replyTo) -> asked(hello, replyTo, nowNanos);
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
        digest = TrustBytes.digest(file);
        // Whoever gave it may be behind itself: what confirmed the one before confirms nothing any more.
        confirmed = false;
        nextHelloNanos = isJoinSure() ? nextHelloNanos : nowNanos;
        listener.taken(file);
    }

    private void answered(TrustHello hello, long nowNanos) {
        if (hello.sure() && hello.version() == held.version() && hello.digest().equals(digest) && !confirmed) {
            confirmed = true;
            confirmedNanos = nowNanos;
        }
    }

    private void asked(TrustHello hello, String replyTo, long nowNanos) {
        if (hello.version() > held.version()) {
            rumoured(nowNanos);
            return;
        }
        if (nowNanos - secondNanos >= TimeUnit.SECONDS.toNanos(1)) {
            secondNanos = nowNanos;
            answeredBytes = 0;
        }
        if (answeredBytes >= ANSWER_BYTES) {
            return;
        }
        boolean same = hello.version() == held.version() && hello.digest().equals(digest);
        if (!same && (held.version() > 0 || hello.version() < 0)) {
            answeredBytes += channel.answer(replyTo, new TrustWord.File(held));
        } else if (same && isJoinSure()) {
            answeredBytes += channel.answer(replyTo, new TrustWord.Hello(own()));
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
