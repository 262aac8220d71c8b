// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.view.widget;

import java.util.Locale;
import java.util.Optional;
import javafx.scene.Node;

/** What a control stands for: then the window gives it the menu of all that can be done to it. FX thread only. */
public final class Subjects {
    private static final String REGION = "secbeat.region";
    private static final String ADDRESS = "secbeat.address";

    private Subjects() {}

    /** This control stands for the region of this id. */
    public static void region(Node node, String regionId) {
        node.getProperties().put(REGION, regionId);
    }

    /** What stands in a list or table for an address that may be another one later, so that it is asked when it matters. */
    public interface Addressed {
        /** The address or prefix now. */
        String address();
    }

    /** This control stands for this address or prefix. */
    public static void address(Node node, String address) {
        node.getProperties().put(ADDRESS, address);
    }

    /** The region that a control stands for. */
    public static Optional<String> regionOf(Node node) {
        return text(node, REGION);
    }

    /** The address that a control stands for. */
    public static Optional<String> addressOf(Node node) {
        return text(node, ADDRESS);
    }

    /** An enum's value as part of an id: {@code file}. */
    public static String idOf(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static Optional<String> text(Node node, String key) {
        return node.hasProperties() && node.getProperties().get(key) instanceof String text
                ? Optional.of(text)
                : Optional.empty();
    }
}
