// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.demo.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.secbeat.node.demo.lab.JavaCommand;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A figure of nodes that nobody runs so would say nothing. */
class OrdersNodeTest {
    private static final Path ROOT = Path.of(System.getProperty("secbeat.root", ".."));

    @ParameterizedTest
    @ValueSource(strings = {"secbeat", "installers/launcher/secbeat"})
    void nodesAreMeasuredWithTheOptionsTheyAreShippedWith(String launcher) throws IOException {
        String text = Files.readString(ROOT.resolve(launcher));
        assertThat(text).contains("SECBEAT_HEAP:-" + OrdersNode.HEAP);
        assertThat(OrdersNode.SHIPPED)
                .allSatisfy(option -> assertThat(text)
                        .containsAnyOf(
                                option,
                                option.replace("Priority=10", "Priority=$((own"),
                                option.replace("Priority=0", "Priority=$own")));
    }

    @Test
    void theyHaveTheCompilerOfTheCheckout() throws IOException {
        assertThat(Files.readString(ROOT.resolve("secbeat"))).contains(OrdersNode.COMPILER);
    }

    /** What a thread of the lowest priority and one of the usual tell of their place among all threads of the machine. */
    static final class Places {
        private static final int NICE = 16;

        private Places() {}

        public static void main(String[] args) throws InterruptedException {
            for (int priority : new int[] {Thread.NORM_PRIORITY, Thread.MIN_PRIORITY}) {
                Thread.ofPlatform().priority(priority).start(Places::tell).join();
            }
        }

        private static void tell() {
            try {
                String own = Files.readString(Path.of("/proc/thread-self/stat"));
                System.out.println(own.substring(own.lastIndexOf(')') + 2).split(" ", -1)[NICE]);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {-10, 0, 5})
    void theLowestPriorityStepsBackForTheKernelFromWhereTheNodeWasPut(int own) throws Exception {
        List<String> command = new ArrayList<>(List.of("nice", "-n", Integer.toString(own)));
        command.add(System.getProperty("java.home") + "/bin/java");
        command.addAll(JavaCommand.priorities(own));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), Places.class.getName()));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        try (BufferedReader told = process.inputReader()) {
            assertThat(told.lines()).containsExactly(Integer.toString(own), Integer.toString(own + 10));
        }
        assertThat(process.waitFor()).isZero();
    }
}
