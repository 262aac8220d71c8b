// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.settings;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.secbeat.console.i18n.Messages;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;

/**
 * One file of settings: JSON with a version. Reading never fails: what cannot be understood takes its standard value, is
 * told, and the file as it was is kept beside it. Writing replaces the file as a whole, so that a crash leaves the old or
 * the new one. One thread at a time.
 */
public final class SettingsFile<T> {
    private static final long LARGEST = 1 << 20;
    private static final ObjectMapper JSON = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(32)
                            .maxStringLength(64 * 1024)
                            .build())
                    .build())
            .enable(SerializationFeature.INDENT_OUTPUT)
            .build();

    private final Path file;
    private final Format<T> format;

    /** The file at this place. */
    public SettingsFile(Path file, Format<T> format) {
        this.file = file;
        this.format = format;
    }

    /** How a kind of settings is written. */
    interface Format<T> {
        /** Version this console writes; it reads it and all before. */
        int version();

        /** What holds when nothing is written. */
        T standard();

        void write(T value, ObjectNode into);

        /** Reads what it can; says in {@code troubles} what it cannot, and takes the standard there. */
        T read(Reading from);
    }

    /**
     * What was read.
     *
     * @param troubles what could not be understood and what was done about it; empty when all was well
     */
    public record Loaded<T>(T value, List<String> troubles) {
        public Loaded {
            troubles = List.copyOf(troubles);
        }
    }

    /** Reads the file; without one, the standard. */
    public Loaded<T> load() {
        try {
            if (Files.size(file) > LARGEST) {
                return damaged(Messages.of("settings.file.large", LARGEST >> 10));
            }
            return understood(JSON.readTree(Files.readAllBytes(file)));
        } catch (NoSuchFileException e) {
            return new Loaded<>(format.standard(), List.of());
        } catch (JacksonException e) {
            int line = e.getLocation() == null ? 0 : e.getLocation().getLineNr();
            return damaged(Messages.of("settings.file.not-json", line));
        } catch (IOException e) {
            return new Loaded<>(format.standard(), List.of(Messages.of("settings.file.unreadable", file, reason(e))));
        }
    }

    /**
     * Replaces the file as a whole.
     *
     * @throws IOException when it could not be written; the old one stands then
     */
    public void save(T value) throws IOException {
        ObjectNode root = JSON.createObjectNode();
        root.put("version", format.version());
        format.write(value, root);
        Path folder = Files.createDirectories(file.toAbsolutePath().resolveSibling(""));
        Path fresh = Files.createTempFile(folder, "." + file.getFileName(), ".new");
        try {
            restrict(fresh);
            try (FileChannel channel = FileChannel.open(fresh, StandardOpenOption.WRITE)) {
                ByteBuffer bytes = ByteBuffer.wrap(JSON.writeValueAsBytes(root));
                while (bytes.hasRemaining()) {
                    channel.write(bytes);
                }
                channel.force(true);
            }
            replace(fresh);
        } finally {
            Files.deleteIfExists(fresh);
        }
    }

    private Loaded<T> understood(JsonNode root) {
        if (!root.isObject()) {
            return damaged(Messages.of("settings.file.not-object"));
        }
        List<String> troubles = new ArrayList<>();
        int version = root.path("version").asInt(0);
        if (version < 1 || version > format.version()) {
            troubles.add(Messages.of("settings.file.version", version, format.version()));
        }
        T value = format.read(new Reading(root, troubles));
        if (!troubles.isEmpty()) {
            troubles.add(0, keepCopy());
        }
        return new Loaded<>(value, troubles);
    }

    private Loaded<T> damaged(String why) {
        return new Loaded<>(format.standard(), List.of(keepCopy(), why));
    }

    /** Copied, not moved: until something is saved, the file stays as the person left it. */
    private String keepCopy() {
        Path copy = file.resolveSibling(file.getFileName() + ".damaged");
        try {
            Files.copy(file, copy, StandardCopyOption.REPLACE_EXISTING);
            return Messages.of("settings.file.kept", file, copy);
        } catch (IOException e) {
            return Messages.of("settings.file.not-kept", file, reason(e));
        }
    }

    private static void restrict(Path fresh) throws IOException {
        if (Files.getFileStore(fresh).supportsFileAttributeView("posix")) {
            Files.setPosixFilePermissions(fresh, PosixFilePermissions.fromString("rw-------"));
        }
    }

    private void replace(Path fresh) throws IOException {
        try {
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (AtomicMoveNotSupportedException e) {
            Files.move(fresh, file, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    private static String reason(IOException e) {
        return e.getClass().getSimpleName() + (e.getMessage() == null ? "" : ": " + e.getMessage());
    }
}
