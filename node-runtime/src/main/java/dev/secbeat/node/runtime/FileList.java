// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.runtime;

import dev.secbeat.node.api.GeoSelection;
import dev.secbeat.node.config.NodeConfig;
import dev.secbeat.node.geo.GeoFormatException;
import dev.secbeat.node.kernel.ListFormatException;
import dev.secbeat.node.kernel.SourceList;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One list: its file, the version in force and perhaps a newer one that waits to come into force. Owned by the watching
 * thread; the figures are for all threads.
 */
final class FileList implements WatchedList {
    private static final Logger LOG = LoggerFactory.getLogger(FileList.class);
    private static final String ABSENT = "absent";
    private static final String NO_FILE = "no file";

    private final NodeConfig.ListFile list;
    private String seen = "";
    private Optional<ListVersion> next = Optional.empty();
    private volatile ListVersion inForce;
    private volatile long errors;
    private volatile long loadedMillis;

    FileList(NodeConfig.ListFile list) {
        this.list = list;
        this.inForce = ListVersion.none(list);
    }

    @Override
    public String name() {
        return list.name();
    }

    @Override
    public void look(int room) {
        String now = stamp();
        if (now.equals(seen)) {
            return;
        }
        seen = now;
        if (now.equals(NO_FILE)) {
            refuse(list.file().toString(), "it is not a regular file"); // A pipe might never end.
            return;
        }
        try {
            ListVersion read = ListVersion.read(list, room);
            if (isWritten(now)) {
                next = Optional.of(read);
            }
        } catch (ListFormatException e) {
            if (isWritten(now)) {
                refuse(list.file() + ":" + e.line() + ":" + e.column(), e.problem());
            }
        } catch (GeoFormatException e) {
            if (isWritten(now)) {
                refuse(list.file().toString(), e.problem());
            }
        } catch (NoSuchFileException e) {
            refuse(list.file().toString(), "there is no such file");
        } catch (IOException e) {
            refuse(list.file().toString(), "it cannot be read: " + e);
        }
    }

    @Override
    public boolean isWaiting() {
        return next.isPresent();
    }

    @Override
    public SourceList wanted(long nowMillis) {
        ListVersion version = next.orElse(inForce);
        return new SourceList(
                version.entries(), list.dryRun(), version.origin().note(next.isPresent() ? nowMillis : loadedMillis));
    }

    @Override
    public void accept(long nowMillis) {
        next.ifPresent(read -> {
            inForce = read;
            loadedMillis = nowMillis;
            LOG.info(
                    "event=list_loaded list={} entries={} file=\"{}\"{}{}",
                    name(),
                    entries(),
                    list.file(),
                    read.origin().told(),
                    list.dryRun() ? " dry_run=true" : "");
            warnOfMissing(read.origin());
        });
        next = Optional.empty();
    }

    /** A code that is misspelled, or one of another kind of database, looks like a list that works. */
    private void warnOfMissing(ListOrigin origin) {
        if (!origin.missing().isEmpty()) {
            LOG.warn(
                    "event=list_selects_nothing list={} {}={} entries={} meaning=\"the database has no network of these:"
                            + " nothing is dropped for them\" action=\"see whether they are spelled right\"",
                    name(),
                    origin.kind(),
                    GeoSelection.told(origin.missing()),
                    entries());
        }
    }

    @Override
    public void refuse(String problem) {
        next = Optional.empty();
        refuse(list.file().toString(), problem);
    }

    @Override
    public int entries() {
        return inForce.entries().size();
    }

    @Override
    public ListOrigin origin() {
        return inForce.origin();
    }

    @Override
    public long errors() {
        return errors;
    }

    @Override
    public long loadedMillis() {
        return loadedMillis;
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // One thread writes; volatile lets others read.
    private void refuse(String where, String problem) {
        errors++;
        LOG.warn(
                "event=list_refused list={} at=\"{}\" problem=\"{}\" meaning=\"the version before stays in force\""
                        + " action=\"put a corrected file in its place by renaming it\"",
                name(),
                where,
                problem);
    }

    /** False when the file was changed while it was read: the next look reads it again. */
    private boolean isWritten(String stampBefore) {
        boolean same = stamp().equals(stampBefore);
        seen = same ? seen : "";
        return same;
    }

    /** What tells one version from another: which file it is, its size, and when it was last written. */
    private String stamp() {
        try {
            BasicFileAttributes file = Files.readAttributes(list.file(), BasicFileAttributes.class);
            if (!file.isRegularFile()) {
                return NO_FILE;
            }
            return file.fileKey() + " " + file.size() + " " + file.lastModifiedTime();
        } catch (IOException e) {
            return ABSENT;
        }
    }
}
