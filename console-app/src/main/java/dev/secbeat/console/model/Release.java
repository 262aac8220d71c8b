// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.model;

import dev.secbeat.console.i18n.Messages;
import dev.secbeat.node.api.Prefix;
import java.util.List;
import java.util.UUID;

/** Ending blocks that a list names: one at once, several after a question, for all of them may send again. */
public final class Release {
    private static final int NAMED = 3;

    private Release() {}

    /**
     * What a person wants who ends these blocks.
     *
     * @param prefixes as lists write them, any number
     * @throws IllegalArgumentException when one is no prefix
     */
    public static Intent of(List<String> prefixes, String reason) {
        Intent.Unblock unblock = new Intent.Unblock(
                UUID.randomUUID(), prefixes.stream().map(Prefix::parse).toList(), reason);
        return prefixes.size() == 1 ? unblock : asked(unblock);
    }

    private static Intent asked(Intent.Unblock unblock) {
        String count = Figures.grouped(unblock.prefixes().size());
        String named = String.join(
                ", ",
                unblock.prefixes().stream().limit(NAMED).map(Prefix::toString).toList());
        int more = unblock.prefixes().size() - NAMED;
        String which = more > 0 ? Messages.of("blocks.release.more", named, Figures.grouped(more)) : named;
        return new Intent.AskFirst(
                Messages.of("blocks.release.ask", count),
                Messages.of("blocks.release.detail", which),
                Messages.of("blocks.unblock-many", count),
                unblock);
    }
}
