// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.demo.drill;

import dev.secbeat.node.demo.lab.StateDirectory;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Looks over the machine for anything that is of a demo. */
final class Leftovers {
    private static final Path STATE = StateDirectory.DEFAULT;

    private Leftovers() {}

    static List<String> find() throws IOException {
        List<String> found = new ArrayList<>();
        if (Files.exists(STATE) || Files.exists(STATE.resolveSibling("demo.lock"))) {
            found.add("file " + STATE);
        }
        Path namespaces = Path.of("/run/netns");
        if (Files.isDirectory(namespaces)) {
            try (DirectoryStream<Path> entries = Files.newDirectoryStream(namespaces, "sb-*")) {
                entries.forEach(entry -> found.add("namespace " + entry));
            }
        }
        Files.readAllLines(Path.of("/proc/self/mounts")).stream()
                .filter(line -> line.contains(STATE.toString()))
                .forEach(line -> found.add("mount " + line));
        found.addAll(processes());
        return found;
    }

    private static List<String> processes() {
        return ProcessHandle.allProcesses()
                .filter(process -> environment(process.pid()).contains("SECBEAT_LAB="))
                .map(process -> "process " + process.pid() + " " + process.info().command().orElse("?"))
                .toList();
    }

    private static String environment(long pid) {
        try {
            return new String(Files.readAllBytes(Path.of("/proc/" + pid + "/environ")), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            return ""; // it has just ended
        }
    }
}
