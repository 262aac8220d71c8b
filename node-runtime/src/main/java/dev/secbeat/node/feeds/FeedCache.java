// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.feeds;

import dev.secbeat.node.api.Prefix;
import dev.secbeat.node.feeds.FeedVersion.Tag;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The last good version of a feed on disk, for the next start: written beside itself and renamed into place, with the number of
 * entries at its end, so that a torn one is known. One of another source or format is not taken. Owned by one thread.
 */
final class FeedCache {
    private static final Logger LOG = LoggerFactory.getLogger(FeedCache.class);
    private static final String FORMAT = "secbeat-feed-1";
    private static final long MAX_BYTES = 256L << 20;

    private final Path file;
    private final String identity;
    private final int maxEntries;

    FeedCache(Path folder, FeedSettings feed) {
        this.file = folder.resolve(feed.name() + ".feed");
        this.identity = feed.source().told() + " " + feed.format();
        this.maxEntries = feed.maxEntries();
    }

    /** What was kept; empty when there is nothing that can be taken. */
    Optional<FeedVersion> load(long nowMillis) {
        try {
            if (Files.size(file) > MAX_BYTES) {
                throw new IOException("it has more than " + MAX_BYTES + " bytes");
            }
            try (BufferedReader in = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
                return read(in, nowMillis);
            }
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException | IllegalArgumentException e) {
            LOG.warn(
                    "event=feed_cache_unread file=\"{}\" problem=\"{}\" meaning=\"the feed is in force once it was fetched\"",
                    file,
                    ParsedFeed.shown(e.toString()));
            return Optional.empty();
        }
    }

    /** Keeps {@code version}; false when it cannot be written, which is told and leaves the one before. */
    boolean save(FeedVersion version) {
        Path next = file.resolveSibling(file.getFileName() + ".next");
        try {
            Path folder = next.toAbsolutePath().getParent();
            if (folder != null) {
                Files.createDirectories(folder);
            }
            try (BufferedWriter out = Files.newBufferedWriter(next, StandardCharsets.UTF_8)) {
                write(out, version);
            }
            Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
            return true;
        } catch (IOException e) {
            LOG.warn(
                    "event=feed_cache_unwritten file=\"{}\" problem=\"{}\" meaning=\"after a restart the feed must be fetched"
                            + " before it is in force\" action=\"make the folder writable\"",
                    file,
                    e.toString());
            return false;
        }
    }

    private void write(BufferedWriter out, FeedVersion version) throws IOException {
        out.write(FORMAT + "\n" + identity + "\n" + version.confirmedMillis() + "\n");
        out.write(version.tag().etag() + "\n" + version.tag().lastModified() + "\n");
        for (Map.Entry<Prefix, Long> entry : version.entries().entrySet()) {
            out.write(entry.getKey() + " " + entry.getValue() + "\n");
        }
        out.write("end " + version.entries().size() + "\n");
    }

    private Optional<FeedVersion> read(BufferedReader in, long nowMillis) throws IOException {
        if (!line(in).equals(FORMAT) || !line(in).equals(identity)) {
            return Optional.empty();
        }
        long confirmed = Math.min(Long.parseLong(line(in)), nowMillis);
        Tag tag = new Tag(line(in), line(in));
        Map<Prefix, Long> entries = new HashMap<>();
        String line = line(in);
        while (!line.startsWith("end ")) {
            int blank = line.indexOf(' ');
            entries.put(Prefix.parse(line.substring(0, Math.max(blank, 0))), Long.parseLong(line.substring(blank + 1)));
            if (entries.size() > maxEntries) {
                return Optional.empty();
            }
            line = line(in);
        }
        if (!line.equals("end " + entries.size())) {
            throw new IOException("it does not hold what its end tells");
        }
        return Optional.of(FeedVersion.of(entries, confirmed, tag));
    }

    private static String line(BufferedReader in) throws IOException {
        String line = in.readLine();
        if (line == null) {
            throw new IOException("it ends in the middle");
        }
        return line;
    }
}
