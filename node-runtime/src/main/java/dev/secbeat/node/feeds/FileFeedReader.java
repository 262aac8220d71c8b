// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.feeds;

import dev.secbeat.node.feeds.FeedVersion.Tag;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;

/**
 * Reads a file whenever it is another than before. Its version is as old as the file: what writes it may have stopped. Owned by
 * one thread.
 */
final class FileFeedReader implements FeedReader {
    private static final int MOST_BYTES = 64 << 20;

    private final FeedSettings feed;
    private final Path file;
    private String seen = "";

    FileFeedReader(FeedSettings feed, Path file) {
        this.feed = feed;
        this.file = file;
    }

    @Override
    public Optional<Look> look(Optional<FeedVersion> before, long nowMillis) throws FeedException {
        try {
            BasicFileAttributes attributes = attributes();
            String stamp = stamp(attributes);
            if (stamp.equals(seen)) {
                return Optional.empty();
            }
            byte[] document = document();
            if (!stamp(attributes()).equals(stamp)) {
                return Optional.empty(); // It is being written: the next look reads it.
            }
            seen = stamp; // A version that is refused is refused once.
            ParsedFeed parsed = FeedParser.parse(feed, document);
            long written = Math.min(attributes.lastModifiedTime().toMillis(), nowMillis);
            return Optional.of(Look.of(FeedVersion.of(parsed.entries(), written, Tag.NONE), parsed));
        } catch (NoSuchFileException e) {
            seen = "";
            throw new FeedException("there is no such file");
        } catch (IOException e) {
            throw new FeedException("it cannot be read: " + e);
        }
    }

    private byte[] document() throws IOException, FeedException {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] document = in.readNBytes(MOST_BYTES + 1);
            if (document.length > MOST_BYTES) {
                throw new FeedException("it has more than " + MOST_BYTES + " bytes");
            }
            return document;
        }
    }

    private BasicFileAttributes attributes() throws IOException, FeedException {
        BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
        if (!attributes.isRegularFile()) {
            throw new FeedException("it is not a regular file"); // A pipe might never end.
        }
        return attributes;
    }

    private static String stamp(BasicFileAttributes file) {
        return file.fileKey() + " " + file.size() + " " + file.lastModifiedTime();
    }
}
