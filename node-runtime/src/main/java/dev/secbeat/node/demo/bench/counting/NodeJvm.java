// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.demo.bench.counting;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Java as an installed node has it: the serial collector and both compilers, whatever this process has. Only the heap is a
 * measurement's own. Stateless.
 */
public final class NodeJvm {
    /** As installers/launcher/secbeat has them, but for the heap. */
    private static final List<String> FLAGS =
            List.of("-XX:+UseSerialGC", "--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow");

    private NodeJvm() {}

    /**
     * Runs {@code mainClass} to its end; its complaints go to this process's.
     *
     * @param flags further ones, the heap among them
     * @return what it printed
     * @throws IllegalStateException if it failed
     */
    public static String run(String mainClass, List<String> flags, List<String> arguments) throws InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(FLAGS);
        command.addAll(flags);
        command.addAll(List.of("-cp", classPath(), mainClass));
        command.addAll(arguments);
        try {
            Process process = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            try {
                String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
                int status = process.waitFor();
                if (status != 0) {
                    throw new IllegalStateException("the measuring process " + mainClass + " ended with status "
                            + status + "; it said:\n" + output);
                }
                return output;
            } finally {
                process.destroy();
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot start " + command.getFirst(), e);
        }
    }

    /**
     * Whether a library that is for benchmarks alone is at hand: in a checkout that was built, not in an installed node.
     *
     * @param jar how its file's name begins
     */
    public static boolean has(String jar) {
        return Stream.of(classPath().split(File.pathSeparator))
                .anyMatch(part -> Path.of(part).getFileName().toString().startsWith(jar));
    }

    private static String classPath() {
        String own = System.getProperty("java.class.path");
        Path bench = Path.of(System.getProperty("secbeat.root", "."), "node-runtime", "target", "bench");
        if (!Files.isDirectory(bench)) {
            return own;
        }
        try (Stream<Path> jars = Files.list(bench)) {
            List<String> parts = new ArrayList<>(List.of(own));
            jars.map(Path::toString)
                    .filter(name -> name.endsWith(".jar"))
                    .sorted()
                    .forEach(parts::add);
            return String.join(File.pathSeparator, parts);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot look into " + bench, e);
        }
    }
}
