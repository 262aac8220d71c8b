// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.runtime;

import dev.secbeat.node.control.CountryMap;
import dev.secbeat.node.geo.GeoDatabase;
import dev.secbeat.node.geo.GeoFormatException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads which addresses are of which country, again whenever the file is another, on a thread of its own: a database takes a
 * second or so. A version that cannot be read leaves the one before in force.
 */
final class CountryWatcher implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(CountryWatcher.class);
    static final Duration REST = Duration.ofSeconds(2);

    /** What tells one version of a file from another. */
    private record Stamp(FileTime modified, long size, Optional<Object> key) {}

    private final Path file;
    private final Duration rest;
    private final Thread thread;
    private volatile CountryMap newest = CountryMap.NONE;
    private volatile boolean closing;

    private CountryWatcher(Path file, Duration rest) {
        this.file = file;
        this.rest = rest;
        thread = Thread.ofPlatform().daemon().name("countries").unstarted(this::watch);
    }

    /**
     * Begins to read {@code file}.
     *
     * @throws StartException when it is no database
     */
    static CountryWatcher start(Path file, Duration rest) {
        try (GeoDatabase database = GeoDatabase.open(file)) {
            LOG.info("event=countries_reading file={} type=\"{}\"", file, database.type());
        } catch (IOException | GeoFormatException e) {
            throw new StartException(
                    "protect.country_database cannot be read (" + e.getMessage()
                            + "): give a database of countries in the format of MaxMind, or leave the key out",
                    e);
        }
        CountryWatcher watcher = new CountryWatcher(file, rest);
        watcher.thread.start();
        return watcher;
    }

    /** As far as it is known; nothing until the first version has been read. Any thread. */
    CountryMap newest() {
        return newest;
    }

    @Override
    public void close() {
        closing = true;
        LockSupport.unpark(thread);
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void watch() {
        Optional<Stamp> read = Optional.empty();
        while (!closing) {
            Optional<Stamp> now = stamp();
            if (now.isPresent() && !now.equals(read)) {
                read = now;
                read();
            }
            LockSupport.parkNanos(rest.toNanos());
        }
    }

    private Optional<Stamp> stamp() {
        try {
            BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
            return Optional.of(new Stamp(
                    attributes.lastModifiedTime(), attributes.size(), Optional.ofNullable(attributes.fileKey())));
        } catch (IOException e) {
            return Optional.empty(); // Between two versions there may be none.
        }
    }

    private void read() {
        try (GeoDatabase database = GeoDatabase.open(file)) {
            CountryMap.Builder map = new CountryMap.Builder();
            long networks = database.countries(map::add);
            newest = map.build();
            LOG.info("event=countries_read file={} networks={}", file, networks);
        } catch (IOException | GeoFormatException e) {
            LOG.warn(
                    "event=countries_unreadable file={} error=\"{}\" text=\"what was read before stays in force; give a whole file\"",
                    file,
                    e.getMessage());
        }
    }
}
