// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.view.blocks;

import dev.secbeat.console.i18n.Messages;
import dev.secbeat.console.model.BlockRow;
import dev.secbeat.node.api.Prefix;
import java.util.Locale;
import java.util.function.Predicate;

/**
 * Which blocks to show: those within an address or prefix or around it, or those in whose origin, cause, reason or missing
 * nodes the text stands.
 *
 * @param problem what is wrong with the text; empty when nothing is
 */
record BlockFilter(Predicate<BlockRow> accepts, String problem) {

    static BlockFilter parse(String text) {
        String wanted = text.strip().toLowerCase(Locale.ROOT);
        if (wanted.isEmpty()) {
            return new BlockFilter(row -> true, "");
        }
        boolean address = wanted.matches("[0-9a-f.:]*[.:][0-9a-f.:]*(/[0-9]*)?");
        if (!address) {
            return new BlockFilter(row -> words(row).contains(wanted), "");
        }
        try {
            Prefix prefix = Prefix.parse(wanted);
            return new BlockFilter(row -> prefix.overlaps(Prefix.parse(row.prefix())), "");
        } catch (IllegalArgumentException halfTyped) {
            String problem = wanted.contains("/") ? Messages.of("blocks.filter.no-prefix") : "";
            return new BlockFilter(row -> row.prefix().startsWith(wanted), problem);
        }
    }

    private static String words(BlockRow row) {
        return String.join(
                        " ",
                        row.prefix(),
                        row.origin(),
                        Causes.brief(row),
                        row.reason(),
                        row.by(),
                        String.join(" ", row.missing()))
                .toLowerCase(Locale.ROOT);
    }
}
