// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.cluster;

import io.nats.client.MessageHandler;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Lets through what a sender published itself, so that a subject proves who sent it. A server that is asked for a message
 * out of a stream publishes it on whatever subject the question names for the answer, and is not bound by the rights of who asked.
 * Such an answer carries headers; what nodes, orchestrators and operators publish to each other never does. Safe for all threads.
 */
final class FirstHand {
    private static final String INBOXES = "_INBOX.";

    private final AtomicLong refused = new AtomicLong();

    /** {@code inbox}, without the messages that a server repeats. */
    MessageHandler only(MessageHandler inbox) {
        return message -> {
            if (message.hasHeaders()) {
                refused.incrementAndGet();
            } else if (!message.isStatusMessage()) { // That nobody listens is no answer: routes may not be there yet.
                inbox.onMessage(message);
            }
        };
    }

    /** Messages refused so far. */
    long refused() {
        return refused.get();
    }

    /** Whether a question wants its answer where clients wait for answers, and not where others would take it for a word of ours. */
    static boolean isInbox(String replyTo) {
        return replyTo.startsWith(INBOXES);
    }
}
