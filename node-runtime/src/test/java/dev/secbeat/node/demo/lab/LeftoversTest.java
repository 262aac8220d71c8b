// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.demo.lab;

import static org.assertj.core.api.Assertions.assertThat;

import dev.secbeat.node.support.LabTurn;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(LabTurn.class)
class LeftoversTest {
    @TempDir
    Path temp;

    @Test
    void findsAMarkedProcessWhileItRuns() throws Exception {
        var builder = new ProcessBuilder("sleep", "300");
        builder.environment().put(Children.MARK, UUID.randomUUID().toString());
        Process marked = builder.start();
        Process unmarked = new ProcessBuilder("sleep", "300").start();
        try {
            assertThat(Leftovers.outside())
                    .anyMatch(line -> line.startsWith("process " + marked.pid() + " "))
                    .noneMatch(line -> line.startsWith("process " + unmarked.pid() + " "));
        } finally {
            marked.destroyForcibly().waitFor();
            unmarked.destroyForcibly().waitFor();
        }
        assertThat(Leftovers.outside()).noneMatch(line -> line.startsWith("process " + marked.pid() + " "));
    }

    @Test
    void findsTheStateDirectoryAndItsLockUntilTheyAreGivenBack() {
        Path path = temp.resolve("demo");
        try (StateDirectory held = StateDirectory.take(path)) {
            held.write("node.toml", "");
            assertThat(files(path)).containsExactly("file " + path, "file " + temp.resolve("demo.lock"));
        }
        assertThat(files(path)).isEmpty();
        assertThat(Files.exists(temp)).isTrue();
    }

    private static List<String> files(Path stateDirectory) {
        return Leftovers.find(stateDirectory).stream()
                .filter(line -> line.startsWith("file "))
                .toList();
    }
}
