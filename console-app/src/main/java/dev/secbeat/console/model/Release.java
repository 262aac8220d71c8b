// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.model;

import dev.secbeat.console.i18n.Messages;
import dev.secbeat.node.api.Prefix;
import dev.secbeat.node.api.Scope;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * Ending blocks that a list names: one at once, several after a question, for all of them may send again. Each is ended on the
 * nodes for which it was decided, so that whoever may block in one region may end that there.
 */
public final class Release {
    private static final int NAMED = 3;

    private Release() {}

    /**
     * What a person wants who ends these blocks.
     *
     * @param prefixes as lists write them, any number
     * @param blocks what is known of blocks; one that is not among them is ended on the whole fleet
     * @throws IllegalArgumentException when one is no prefix
     */
    public static Intent of(List<String> prefixes, List<BlockRow> blocks, String reason) {
        Map<String, List<Scope>> known = new LinkedHashMap<>();
        blocks.forEach(row -> known.put(row.prefix(), row.scopes()));
        Map<Scope, List<Prefix>> byScope = new LinkedHashMap<>();
        for (String text : prefixes) {
            Prefix prefix = Prefix.parse(text);
            known.getOrDefault(prefix.toString(), List.of(new Scope.Fleet()))
                    .forEach(scope -> byScope.computeIfAbsent(scope, any -> new ArrayList<>())
                            .add(prefix));
        }
        List<Intent.Act> acts = new ArrayList<>();
        byScope.forEach((scope, some) -> acts.add(new Intent.Unblock(UUID.randomUUID(), some, scope, reason)));
        Intent wanted = acts.size() == 1 ? acts.getFirst() : new Intent.Several(acts);
        return prefixes.size() == 1 ? wanted : asked(prefixes, wanted);
    }

    private static Intent asked(List<String> prefixes, Intent wanted) {
        String count = Figures.grouped(prefixes.size());
        String named = String.join(", ", prefixes.stream().limit(NAMED).toList());
        int more = prefixes.size() - NAMED;
        String which = more > 0 ? Messages.of("blocks.release.more", named, Figures.grouped(more)) : named;
        return new Intent.AskFirst(
                Messages.of("blocks.release.ask", count),
                Messages.of("blocks.release.detail", which),
                Messages.of("blocks.unblock-many", count),
                wanted);
    }
}
