// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.cli;

import dev.secbeat.node.cluster.FleetLink;
import dev.secbeat.node.cluster.TrustLink;
import dev.secbeat.node.control.TrustBytes;
import dev.secbeat.node.control.TrustFile;
import dev.secbeat.node.control.TrustHello;
import dev.secbeat.node.control.TrustMessage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** What the nodes of a fleet hold as their trust file. One thread. */
final class TrustFleet {
    private static final Duration FIRST_ANSWER = Duration.ofSeconds(2);
    private static final Duration ROUND = Duration.ofMillis(500);
    private static final long LOOK_MILLIS = 10;

    private final TrustLink link;

    TrustFleet(FleetLink link) {
        this.link = TrustLink.of(link);
    }

    /** The files the nodes hold, newest first; none when no node answers. */
    List<TrustFile> held() throws InterruptedException {
        List<TrustFile> files = new ArrayList<>();
        link.ask(TrustHello.NONE);
        long deadlineNanos = System.nanoTime() + FIRST_ANSWER.toNanos();
        while (System.nanoTime() - deadlineNanos < 0) {
            if (next() instanceof TrustMessage.Offer(TrustFile file)) {
                if (files.isEmpty()) {
                    deadlineNanos = System.nanoTime() + ROUND.toNanos();
                }
                if (!files.contains(file)) {
                    files.add(file);
                }
            }
        }
        files.sort((a, b) -> Long.compare(b.version(), a.version()));
        return files;
    }

    boolean publish(TrustFile file) {
        return link.publish(file);
    }

    /** Why the NATS servers did not take it, if they said so. */
    Optional<String> denial() {
        return link.denial();
    }

    /**
     * How many nodes say that {@code file} is in force; asked until {@code wanted} do, {@code atMost} so long, and given it again
     * each time: what is published may be lost on its way to a node that is flooded.
     */
    int holders(TrustFile file, int wanted, Duration atMost) throws InterruptedException {
        long deadlineNanos = System.nanoTime() + atMost.toNanos();
        TrustHello question = new TrustHello(file.version(), TrustBytes.digest(file), false);
        int holders = 0;
        while (holders < wanted && denial().isEmpty() && System.nanoTime() - deadlineNanos < 0) {
            holders = Math.max(holders, round(question, wanted));
            if (holders < wanted) {
                link.publish(file);
            }
        }
        return holders;
    }

    private int round(TrustHello question, int wanted) throws InterruptedException {
        int holders = 0;
        link.ask(question);
        long endNanos = System.nanoTime() + ROUND.toNanos();
        while (holders < wanted && denial().isEmpty() && System.nanoTime() - endNanos < 0) {
            if (next() instanceof TrustMessage.Answer(TrustHello answer)
                    && answer.version() == question.version()
                    && answer.digest().equals(question.digest())) {
                holders++;
            }
        }
        return holders;
    }

    private TrustMessage next() throws InterruptedException {
        Optional<TrustMessage> next = link.next();
        if (next.isEmpty()) {
            TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
        }
        return next.orElse(new TrustMessage.Broken("nothing came"));
    }
}
