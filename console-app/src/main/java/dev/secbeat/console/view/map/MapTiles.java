// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.view.map;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import javafx.scene.image.Image;

/** Whose tiles maps show from now on besides those painted here; what is already shown stays. Safe for all threads. */
public final class MapTiles {
    /** Larger pictures are none of a tile: what they take in memory grows with their area. */
    private static final int MOST_SIDE = 1_024;

    private static final long PNG = 0x89504E470D0A1A0AL;
    private static final int HEADER = 0x49484452; // "IHDR"
    private static final int LEAST_BYTES = 33;

    private static volatile Optional<Server> chosen = Optional.empty();

    private MapTiles() {}

    /** Has tiles, each a picture of PNG. */
    public interface Server {
        /** A tile of the usual scheme; may wait for the network, and fail. */
        byte[] load(int zoom, long column, long row) throws IOException, InterruptedException;

        /** Whose map it is. */
        String attribution();
    }

    /** Shows the tiles of this server, or only what is painted here. */
    public static void use(Optional<Server> server) {
        if (!chosen.equals(server)) { // an equal one keeps what it has fetched
            chosen = server;
        }
    }

    /** The server whose tiles are shown, if one is. */
    static Optional<Server> server() {
        return chosen;
    }

    /**
     * The picture in what a server sent, as large as a tile that is painted here. Not for the FX thread.
     *
     * @throws IOException when it is no picture of PNG, damaged, or larger than a tile can be
     */
    static Image picture(byte[] bytes) throws IOException {
        ByteBuffer in = ByteBuffer.wrap(bytes);
        if (bytes.length < LEAST_BYTES || in.getLong() != PNG || in.getInt() < 0 || in.getInt() != HEADER) {
            throw new IOException("no picture of PNG");
        }
        int width = in.getInt();
        int height = in.getInt();
        if (width < 1 || height < 1 || width > MOST_SIDE || height > MOST_SIDE) {
            throw new IOException("a picture of " + width + " x " + height + " is no tile");
        }
        Image image = new Image(new ByteArrayInputStream(bytes), TilePainter.SIDE, TilePainter.SIDE, false, true);
        if (image.isError()) {
            throw new IOException("a damaged picture", image.getException());
        }
        return image;
    }
}
