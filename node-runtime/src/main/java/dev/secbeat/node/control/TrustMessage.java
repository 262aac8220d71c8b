// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.control;

/** What arrived about trust. Nothing of it is proven but by a file's own signature. */
public sealed interface TrustMessage {
    /** A file was published, or came as an answer. */
    record Offer(TrustFile file) implements TrustMessage {}

    /** A peer holds what it says, and nothing newer. */
    record Answer(TrustHello hello) implements TrustMessage {}

    /**
     * Somebody asks whether there is something newer than what it holds.
     *
     * @param asker who that is, as the servers prove
     */
    record Question(TrustHello hello, TrustAsker asker, String replyTo) implements TrustMessage {}

    /** Something that cannot be read. */
    record Broken(String why) implements TrustMessage {}
}
