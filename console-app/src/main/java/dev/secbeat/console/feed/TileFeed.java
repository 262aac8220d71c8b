// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.feed;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Fetches what lies at addresses of a map server. It trusts it with nothing: answers are bounded in size and time,
 * redirects are not followed, and a server that is away or overloaded is left alone for a while. What was fetched is kept,
 * the newest used the longest, as much as fits. Safe for all threads.
 */
public final class TileFeed {
    /** A tile of 512 x 512 pixels has a tenth of this. */
    private static final int MOST_BYTES = 1 << 20;

    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final long PAUSE_NANOS = 30_000_000_000L;
    private static final int TOO_MANY = 429;
    private static final int SERVER_TROUBLE = 500;

    private final HttpClient http;
    private final Map<URI, byte[]> kept = new LinkedHashMap<>(16, 0.75f, true);
    private final long mostKept;
    private final Duration patience;
    private long keptBytes;
    private long awaySinceNanos;
    private boolean away;

    /** @param mostKept bytes of fetched tiles that are kept in memory */
    public TileFeed(long mostKept) {
        this(mostKept, PATIENCE);
    }

    /** @param patience for one answer, to its last byte */
    TileFeed(long mostKept, Duration patience) {
        this.mostKept = mostKept;
        this.patience = patience;
        http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(patience)
                .build();
    }

    /**
     * What lies there; waits for the network.
     *
     * @throws IOException when it cannot be had, at once while the server is left alone
     */
    public byte[] load(URI tile) throws IOException, InterruptedException {
        byte[] known = known(tile);
        return known.length > 0 ? known : keep(tile, fetch(tile));
    }

    /** Bytes of the tiles that are kept. */
    public synchronized long keptBytes() {
        return keptBytes;
    }

    private synchronized byte[] known(URI tile) throws IOException {
        byte[] known = kept.getOrDefault(tile, new byte[0]);
        if (known.length == 0 && away && System.nanoTime() - awaySinceNanos < PAUSE_NANOS) {
            throw new IOException("the map server is left alone for a while");
        }
        return known;
    }

    private synchronized byte[] keep(URI tile, byte[] bytes) {
        away = false;
        byte[] before = kept.put(tile, bytes);
        keptBytes += bytes.length - (before == null ? 0 : before.length);
        var oldest = kept.entrySet().iterator();
        while (keptBytes > mostKept && oldest.hasNext()) {
            keptBytes -= oldest.next().getValue().length;
            oldest.remove();
        }
        return bytes;
    }

    private byte[] fetch(URI tile) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(tile)
                .header("User-Agent", "SecBeat-Console")
                .header("Accept", "image/png")
                .timeout(patience)
                .build();
        CompletableFuture<HttpResponse<byte[]>> coming = http.sendAsync(
                request, HttpResponse.BodyHandlers.limiting(HttpResponse.BodyHandlers.ofByteArray(), MOST_BYTES));
        HttpResponse<byte[]> answer;
        try {
            answer = coming.get(patience.toMillis(), TimeUnit.MILLISECONDS); // also a body that never ends
        } catch (ExecutionException | TimeoutException e) {
            coming.cancel(true);
            leaveAlone();
            throw new IOException("no tile from " + tile.getHost(), e);
        }
        if (answer.statusCode() == TOO_MANY || answer.statusCode() >= SERVER_TROUBLE) {
            leaveAlone();
        }
        if (answer.statusCode() != 200 || answer.body().length == 0) {
            throw new IOException(tile.getHost() + " answered with status " + answer.statusCode());
        }
        return answer.body();
    }

    private synchronized void leaveAlone() {
        away = true;
        awaySinceNanos = System.nanoTime();
    }
}
