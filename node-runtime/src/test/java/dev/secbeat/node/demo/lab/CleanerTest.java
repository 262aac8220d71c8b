// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.demo.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.secbeat.node.demo.lab.CleanupJournal.Kind;
import dev.secbeat.node.support.LabTurn;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Cleaning up after a crash: everything that the journal lists, and nothing that it does not. */
@ExtendWith(LabTurn.class)
class CleanerTest {
    @TempDir
    Path temp;

    private Path state() throws IOException {
        return Files.createDirectories(temp.resolve("state"));
    }

    private static Process sleeper(String mark) throws IOException {
        var builder = new ProcessBuilder("sleep", "300");
        if (!mark.isEmpty()) {
            builder.environment().put(Children.MARK, mark);
        }
        return builder.start();
    }

    @Test
    void killsWhatBearsTheMarkAndWhatIsListedAndNobodyElse() throws Exception {
        String mark = UUID.randomUUID().toString();
        Process marked = sleeper(mark);
        Process listed = sleeper("");
        Process foreign = sleeper(UUID.randomUUID().toString());
        Process recycled = sleeper("");
        try {
            var journal = new CleanupJournal(state());
            journal.begin();
            journal.write(Kind.MARK, mark, "");
            journal.write(
                    Kind.PROCESS,
                    "" + listed.pid(),
                    "" + ProcFs.startTicks(listed.pid()).orElseThrow());
            // The same number, another start time: a process that got the number of one of ours later.
            journal.write(Kind.PROCESS, "" + recycled.pid(), "1");
            assertThat(Cleaner.clean(state())).isEqualTo(2);
            assertThat(marked.waitFor(10, TimeUnit.SECONDS)).isTrue();
            assertThat(listed.waitFor(10, TimeUnit.SECONDS)).isTrue();
            assertThat(foreign.isAlive()).isTrue();
            assertThat(recycled.isAlive()).isTrue();
            assertThat(temp.resolve("state")).doesNotExist();
        } finally {
            for (Process process : new Process[] {marked, listed, foreign, recycled}) {
                process.destroyForcibly();
            }
        }
    }

    @Test
    void entriesOfAnEarlierBootAreVoidAndTornLinesAreSkipped() throws Exception {
        Process listed = sleeper("");
        try {
            String start = "" + ProcFs.startTicks(listed.pid()).orElseThrow();
            Path file = state().resolve(CleanupJournal.FILE);
            Files.writeString(file, "BOOT another-boot\nPROCESS " + listed.pid() + " " + start + "\n");
            assertThat(Cleaner.clean(state())).isZero();
            assertThat(listed.isAlive()).isTrue();

            var journal = new CleanupJournal(state());
            journal.begin();
            Files.writeString(state().resolve(CleanupJournal.FILE), "NAMESP", StandardOpenOption.APPEND);
            assertThat(journal.read()).hasSize(1);
        } finally {
            listed.destroyForcibly();
        }
    }

    @Test
    void removesDirectoriesItMadeOnlyWhileTheyAreEmpty() throws Exception {
        Path empty = Files.createDirectories(temp.resolve("empty"));
        Path used = Files.createDirectories(temp.resolve("used"));
        Files.createFile(used.resolve("of-somebody-else"));
        var journal = new CleanupJournal(state());
        journal.begin();
        journal.write(Kind.DIRECTORY, empty.toString(), "");
        journal.write(Kind.DIRECTORY, used.toString(), "");
        Cleaner.clean(state());
        assertThat(empty).doesNotExist();
        assertThat(used.resolve("of-somebody-else")).exists();
    }

    @Test
    void cleaningTwiceIsCleaningOnce() throws Exception {
        new CleanupJournal(state()).begin();
        assertThat(Cleaner.clean(temp.resolve("state"))).isZero();
        assertThat(Cleaner.clean(temp.resolve("state"))).isZero();
    }

    @Test
    void oneLauncherHoldsTheStateDirectoryAndTheNextGetsItClean() throws Exception {
        Path path = temp.resolve("run/demo");
        try (StateDirectory held = StateDirectory.take(path)) {
            held.write("file", "content");
            assertThat(StateDirectory.isHeld(path)).isTrue();
            assertThatThrownBy(() -> StateDirectory.take(path))
                    .isInstanceOf(LabException.class)
                    .hasMessageContaining("running already");
        }
        assertThat(temp.resolve("run")).doesNotExist();
        assertThat(StateDirectory.isHeld(path)).isFalse();
        StateDirectory.take(path).close();
    }

    @Test
    void aChildIsFoundStoppedAndJournalled() throws Exception {
        var journal = new CleanupJournal(state());
        journal.begin();
        var children = new Children(journal, state(), UUID.randomUUID().toString());
        Child child = children.start("echo", "", List.of("sh", "-c", "echo hello; exec sleep 300"), Map.of());
        Readiness.await(
                "its greeting", 30, List.of(child), () -> child.lastLines(1).equals("hello"));
        assertThat(journal.read()).anyMatch(entry -> entry.name().equals("" + child.pid()));
        children.close();
        assertThat(child.runs()).isFalse();
        assertThatThrownBy(() -> children.start("late", "", List.of("true"), Map.of()))
                .isInstanceOf(LabException.class)
                .hasMessageContaining("late");
    }

    @Test
    void aChildWhoseParentHasEndedBeforeItBeganDoesNotBegin() throws Exception {
        long self = ProcessHandle.current().pid();
        assertThat(output(Children.boundTo(self))).isEqualTo("runs");
        assertThat(output(Children.boundTo(self + 1))).isEmpty();
    }

    private static String output(List<String> bound) throws IOException {
        bound.addAll(List.of("echo", "runs"));
        try (var output = new ProcessBuilder(bound).start().inputReader()) {
            return output.readAllAsString().strip();
        }
    }

    @Test
    void aProcessThatEndsTooSoonIsToldWithItsLastWords() throws Exception {
        var journal = new CleanupJournal(state());
        journal.begin();
        var children = new Children(journal, state(), UUID.randomUUID().toString());
        Child child = children.start("broken", "", List.of("sh", "-c", "echo no such key; exit 3"), Map.of());
        assertThatThrownBy(() -> Readiness.await("it", 30, List.of(child), () -> false))
                .isInstanceOf(LabException.class)
                .hasMessageContaining("broken ended with status 3")
                .extracting(e -> ((LabException) e).advice())
                .asString()
                .contains("no such key");
        children.close();
    }
}
