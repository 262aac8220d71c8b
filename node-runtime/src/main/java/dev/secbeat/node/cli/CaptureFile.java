// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.cli;

import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Where captured packets go: a new file that only its owner can read, as packets are other people's letters, or the
 * standard output.
 *
 * @param target a path, or {@code -}
 * @param force whether a file of that name may be replaced
 */
record CaptureFile(String target, boolean force) {
    private static final String STANDARD_OUTPUT = "-";
    private static final Path OUTPUT_LINK = Path.of("/proc/self/fd/1");
    private static final Pattern TERMINAL = Pattern.compile("/dev/(pts/\\d+|tty.*|console)");

    /** What is in the way, so that nothing is begun in vain. */
    void check() throws CliException {
        if (target.equals(STANDARD_OUTPUT)) {
            if (isTerminal(outputTarget())) {
                throw new CliException(
                        ExitCode.USAGE,
                        "packets are no text for a terminal: name a file after -w, or pipe the output into a reader"
                                + " such as 'tcpdump -r -'");
            }
            return;
        }
        Path file = Path.of(target);
        if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
            if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
                throw new CliException(
                        ExitCode.FAILED,
                        target + " is no file that can be replaced: name another one, or - for the output");
            }
            if (!force) {
                throw exists();
            }
        }
    }

    /** Opens it; buffered. */
    OutputStream open() throws CliException {
        return new BufferedOutputStream(
                target.equals(STANDARD_OUTPUT) ? new FileOutputStream(FileDescriptor.out) : create());
    }

    /** For people. */
    String name() {
        return target.equals(STANDARD_OUTPUT) ? "the output" : target;
    }

    /** Whether a device of this name is a terminal. */
    static boolean isTerminal(String device) {
        return TERMINAL.matcher(device).matches();
    }

    @SuppressWarnings("MustBeClosed") // The stream closes its channel.
    private OutputStream create() throws CliException {
        Path file = Path.of(target);
        check();
        try {
            if (force) {
                boolean _ = Files.deleteIfExists(file);
            }
            return Channels.newOutputStream(Files.newByteChannel(
                    file,
                    Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))));
        } catch (FileAlreadyExistsException e) {
            throw exists();
        } catch (IOException e) {
            throw new CliException(
                    ExitCode.FAILED,
                    target + " cannot be written (" + e + "): name a file in a folder you may write to");
        }
    }

    private CliException exists() {
        return new CliException(
                ExitCode.FAILED,
                target + " exists and was left as it is: name another file, or add --force to replace it");
    }

    private static String outputTarget() {
        try {
            return Files.readSymbolicLink(OUTPUT_LINK).toString();
        } catch (IOException e) {
            return ""; // Not for us to see; then it is no terminal of ours.
        }
    }
}
