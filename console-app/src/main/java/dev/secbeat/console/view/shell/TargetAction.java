// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.view.shell;

import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.kordamp.ikonli.Ikon;

/**
 * Something that can be done to a region or an address: offered by its context menu, and by the palette when it is named.
 *
 * @param id stable, such as {@code region-go}
 * @param label takes the target's name and says what would be done to it
 * @param enabled whether it can be done now
 * @param run takes a region's id, or an address or prefix; on the FX thread
 */
public record TargetAction(
        String id, Kind kind, UnaryOperator<String> label, Ikon icon, BooleanSupplier enabled, Consumer<String> run) {

    /** What it is done to. */
    public enum Kind {
        /** A region, by its id. */
        REGION,
        /** An address or a prefix, as text. */
        ADDRESS
    }
}
