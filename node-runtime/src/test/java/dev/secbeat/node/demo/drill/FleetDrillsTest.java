// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.demo.drill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.secbeat.node.demo.Demo;
import dev.secbeat.node.demo.DemoOptions;
import dev.secbeat.node.demo.FleetWatch;
import dev.secbeat.node.demo.Story;
import dev.secbeat.node.demo.lab.LabException;
import dev.secbeat.node.demo.lab.LabOptions;
import dev.secbeat.node.demo.lab.Leftovers;
import dev.secbeat.node.support.LabTurn;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.ExtendWith;

/** Every promise, proven on one fleet of real parts; and that nothing of it is left. Needs root. */
@Tag("fleet")
@ExtendWith(LabTurn.class)
class FleetDrillsTest {
    private static @Nullable Demo demo;
    private static @Nullable FleetWatch watch;

    @BeforeAll
    static void bringUp() throws IOException {
        if (!isRoot()) {
            return; // each drill is skipped for itself
        }
        var options = new DemoOptions(LabOptions.standard(), DemoOptions.Console.NONE, Optional.empty(), false);
        Demo started = new Demo(options, new Story(System.out, false));
        demo = started;
        try {
            watch = started.bringUp();
            started.startTraffic();
        } catch (LabException e) {
            started.close();
            throw new AssertionError(e.getMessage() + "\n" + e.advice(), e);
        }
    }

    static boolean isRoot() throws IOException {
        return Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0);
    }

    @TestFactory
    List<DynamicTest> everyPromiseHolds() {
        return Drill.all().stream()
                .map(drill -> DynamicTest.dynamicTest(drill.name(), () -> {
                    assumeTrue(isRoot(), "a fleet in namespaces needs root");
                    var runner = DrillRunner.open(
                            LabOptions.standard(), _ -> {}, new Story(System.out, false), System.out::println);
                    Findings findings = runner.run(drill);
                    assertThat(findings.failures()).as(findings.json()).isEmpty();
                    // Bounds on time are for the drill command on a machine at rest, not for a test beside others.
                    assertThat(findings.figures())
                            .as("the drill measured something")
                            .isNotEmpty();
                }))
                .toList();
    }

    @AfterAll
    static void takeDown() throws IOException {
        if (watch != null) {
            watch.close();
        }
        if (demo != null) {
            demo.close();
            assertThat(Leftovers.find()).isEmpty();
        }
    }
}
