// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.cluster;

import dev.secbeat.node.api.CanonicalBytes;
import dev.secbeat.node.api.Command;
import dev.secbeat.node.api.CommandBody;
import dev.secbeat.node.api.CommandParts;
import dev.secbeat.node.api.SignedCommand;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

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

    /** Different orders bear the id: nobody can tell to which one would agree. */
    record Doubtful() implements AgreedOrder {}

    /** It is not there, not whole, or the stream cannot be read. */
    record Missing(String why) implements AgreedOrder {}

    /** Looks up one that may still be agreed to; waits for the servers. */
    static AgreedOrder find(FleetLink link, UUID id) throws InterruptedException {
        return found(link, id, false);
    }

    /** Looks up one of any age, to find out for which nodes it was; waits for the servers. */
    static AgreedOrder ever(FleetLink link, UUID id) throws InterruptedException {
        return found(link, id, true);
    }

    private static AgreedOrder found(FleetLink link, UUID id, boolean ever) throws InterruptedException {
        try {
            OrderLookup lookup = ever ? OrderLookup.ever(link, id) : OrderLookup.of(link, id);
            List<SignedCommand> parts = lookup.whole();
            if (lookup.isDoubtful()) {
                return new Doubtful();
            }
            return parts.isEmpty()
                    ? new Missing("the fleet's stream of orders does not have it whole")
                    : new Found(CommandParts.whole(
                            parts.stream().map(SignedCommand::command).toList()));
        } catch (IOException e) {
            return new Missing("the fleet's stream of orders cannot be read: " + e.getMessage());
        } catch (IllegalArgumentException e) {
            return new Missing("its parts do not fit each other: " + e.getMessage());
        }
    }
}
