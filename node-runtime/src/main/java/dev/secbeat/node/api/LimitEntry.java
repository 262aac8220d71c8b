// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.api;

import java.util.Optional;
import java.util.UUID;

/**
 * The newest word of operators on one limit: its terms, or that it is ended.
 *
 * <p>It names its command and what stood before that, so that whichever node holds it can undo the command, also one that was
 * away when the command was given, and so that nodes which carry out one command, each under a version of its own, know each
 * other's words for the same.
 *
 * @param terms empty: there is no such limit any more
 * @param version hybrid logical time, as {@link BlockEntry#version}
 * @param writer node that decided; breaks ties
 * @param expiresAtMillis epoch milliseconds at which this ceases to matter; of a limit its end
 * @param command that decided it
 * @param issuedAtMillis when the command was given, by its sender's clock
 * @param before what stood before the command
 */
public record LimitEntry(
        LimitKey key,
        Optional<LimitTerms> terms,
        long version,
        NodeId writer,
        long expiresAtMillis,
        UUID command,
        long issuedAtMillis,
        Optional<LimitTerms> before) {
    public LimitEntry {
        if (terms.isPresent() && terms.get().untilMillis() != expiresAtMillis) {
            throw new IllegalArgumentException("a limit ceases to matter when it ends");
        }
        terms.ifPresent(some -> some.rule(key));
        before.ifPresent(some -> some.rule(key));
    }

    /** Whether this takes the place of {@code other}, said of the same; of any two that differ one does. */
    public boolean isNewerThan(LimitEntry other) {
        int order = Long.compareUnsigned(version, other.version);
        order = order != 0 ? order : writer.compareTo(other.writer);
        order = order != 0 ? order : command.compareTo(other.command);
        order = order != 0 ? order : toString().compareTo(other.toString());
        return order > 0;
    }

    /** The terms in force at {@code epochMillis}. */
    public Optional<LimitTerms> at(long epochMillis) {
        return terms.filter(some -> epochMillis < some.untilMillis());
    }

    /** Whether {@code command} was given before the one that decided this; of two at once the one with the larger id is later. */
    public boolean isLaterThan(Command given) {
        int order = Long.compare(issuedAtMillis, given.issuedAt().toEpochMilli());
        return order != 0 ? order > 0 : command.compareTo(given.id()) > 0;
    }
}
