// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.view.widget;

import dev.secbeat.console.i18n.Messages;
import dev.secbeat.node.api.Dimension;

/** What is counted, in the language spoken. Safe for all threads. */
public final class Dimensions {
    private Dimensions() {}

    /** {@code requests}. */
    public static String word(Dimension dimension) {
        return switch (dimension) {
            case REQUESTS -> Messages.of("widget.dimension.requests");
            case CONNECTIONS -> Messages.of("widget.dimension.connections");
            case PACKETS -> Messages.of("widget.dimension.packets");
            case BYTES -> Messages.of("widget.dimension.bytes");
        };
    }

    /** The same of a dimension that is told by its label; the label where it is none. */
    public static String word(String label) {
        for (Dimension dimension : Dimension.values()) {
            if (dimension.label().equals(label)) {
                return word(dimension);
            }
        }
        return label;
    }
}
