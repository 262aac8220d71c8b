// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.control;

import dev.secbeat.node.api.Command;
import dev.secbeat.node.api.CommandBody;
import dev.secbeat.node.api.CommandParts;
import dev.secbeat.node.api.Prefix;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** An order of which parts are still on their way. Owned by one thread. */
final class OpenOrder {
    /** Where one prefix stands for all, to compare what parts say besides. */
    private static final List<Prefix> ANY = List.of(Prefix.parse("0.0.0.0/0"));

    /** How long nothing more must have come before the sender is asked; doubled each time. */
    static final long FIRST_ASK_NANOS = 250_000_000;

    /** How long an order may be dealt with in silence; less than its sender's patience. */
    static final long SIGN_OF_LIFE_NANOS = 500_000_000;

    private static final long YOUNG_NANOS = 5_000_000_000L;

    private final Command terms;
    private final CommandBody.OnPrefixes order;
    private final int count;
    private final Map<Integer, List<Prefix>> parts = new TreeMap<>();
    private boolean showedLife;
    private long beganNanos;
    private int named;
    private long arrivedAtNanos;
    private long askAtNanos;
    private long pauseNanos = FIRST_ASK_NANOS;

    /** What became of a part. */
    enum Taken {
        NEW,
        KNOWN,
        /** It contradicts the other parts: other terms, other prefixes under the same index, or more in all than an order names. */
        CONTRADICTING
    }

    OpenOrder(Command part, CommandBody.Part body) {
        terms = terms(part, body);
        order = body.order();
        count = body.count();
    }

    Taken take(Command part, CommandBody.Part body, long arrivedNanos, long nowNanos) {
        List<Prefix> before = parts.get(body.index());
        boolean isTooMuch = before == null && named + body.order().prefixes().size() > promised();
        if (body.count() != count || isTooMuch || !terms(part, body).equals(terms)) {
            return Taken.CONTRADICTING;
        }
        if (before != null) {
            return before.equals(body.order().prefixes()) ? Taken.KNOWN : Taken.CONTRADICTING;
        }
        beganNanos = parts.isEmpty() ? nowNanos : beganNanos;
        parts.put(body.index(), body.order().prefixes());
        named += body.order().prefixes().size();
        arrivedAtNanos = arrivedNanos;
        askAtNanos = nowNanos + pauseNanos;
        return Taken.NEW;
    }

    boolean isComplete() {
        return parts.size() == count;
    }

    /** Whether it is time to tell the sender what is missing; then the next time is later. */
    boolean asksAt(long nowNanos) {
        if (nowNanos - askAtNanos < 0) {
            return false;
        }
        pauseNanos *= 2;
        askAtNanos = nowNanos + pauseNanos;
        return true;
    }

    /** Whether its parts have been coming for so long that the sender must be wondering; once. */
    boolean hasToShowLife(long nowNanos) {
        boolean isDue = !showedLife && nowNanos - beganNanos >= SIGN_OF_LIFE_NANOS;
        showedLife |= isDue;
        return isDue;
    }

    /** Whether its parts have begun to come less than {@value #YOUNG_NANOS} ns ago, so that they may be all here in a moment. */
    boolean isYoung(long nowNanos) {
        return nowNanos - beganNanos < YOUNG_NANOS;
    }

    /** Indexes of the parts that have not come. */
    List<Integer> missing() {
        List<Integer> missing = new ArrayList<>();
        for (int index = 0; index < count; index++) {
            if (!parts.containsKey(index)) {
                missing.add(index);
            }
        }
        return missing;
    }

    /** The order on all prefixes that have come. */
    Command whole() {
        List<Prefix> all = parts.values().stream().flatMap(List::stream).toList();
        return terms.with(terms.id(), order.on(all));
    }

    /** Prefixes that may come in all, as far as those who sent parts have promised. */
    int promised() {
        return promised(count);
    }

    /** The most that an order of so many parts can name. */
    static int promised(int parts) {
        return Math.min(CommandBody.MAX_PREFIXES_IN_PARTS, parts * CommandBody.Part.MOST_PREFIXES);
    }

    /** The command as all parts tell it, on no prefix that counts. */
    Command terms() {
        return terms;
    }

    /** When the newest part came off the wire, monotonic nanoseconds. */
    long arrivedAtNanos() {
        return arrivedAtNanos;
    }

    /**
     * What all parts of an order have in common, and the order with them, but for the prefixes: under the order's id. Of a command that
     * has none, itself.
     */
    static Command terms(Command command) {
        return switch (command.body()) {
            case CommandBody.Part part -> terms(command, part);
            case CommandBody.OnPrefixes order -> command.with(command.id(), order.on(ANY));
            default -> command;
        };
    }

    private static Command terms(Command part, CommandBody.Part body) {
        return CommandParts.ofParent(
                part, new CommandBody.Part(body.parent(), 0, 1, body.order().on(ANY)));
    }
}
