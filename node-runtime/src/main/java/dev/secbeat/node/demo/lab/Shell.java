// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.demo.lab;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs short system commands to their end. Safe for all threads. */
public final class Shell {
    private static final long TIMEOUT_SECONDS = 60;

    private Shell() {}

    /**
     * Runs a command that must succeed and returns its output, standard error included.
     *
     * @param input all that it can read
     * @throws LabException when it cannot be run, fails, or takes longer than a minute
     */
    public static String run(List<String> command, String input) {
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            try (var stdin = process.getOutputStream()) {
                stdin.write(input.getBytes(StandardCharsets.UTF_8));
            }
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (!process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new LabException(summary(command) + " took longer than " + TIMEOUT_SECONDS + " s", output);
            }
            if (process.exitValue() != 0) {
                throw new LabException(summary(command) + " failed with status " + process.exitValue(), output);
            }
            return output;
        } catch (IOException e) {
            throw new LabException(summary(command) + " could not be run", String.valueOf(e.getMessage()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LabException(summary(command) + " was interrupted", "the lab is being stopped");
        }
    }

    public static String run(String... command) {
        return run(List.of(command), "");
    }

    /** Runs lines of {@code ip -batch} in a namespace; an empty name means the namespace of this process. */
    static void ip(String namespace, List<String> lines) {
        List<String> command =
                namespace.isEmpty() ? List.of("ip", "-batch", "-") : List.of("ip", "-n", namespace, "-batch", "-");
        run(command, String.join("\n", lines) + "\n");
    }

    private static String summary(List<String> command) {
        return "'" + String.join(" ", command) + "'";
    }
}
