// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.cluster;

import dev.secbeat.node.api.CanonicalBytes;
import dev.secbeat.node.api.Command;
import dev.secbeat.node.api.CommandBody;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Predicate;

/** What a second person looks at before agreeing to it, or whoever undoes it: an order as the fleet's stream of orders has it. */
public sealed interface AgreedOrder {

    /**
     * It is there, whole and the only one of its id.
     *
     * @param whole on all its prefixes, also where it was sent in parts
     */
    record Found(Command whole) implements AgreedOrder {
        /** Agrees to this and to nothing else under its id. */
        public CommandBody.Approve approval() {
            return new CommandBody.Approve(whole.id(), Optional.of(CanonicalBytes.digest(whole)));
        }
    }

    /**
     * Different orders bear the id: nobody can tell to which one would agree.
     *
     * @param orders of each key that has signed one: none of a key that has signed several
     */
    record Doubtful(List<Command> orders) implements AgreedOrder {}

    /** It is not there, not whole, or the stream cannot be read. */
    record Missing(String why) implements AgreedOrder {}

    /** Looks up one that may still be agreed to; waits for the servers. */
    static AgreedOrder find(FleetLink link, UUID id) throws InterruptedException {
        return found(link, id, false, Optional.empty());
    }

    /**
     * The same, where it is known which one is meant: whoever sees an id can publish an order of his own under it.
     *
     * @param meant true of orders of one key at most
     */
    static AgreedOrder find(FleetLink link, UUID id, Predicate<Command> meant) throws InterruptedException {
        return found(link, id, false, Optional.of(meant));
    }

    /** Looks up one of any age, to find out for which nodes it was; waits for the servers. */
    static AgreedOrder ever(FleetLink link, UUID id) throws InterruptedException {
        return found(link, id, true, Optional.empty());
    }

    private static AgreedOrder found(FleetLink link, UUID id, boolean ever, Optional<Predicate<Command>> meant)
            throws InterruptedException {
        try {
            OrderLookup lookup = ever ? OrderLookup.ever(link, id) : OrderLookup.of(link, id);
            List<Command> orders = lookup.wholes().stream()
                    .flatMap(parts -> OrderLookup.command(parts).stream())
                    .toList();
            Optional<Command> one = orders.stream()
                    .filter(meant.orElse(_ -> !lookup.isDoubtful()))
                    .findFirst();
            if (one.isPresent()) {
                return new Found(one.get());
            }
            return lookup.isDoubtful()
                    ? new Doubtful(orders)
                    : new Missing("the fleet's stream of orders does not have it whole");
        } catch (IOException e) {
            return new Missing("the fleet's stream of orders cannot be read: " + e.getMessage());
        }
    }
}
