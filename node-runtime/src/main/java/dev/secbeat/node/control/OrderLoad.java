// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.control;

import dev.secbeat.node.api.CommandBody;
import dev.secbeat.node.api.Refusal;
import java.util.Collection;
import java.util.Optional;

/**
 * How many long orders a node has to do with at a time, in orders and in prefixes; of one in parts all that it promises
 * count, for their room is needed in the end. Of those that wait for a second person a few are anybody's, so that one cannot
 * keep all others from theirs.
 */
record OrderLoad(Collection<OpenOrder> open, Collection<LongOrder> whole, Collection<LongOrder> held) {
    static final int MAX_ORDERS = 8;
    static final int MAX_PREFIXES = 2 * CommandBody.MAX_PREFIXES_IN_PARTS;
    static final int MAX_HELD_OF_ONE = 3;

    /** Why an order on so many prefixes cannot be taken in now, if so. */
    Optional<Refusal> refuses(long prefixes) {
        long here = open.stream().mapToLong(OpenOrder::promised).sum()
                + whole.stream().mapToLong(LongOrder::size).sum()
                + held.stream().mapToLong(LongOrder::size).sum();
        boolean fits = open.size() + whole.size() + held.size() < MAX_ORDERS && here + prefixes <= MAX_PREFIXES;
        return fits
                ? Optional.empty()
                : overloaded(
                        "other long orders are not finished on this node; nothing was changed: send it again later");
    }

    /** Why an order of {@code actor} cannot wait for a second person now, if so. */
    Optional<Refusal> refusesToHold(String actor) {
        long own = held.stream()
                .filter(order -> order.command().actor().equals(actor))
                .count();
        return own < MAX_HELD_OF_ONE
                ? Optional.empty()
                : overloaded(
                        own + " orders of this key wait for approval already; nothing was changed: have them approved,"
                                + " undo them, or wait until their time is over");
    }

    private static Optional<Refusal> overloaded(String text) {
        return Optional.of(new Refusal(Refusal.Code.OVERLOADED, text));
    }
}
