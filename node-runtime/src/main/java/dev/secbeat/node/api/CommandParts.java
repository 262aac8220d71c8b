// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.api;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;

/** Cuts an order on many prefixes into messages that each can be signed and sent. */
public final class CommandParts {
    private CommandParts() {}

    /** Whether {@code body} names more prefixes than one message holds. */
    public static boolean isNeeded(CommandBody body) {
        return body instanceof CommandBody.OnPrefixes order && order.prefixes().size() > CommandBody.MAX_PREFIXES;
    }

    /**
     * The parts of {@code whole}, in order: each a command with an id of its own that says and names what the whole does.
     *
     * @param ids gives a new id for each
     * @throws IllegalArgumentException when the command is not an order on prefixes
     */
    public static List<Command> of(Command whole, Supplier<UUID> ids) {
        return of(whole, ids, CommandBody.Part.MOST_PREFIXES);
    }

    /** The same in smaller parts, as earlier releases send them. */
    public static List<Command> of(Command whole, Supplier<UUID> ids, int mostInPart) {
        if (!(whole.body() instanceof CommandBody.OnPrefixes order)) {
            throw new IllegalArgumentException("only an order on prefixes has parts");
        }
        List<Prefix> prefixes = order.prefixes();
        int count = Math.ceilDiv(prefixes.size(), mostInPart);
        List<Command> parts = new ArrayList<>();
        for (int index = 0; index < count; index++) {
            int from = index * mostInPart;
            int to = Math.min(from + mostInPart, prefixes.size());
            parts.add(whole.with(
                    ids.get(), new CommandBody.Part(whole.id(), index, count, order.on(prefixes.subList(from, to)))));
        }
        return parts;
    }

    /** The order of which these are all parts, in order, as a node puts it together; of a single command: itself. */
    public static Command whole(List<Command> parts) {
        Command first = parts.getFirst();
        if (!(first.body() instanceof CommandBody.Part body)) {
            return first;
        }
        List<Prefix> prefixes = new ArrayList<>();
        for (Command each : parts) {
            if (each.body() instanceof CommandBody.Part part) {
                prefixes.addAll(part.order().prefixes());
            }
        }
        return first.with(body.parent(), body.order().on(prefixes));
    }

    /** The command that {@code part} is a piece of, as far as {@code part} tells: under the parent's id, on its prefixes. */
    public static Command ofParent(Command part, CommandBody.Part body) {
        return part.with(body.parent(), body.order());
    }
}
