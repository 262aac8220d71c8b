// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.demo.lab;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Looks over the machine for anything that is of a demo. By the names such things bear and not by the journal: what the
 * journal forgot is found too. Stateless; safe for all threads.
 */
public final class Leftovers {
    private static final Path NAMESPACES = Path.of("/run/netns");
    private static final Path MOUNTS = Path.of("/proc/self/mounts");

    private Leftovers() {}

    /** What is there of demos with the usual state directory, a line each: files, namespaces, mounts, processes. */
    public static List<String> find() {
        return find(StateDirectory.DEFAULT);
    }

    /** As {@link #find()}, of demos with {@code stateDirectory}. */
    static List<String> find(Path stateDirectory) {
        List<String> found = new ArrayList<>();
        for (Path file : List.of(stateDirectory, StateDirectory.lockFile(stateDirectory))) {
            if (Files.exists(file)) {
                found.add("file " + file);
            }
        }
        found.addAll(mounts(stateDirectory));
        found.addAll(outside());
        return found;
    }

    /** The part that bears no state directory's name. */
    static List<String> outside() {
        List<String> found = namespaces();
        found.addAll(processes());
        return found;
    }

    private static List<String> namespaces() {
        List<String> found = new ArrayList<>();
        if (Files.isDirectory(NAMESPACES)) {
            try (DirectoryStream<Path> entries =
                    Files.newDirectoryStream(NAMESPACES, AddressPlan.NAMESPACE_PREFIX + "*")) {
                entries.forEach(entry -> found.add("namespace " + entry.getFileName()));
            } catch (IOException e) {
                throw new LabException("'" + NAMESPACES + "' cannot be read", String.valueOf(e.getMessage()));
            }
        }
        return found;
    }

    private static List<String> mounts(Path stateDirectory) {
        try {
            return Files.readAllLines(MOUNTS).stream()
                    .filter(line -> line.contains(stateDirectory.toString()))
                    .map(line -> "mount " + line)
                    .toList();
        } catch (IOException e) {
            throw new LabException("the list of mounts cannot be read", String.valueOf(e.getMessage()));
        }
    }

    private static List<String> processes() {
        return ProcessHandle.allProcesses()
                .filter(process -> environment(process.pid()).contains("\0" + Children.MARK + "="))
                .map(process -> "process " + process.pid() + " "
                        + process.info().command().orElse("?"))
                .toList();
    }

    private static String environment(long pid) {
        try {
            byte[] entries = Files.readAllBytes(Path.of("/proc/" + pid + "/environ"));
            return "\0" + new String(entries, StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            return ""; // it has just ended
        }
    }
}
