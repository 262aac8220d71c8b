// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.control;

import dev.secbeat.node.api.CommandBody;
import dev.secbeat.node.api.Refusal;
import java.util.Collection;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * How many long orders a node has to do with at a time, in orders and in prefixes; of one in parts all that it promises
 * count, for their room is needed in the end. Of those that wait, for their parts or for a second person, a few are anybody's,
 * so that one cannot keep all others from theirs; and to undo there is room that no order takes.
 */
record OrderLoad(Collection<OpenOrder> open, Collection<LongOrder> whole, Collection<LongOrder> held) {
    static final int MAX_ORDERS = 8;
    static final int MAX_PREFIXES = 2 * CommandBody.MAX_PREFIXES_IN_PARTS;
    static final int MAX_HELD_OF_ONE = 3;

    /** Orders of one person of which parts are missing. */
    static final int MAX_OPEN_OF_ONE = 2;

    /** Prefixes of one person's orders that wait: half of all that may. */
    static final int MAX_PREFIXES_OF_ONE = CommandBody.MAX_PREFIXES_IN_PARTS;

    private static final int ORDERS_FOR_UNDO = 2;
    private static final int PREFIXES_FOR_UNDO = CommandBody.MAX_PREFIXES_IN_PARTS;

    /** Why an order on so many prefixes cannot be taken in now, if so. */
    Optional<Refusal> refuses(long prefixes) {
        return refuses(prefixes, MAX_ORDERS, MAX_PREFIXES);
    }

    /** Why an order on so many prefixes cannot be undone now, if so. */
    Optional<Refusal> refusesToUndo(long prefixes) {
        return refuses(prefixes, MAX_ORDERS + ORDERS_FOR_UNDO, MAX_PREFIXES + PREFIXES_FOR_UNDO);
    }

    /** Why an order of {@code actor} that promises so many prefixes cannot wait for its parts now, if so. */
    Optional<Refusal> refusesToOpen(String actor, long prefixes) {
        long own = ownOpen(actor).count();
        return own < MAX_OPEN_OF_ONE && waiting(actor) + prefixes <= MAX_PREFIXES_OF_ONE
                ? refuses(prefixes)
                : overloaded(own
                        + " orders of this key wait for their parts, and all that wait for these or for approval name "
                        + waiting(actor) + " prefixes; nothing was changed: send it again when they are finished");
    }

    /** Why an order of {@code actor} on so many prefixes cannot wait for a second person now, if so. */
    Optional<Refusal> refusesToHold(String actor, long prefixes) {
        long own = ownHeld(actor).count();
        return own < MAX_HELD_OF_ONE && waiting(actor) + prefixes <= MAX_PREFIXES_OF_ONE
                ? Optional.empty()
                : overloaded(own
                        + " orders of this key wait for approval already, and all that wait for it or for their parts"
                        + " name " + waiting(actor) + " prefixes; nothing was changed: have them approved,"
                        + " undo them, or wait until their time is over");
    }

    private Optional<Refusal> refuses(long prefixes, int mostOrders, int mostPrefixes) {
        long here = open.stream().mapToLong(OpenOrder::promised).sum()
                + whole.stream().mapToLong(LongOrder::size).sum()
                + held.stream().mapToLong(LongOrder::size).sum();
        boolean fits = open.size() + whole.size() + held.size() < mostOrders && here + prefixes <= mostPrefixes;
        return fits
                ? Optional.empty()
                : overloaded(
                        "other long orders are not finished on this node; nothing was changed: send it again later");
    }

    /** Prefixes of the actor's orders that wait. */
    private long waiting(String actor) {
        return ownOpen(actor).mapToLong(OpenOrder::promised).sum()
                + ownHeld(actor).mapToLong(LongOrder::size).sum();
    }

    private Stream<OpenOrder> ownOpen(String actor) {
        return open.stream().filter(order -> order.terms().actor().equals(actor));
    }

    private Stream<LongOrder> ownHeld(String actor) {
        return held.stream().filter(order -> order.command().actor().equals(actor));
    }

    private static Optional<Refusal> overloaded(String text) {
        return Optional.of(new Refusal(Refusal.Code.OVERLOADED, text));
    }
}
