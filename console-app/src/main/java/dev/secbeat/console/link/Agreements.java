// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.link;

import dev.secbeat.node.api.CanonicalBytes;
import dev.secbeat.node.api.Command;
import dev.secbeat.node.api.CommandBody;
import dev.secbeat.node.cluster.AgreedOrder;
import dev.secbeat.node.cluster.FleetLink;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * What a person who agrees to an order agrees to: what was shown, and nothing else under its id. Of an order in parts the first
 * part is shown and the whole looked up in the fleet's stream. Remembers so many orders. Safe for all threads.
 */
final class Agreements {
    private static final int MAX_ORDERS = 512;

    /** What was heard first: a digest of the order, or of its first part on its {@code prefixes}. */
    private record Heard(String digest, int prefixes, boolean isWhole) {
        static Heard of(Command command, boolean isWhole) {
            int prefixes = command.body() instanceof CommandBody.OnPrefixes order
                    ? order.prefixes().size()
                    : 0;
            return new Heard(CanonicalBytes.digest(command), prefixes, isWhole);
        }

        boolean isOf(Command whole) {
            Command shown = whole.body() instanceof CommandBody.OnPrefixes order
                            && prefixes <= order.prefixes().size()
                    ? whole.with(whole.id(), order.on(order.prefixes().subList(0, prefixes)))
                    : whole;
            return CanonicalBytes.digest(shown).equals(digest);
        }
    }

    /** Anybody can give an order of his own under an id that he has seen. */
    private record Given(UUID id, String actor) {}

    private final Map<Given, Heard> orders = new LinkedHashMap<>();

    /**
     * An order is shown.
     *
     * @param order of one in parts: on the prefixes of its first
     */
    synchronized void heard(Command order, boolean isWhole) {
        orders.computeIfAbsent(new Given(order.id(), order.actor()), any -> Heard.of(order, isWhole));
        if (orders.size() > MAX_ORDERS) {
            orders.remove(orders.keySet().iterator().next());
        }
    }

    /**
     * The approval of what was shown. May wait for the servers.
     *
     * @param actor key that gave it
     * @throws IllegalArgumentException when nobody can tell to what it would agree; the message says why
     */
    CommandBody.Approve to(FleetLink link, UUID order, String actor) throws InterruptedException {
        Optional<Heard> shown = shown(new Given(order, actor));
        if (shown.filter(Heard::isWhole).isPresent()) {
            return new CommandBody.Approve(order, shown.map(Heard::digest));
        }
        return switch (AgreedOrder.find(
                link,
                order,
                whole -> whole.actor().equals(actor)
                        && shown.map(first -> first.isOf(whole)).orElse(true))) {
            case AgreedOrder.Found found -> found.approval();
            case AgreedOrder.Missing(String why) ->
                throw new IllegalArgumentException(
                        "what command " + order + " orders could not be looked up (" + why + ")");
            case AgreedOrder.Doubtful _ ->
                throw new IllegalArgumentException("different orders bear the id " + order
                        + ": somebody tries to have another one approved; have it ordered anew");
        };
    }

    private synchronized Optional<Heard> shown(Given order) {
        return Optional.ofNullable(orders.get(order));
    }
}
