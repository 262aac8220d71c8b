// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.view.map;

import com.gluonhq.maps.tile.TileRetriever;
import dev.secbeat.assets.AssetFiles;
import dev.secbeat.assets.Topology;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ref.WeakReference;
import java.nio.IntBuffer;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.LinkedBlockingDeque;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import javafx.scene.image.Image;
import javafx.scene.image.PixelBuffer;
import javafx.scene.image.PixelFormat;
import javafx.scene.image.WritableImage;
import org.jspecify.annotations.Nullable;

/**
 * Gives the map its tiles, painted here from outlines that ship with the console: no network, no tile server, unless a
 * person has chosen one, see {@link MapTiles}. Gluon Maps
 * finds this class as a service and asks on the FX thread, so all work is done by one background thread that paints what
 * was asked for last first: that is what the person looks at. The future never fails, because Gluon would never ask
 * again. A tile that some map shows, or waits for, is not painted a second time for another.
 */
public final class OutlineTiles implements TileRetriever {
    private static final int IDLE_SECONDS = 20;
    private static final int MOST_REMEMBERED = 512;

    private final ThreadPoolExecutor painters =
            new ThreadPoolExecutor(1, 1, IDLE_SECONDS, TimeUnit.SECONDS, new NewestFirst(), OutlineTiles::thread);

    /** As many as servers of maps allow; painting does not wait for them. */
    private final ThreadPoolExecutor fetchers =
            new ThreadPoolExecutor(2, 2, IDLE_SECONDS, TimeUnit.SECONDS, new NewestFirst(), OutlineTiles::thread);

    private final ConcurrentMap<Place, CompletableFuture<Image>> awaited = new ConcurrentHashMap<>();
    private final ConcurrentMap<Place, WeakReference<Image>> shown = new ConcurrentHashMap<>();
    private @Nullable TilePainter painter;

    /** @param server whose tile it is; empty for one that is painted */
    private record Place(int zoom, long column, long row, Optional<MapTiles.Server> server) {
        /** Of what lies east or west of the world nobody has tiles. */
        boolean isOnEarth() {
            long side = 1L << zoom;
            return zoom >= 0 && column >= 0 && column < side && row >= 0 && row < side;
        }
    }

    /** Made by Gluon Maps. */
    public OutlineTiles() {
        painters.allowCoreThreadTimeOut(true);
        fetchers.allowCoreThreadTimeOut(true);
    }

    @Override
    public CompletableFuture<Image> loadTile(int zoom, long column, long row) {
        Place place = new Place(zoom, column, row, MapTiles.server());
        WeakReference<Image> known = shown.get(place);
        Image image = known == null ? null : known.get();
        return image == null ? painted(place) : CompletableFuture.completedFuture(image);
    }

    /** Painting may be over before this returns: nothing here holds the map of those that wait. */
    private CompletableFuture<Image> painted(Place place) {
        CompletableFuture<Image> mine = new CompletableFuture<>();
        CompletableFuture<Image> others = awaited.putIfAbsent(place, mine);
        if (others != null) {
            return others;
        }
        var _ = made(place).whenComplete((image, problem) -> {
            if (shown.size() >= MOST_REMEMBERED) {
                shown.values().removeIf(reference -> reference.get() == null);
            }
            if (image != null && shown.size() < MOST_REMEMBERED) {
                shown.put(place, new WeakReference<>(image));
            }
            awaited.remove(place);
            if (problem == null) {
                mine.complete(image);
            } else {
                mine.completeExceptionally(problem);
            }
        });
        return mine;
    }

    private CompletableFuture<Image> made(Place place) {
        Optional<MapTiles.Server> server = place.server().filter(any -> place.isOnEarth());
        if (server.isEmpty()) {
            return CompletableFuture.supplyAsync(() -> paint(place), painters);
        }
        return CompletableFuture.supplyAsync(() -> fetched(server.get(), place), fetchers)
                .thenCompose(found -> found.map(CompletableFuture::completedFuture)
                        .orElseGet(() -> CompletableFuture.supplyAsync(() -> paint(place), painters)));
    }

    /** The outline stands in for a tile that cannot be had, whatever the server does. */
    private static Optional<Image> fetched(MapTiles.Server server, Place place) {
        try {
            return Optional.of(MapTiles.picture(server.load(place.zoom(), place.column(), place.row())));
        } catch (IOException | RuntimeException e) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    private Image paint(Place place) {
        return image(painter().paint(place.zoom(), place.column(), place.row()));
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
