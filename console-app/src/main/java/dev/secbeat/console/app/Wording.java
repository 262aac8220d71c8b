// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.app;

import dev.secbeat.console.feed.TileFeed;
import dev.secbeat.console.i18n.Digits;
import dev.secbeat.console.i18n.Messages;
import dev.secbeat.console.i18n.Times;
import dev.secbeat.console.settings.Preferences;
import dev.secbeat.console.settings.TileServer;
import dev.secbeat.console.view.map.MapTiles;
import java.io.IOException;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** How texts, times, figures and maps are from now on; what is already shown stays. */
final class Wording {
    /** Bytes of fetched tiles that are kept in memory. */
    private static final long TILE_BYTES = 32L << 20;

    private Wording() {}

    static void use(Preferences preferences) {
        Messages.speak(preferences.language());
        Locale.setDefault(preferences.language()); // what JavaFX itself says, such as in the menu of a text field
        Times.in(preferences.zoneOrLocal());
        Digits.writeWhole(preferences.wholeFigures());
        MapTiles.use(Optional.of(preferences.tiles()).filter(TileServer::isUsed).map(Fetched::new));
    }

    /** Tiles of the server that a person chose. */
    private static final class Fetched implements MapTiles.Server {
        private final TileFeed feed = new TileFeed(TILE_BYTES);
        private final TileServer server;

        Fetched(TileServer server) {
            this.server = server;
        }

        @Override
        public byte[] load(int zoom, long column, long row) throws IOException, InterruptedException {
            return feed.load(server.tile(zoom, column, row));
        }

        @Override
        public String attribution() {
            return server.attribution();
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Fetched same && same.server.equals(server);
        }

        @Override
        public int hashCode() {
            return server.hashCode();
        }
    }
}
