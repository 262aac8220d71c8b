// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.cluster;

import dev.secbeat.node.control.TrustBytes;
import dev.secbeat.node.control.TrustFile;
import dev.secbeat.node.control.TrustGate;
import dev.secbeat.node.control.TrustHello;
import dev.secbeat.node.control.TrustMessage;
import io.nats.client.Connection;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Keeps a link of somebody who watches from hearing nodes whose key was withdrawn: asks nodes for the trust file, after every connection
 * and each few seconds, and goes by the newest that one of the roots has signed. Servers that still let such a key in pass on
 * what it says. What it hears is no authority for anything else.
 *
 * <p>Has a thread of its own; safe for all threads.
 */
final class TrustFollower implements AutoCloseable {
    /** Pause between questions: so long a withdrawal may take to be known here. */
    static final long ASK_NANOS = TimeUnit.SECONDS.toNanos(5);

    private static final long LOOK_MILLIS = 100;

    private final TrustLink link;
    private final TrustGate gate;
    private final PeerSilence silence;
    private TrustFile held = TrustFile.nobody();
    private TrustHello own = TrustHello.NONE;
    private long joined;
    private long askedNanos;
    private boolean closed;

    /** @param roots public keys of the administrators who may sign trust files */
    TrustFollower(TrustLink link, List<String> roots, PeerSilence silence) {
        this.link = link;
        this.gate = new TrustGate(roots, new NkeyVerifier());
        this.silence = silence;
    }

    void start() {
        var _ = Thread.ofVirtual().name("trust-follower").start(this::run);
    }

    void hearAnswers(Connection connection, FirstHand firstHand) {
        link.hearAnswers(connection, firstHand, this::wake);
    }

    /** Waits until some file has been taken, or {@code atMost} so long: where none is signed, none ever is. */
    synchronized void awaitFirst(Duration atMost) throws InterruptedException {
        long deadlineNanos = System.nanoTime() + atMost.toNanos();
        long leftNanos = atMost.toNanos();
        while (held.seal().isEmpty() && !closed && leftNanos > 0) {
            TimeUnit.NANOSECONDS.timedWait(this, leftNanos);
            leftNanos = deadlineNanos - System.nanoTime();
        }
    }

    @Override
    public synchronized void close() {
        closed = true;
        notifyAll();
    }

    private synchronized void wake() {
        notifyAll();
    }

    private synchronized void run() {
        try {
            while (!closed) {
                look(System.nanoTime());
                wait(LOOK_MILLIS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // Nobody does, but for the end of the process.
        }
    }

    private void look(long nowNanos) {
        boolean isDue = link.joins() != joined || nowNanos - askedNanos >= ASK_NANOS;
        if (link.joins() > 0 && isDue && link.ask(own)) {
            joined = link.joins();
            askedNanos = nowNanos;
        }
        Optional<TrustMessage> next = link.next();
        while (next.isPresent()) {
            if (next.get() instanceof TrustMessage.Offer(TrustFile file)
                    && gate.check(file, held).isEmpty()) {
                take(file);
            }
            next = link.next();
        }
    }

    private void take(TrustFile file) {
        held = file;
        own = new TrustHello(file.version(), TrustBytes.digest(file), false);
        silence.set(file.withdrawnNodes());
        notifyAll();
    }
}
