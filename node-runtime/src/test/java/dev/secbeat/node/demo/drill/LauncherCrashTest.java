// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.demo.drill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.secbeat.node.demo.lab.Leftovers;
import dev.secbeat.node.demo.lab.StateDirectory;
import dev.secbeat.node.support.LabTurn;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A launcher that is killed in the middle of its work leaves things behind; the next start removes them. Needs root. */
@Tag("fleet")
@ExtendWith(LabTurn.class)
class LauncherCrashTest {
    @TempDir
    Path temp;

    @Test
    void theNextStartRemovesWhatAKilledLauncherLeft() throws Exception {
        assumeTrue(FleetDrillsTest.isRoot(), "a fleet in namespaces needs root");
        assertThat(Leftovers.find()).as("before the test").isEmpty();
        Process launcher = launch();
        try {
            await(launcher, () -> processes() >= 6);
        } finally {
            launcher.destroyForcibly().waitFor(30, TimeUnit.SECONDS);
        }
        await(launcher, () -> processes() == 0); // the kernel ends them with their parent
        assertThat(Leftovers.find()).as("a crash leaves namespaces").isNotEmpty();

        StateDirectory next = StateDirectory.take(StateDirectory.DEFAULT);
        assertThat(next.leftoversRemoved()).isPositive();
        next.close();
        assertThat(Leftovers.find()).isEmpty();
    }

    private Process launch() throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                "dev.secbeat.node.cli.SecBeat",
                "demo",
                "--headless"));
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(temp.resolve("launcher.log").toFile())
                .start();
    }

    private interface Condition {
        boolean holds() throws IOException;
    }

    private static void await(Process launcher, Condition condition) throws IOException {
        long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (!condition.holds()) {
            assertThat(System.nanoTime())
                    .as("deadline; launcher alive: " + launcher.isAlive() + "; there is " + Leftovers.find())
                    .isLessThan(deadline);
            LockSupport.parkNanos(20_000_000);
        }
    }

    private static long processes() throws IOException {
        return Leftovers.find().stream()
                .filter(line -> line.startsWith("process"))
                .count();
    }
}
