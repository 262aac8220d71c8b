// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.settings;

import dev.secbeat.console.i18n.Messages;
import java.net.URI;
import java.util.List;

/**
 * A server of map tiles, which sees what part of the world is looked at: nothing is asked of it unless a person says so.
 *
 * @param isUsed whether the map shows its tiles; what else is written here is kept while it does not
 * @param address of a tile, with {@code {z}}, {@code {x}} and {@code {y}} where its zoom, column and row belong
 * @param attribution whose map it is, shown on it: licences of map data ask for that
 */
public record TileServer(boolean isUsed, String address, String attribution) {
    /** What holds for who never chose: tiles are painted by the console itself. */
    public static final TileServer NONE = new TileServer(false, "", "");

    private static final int LONGEST_ADDRESS = 500;
    private static final int LONGEST_ATTRIBUTION = 200;
    private static final List<String> PLACES = List.of("{z}", "{x}", "{y}");

    /** What is wrong with it, for a person to mend; empty when it can be used. */
    public String problem() {
        if (!PLACES.stream().allMatch(address::contains) || address.length() > LONGEST_ADDRESS || !isHttp()) {
            return Messages.of("settings.tiles.address-wrong");
        }
        return attribution.isBlank() || attribution.length() > LONGEST_ATTRIBUTION
                ? Messages.of("settings.tiles.no-attribution", LONGEST_ATTRIBUTION)
                : "";
    }

    private boolean isHttp() {
        try {
            URI first = tile(0, 0, 0);
            return first.getHost() != null && List.of("http", "https").contains(first.getScheme());
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    /**
     * Where one tile is.
     *
     * @throws IllegalArgumentException when the address is none
     */
    public URI tile(int zoom, long column, long row) {
        return URI.create(address.replace("{z}", Integer.toString(zoom))
                .replace("{x}", Long.toString(column))
                .replace("{y}", Long.toString(row)));
    }
}
