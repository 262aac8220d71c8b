// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.cluster;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;

/** The file that holds an nkey seed: one line, readable by its owner alone. */
final class SeedFile {
    private static final int MAX_BYTES = 1024;
    private static final Set<PosixFilePermission> OWNER_ONLY =
            EnumSet.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);

    private SeedFile() {}

    /** The seed's characters; the caller wipes them. */
    static char[] read(Path file) throws KeyFileException {
        try {
            checkMode(file);
            byte[] bytes = Files.readAllBytes(file);
            try {
                return trimmed(bytes, file);
            } finally {
                Arrays.fill(bytes, (byte) 0);
            }
        } catch (NoSuchFileException e) {
            throw new KeyFileException(
                    "key file " + file + " does not exist: create one with 'secbeat keys new " + file + "'", e);
        } catch (IOException e) {
            throw new KeyFileException(
                    "key file " + file + " cannot be read (" + e.getClass().getSimpleName()
                            + "): make it readable for the user that runs this",
                    e);
        }
    }

    /** Creates the file with mode 0600; never replaces one. */
    static void create(Path file, char[] seed) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(seed.length + 1);
        for (char c : seed) {
            bytes.put((byte) c);
        }
        bytes.put((byte) '\n').flip();
        Set<StandardOpenOption> options = EnumSet.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        try (SeekableByteChannel channel =
                Files.newByteChannel(file, options, PosixFilePermissions.asFileAttribute(OWNER_ONLY))) {
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
        } finally {
            Arrays.fill(bytes.array(), (byte) 0);
        }
    }

    private static void checkMode(Path file) throws IOException, KeyFileException {
        PosixFileAttributeView view = Files.getFileAttributeView(file, PosixFileAttributeView.class);
        if (view == null) {
            return;
        }
        Set<PosixFilePermission> mode = view.readAttributes().permissions();
        if (mode.stream().anyMatch(p -> !p.name().startsWith("OWNER_"))) {
            throw new KeyFileException("key file " + file + " has mode " + PosixFilePermissions.toString(mode)
                    + ", others could read the key: run 'chmod 600 " + file
                    + "', or make a new key if it may be known");
        }
        if (Files.size(file) > MAX_BYTES) {
            throw new KeyFileException("key file " + file + " is too long to be an nkey seed: name the right file");
        }
    }

    private static char[] trimmed(byte[] bytes, Path file) throws KeyFileException {
        int end = 0;
        while (end < bytes.length && bytes[end] > ' ') {
            end++;
        }
        for (int i = end; i < bytes.length; i++) {
            if (bytes[i] > ' ') {
                throw new KeyFileException(
                        "key file " + file + " holds more than one line: it must hold one nkey seed");
            }
        }
        char[] seed = new char[end];
        for (int i = 0; i < end; i++) {
            seed[i] = (char) (bytes[i] & 0x7F);
        }
        return seed;
    }
}
