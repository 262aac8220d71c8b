// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.view.map;

import com.gluonhq.maps.tile.TileRetriever;
import dev.secbeat.assets.AssetFiles;
import dev.secbeat.assets.Topology;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.IntBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingDeque;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import javafx.scene.image.Image;
import javafx.scene.image.PixelBuffer;
import javafx.scene.image.PixelFormat;
import javafx.scene.image.WritableImage;
import org.jspecify.annotations.Nullable;

/**
 * Gives the map its tiles, painted here from outlines that ship with the console: no network, no tile server. Gluon Maps
 * finds this class as a service and asks on the FX thread, so all work is done by one background thread that paints what
 * was asked for last first: that is what the person looks at. The future never fails, because Gluon would never ask
 * again.
 */
public final class OutlineTiles implements TileRetriever {
    private static final int IDLE_SECONDS = 20;

    private final ThreadPoolExecutor painters =
            new ThreadPoolExecutor(1, 1, IDLE_SECONDS, TimeUnit.SECONDS, new NewestFirst(), OutlineTiles::thread);
    private @Nullable TilePainter painter;

    /** Made by Gluon Maps. */
    public OutlineTiles() {
        painters.allowCoreThreadTimeOut(true);
    }

    @Override
    public CompletableFuture<Image> loadTile(int zoom, long column, long row) {
        return CompletableFuture.supplyAsync(() -> image(painter().paint(zoom, column, row)), painters);
    }

    /** Background thread only. */
    private TilePainter painter() {
        TilePainter known = painter;
        if (known == null) {
            known = new TilePainter(outline());
            painter = known;
        }
        return known;
    }

    private static Outline outline() {
        try {
            return Outline.of(Topology.read(AssetFiles.worldTopology(), "countries"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Image image(int[] pixels) {
        IntBuffer buffer = IntBuffer.wrap(pixels);
        return new WritableImage(
                new PixelBuffer<>(TilePainter.SIDE, TilePainter.SIDE, buffer, PixelFormat.getIntArgbPreInstance()));
    }

    private static Thread thread(Runnable work) {
        Thread thread = new Thread(work, "map-tiles");
        thread.setDaemon(true);
        return thread;
    }

    /** A queue that hands out what came last. */
    private static final class NewestFirst extends LinkedBlockingDeque<Runnable> {
        private static final long serialVersionUID = 1;

        @Override
        public boolean offer(Runnable work) {
            return offerFirst(work);
        }
    }
}
