// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.demo.lab;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** How this program's own processes are started: small, and with the class cache that all of them share. */
public final class JavaCommand {
    /** Has methods compiled early, as the launchers do: orders are rare, and would else be interpreted for their first hundred. */
    public static final List<String> EARLY_COMPILER = List.of(
            "-XX:Tier3InvocationThreshold=20",
            "-XX:Tier3MinInvocationThreshold=10",
            "-XX:Tier3CompileThreshold=200",
            "-XX:Tier3BackEdgeThreshold=6000");

    /** How far the threads of Java's lowest priority step behind the others: those that write down and tell, behind those that decide. */
    static final int STEP_BACK = 10;

    private static final String MAIN = "dev.secbeat.node.cli.SecBeat";
    /** Made by the build; Java ignores it where it does not fit. */
    private static final String CACHE = "secbeat.aot";

    private static final Path JAVA = Path.of(System.getProperty("java.home"), "bin", "java");

    private JavaCommand() {}

    /**
     * Has that step counted by the kernel, as the launchers do; Java knows no other way to tell Linux. For root, whom Java does not warn.
     *
     * @param own nice value that the others are to have
     */
    public static List<String> priorities(int own) {
        return List.of(
                "-XX:ThreadPriorityPolicy=1",
                "-XX:JavaPriority1_To_OSPriority=" + (own + STEP_BACK),
                "-XX:JavaPriority5_To_OSPriority=" + own,
                "-XX:VMThreadPriority=" + own,
                "-XX:CompilerThreadPriority=" + own);
    }

    /**
     * A node's or orchestrator's command line: {@code secbeat ARGUMENTS}.
     *
     * @param nice value with which it is going to be started
     */
    static List<String> of(int nice, List<String> arguments) {
        List<String> command = new ArrayList<>();
        command.add(JAVA.toString());
        command.addAll(EARLY_COMPILER);
        command.addAll(priorities(nice));
        command.addAll(List.of(
                "-XX:+UseSerialGC",
                "-Xms24m",
                "-Xmn6m",
                "-Xmx64m",
                "-XX:MinHeapFreeRatio=15",
                "-XX:MaxHeapFreeRatio=30",
                "-Xss512k",
                "-XX:TieredStopAtLevel=1",
                "-XX:ReservedCodeCacheSize=32m",
                "-XX:+UseCompactObjectHeaders",
                "-XX:-UsePerfData",
                "-Xlog:disable",
                "-Xlog:all=error,aot*=off,cds*=off:stderr",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow"));
        String root = System.getProperty("secbeat.root", "");
        if (!root.isEmpty()) {
            command.add("-XX:AOTCache=" + Path.of(root, "node-runtime", "target", CACHE));
            command.add("-Dsecbeat.root=" + root);
        }
        command.addAll(List.of("-cp", classPath(), MAIN));
        command.addAll(arguments);
        return command;
    }

    /**
     * This process's class path, with the packaged jar in place of a directory of classes: class caches hold only what
     * comes from jars.
     */
    private static String classPath() {
        List<String> elements = new ArrayList<>();
        for (String element : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
            elements.add(packaged(Path.of(element)));
        }
        return String.join(File.pathSeparator, elements);
    }

    private static String packaged(Path element) {
        Path name = element.getFileName();
        Path target = element.toAbsolutePath().getParent();
        if (name == null || target == null || !name.toString().equals("classes")) {
            return element.toString();
        }
        try (Stream<Path> files = Files.list(target)) {
            return files.filter(file -> file.getFileName().toString().matches("secbeat-.*\\.jar"))
                    .filter(jar -> isNewer(jar, element))
                    .findFirst()
                    .orElse(element)
                    .toString();
        } catch (IOException e) {
            return element.toString();
        }
    }

    private static boolean isNewer(Path jar, Path classes) {
        try (Stream<Path> tree = Files.walk(classes)) {
            long packed = Files.getLastModifiedTime(jar).toMillis();
            return tree.allMatch(file -> file.toFile().lastModified() <= packed);
        } catch (IOException e) {
            return false;
        }
    }
}
