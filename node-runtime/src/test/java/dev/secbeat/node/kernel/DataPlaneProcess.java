// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.kernel;

import dev.secbeat.node.api.Prefix;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A data plane in a process of its own, to be killed or run with fewer rights. Says one line, then waits for its end. */
final class DataPlaneProcess implements AutoCloseable {
    private final Process process;
    private final String said;

    private DataPlaneProcess(Process process, String said) {
        this.process = process;
        this.said = said;
    }

    /** Arguments: namespace to enter (or nothing), pin directory, prefixes to block. */
    public static void main(String[] arguments) throws IOException {
        try {
            if (!arguments[0].isEmpty()) {
                NetworkNamespace.enter(Path.of(arguments[0]));
            }
            XdpDataPlane plane =
                    XdpDataPlane.open(new XdpSettings(NamespacePair.GUARDED, Path.of(arguments[1]), List.of()));
            for (int i = 2; i < arguments.length; i++) {
                plane.block(Prefix.parse(arguments[i]), 600_000);
            }
            System.out.println("opened " + plane.mode().label());
        } catch (XdpException e) {
            System.out.println("refused " + e.getMessage());
        }
        System.out.flush();
        // The end of this pipe is the end of the parent, however it ends.
        while (System.in.read() >= 0) {
            Thread.onSpinWait();
        }
    }

    /** Starts it behind {@code prefix} (such as setpriv with options) and waits for its line. */
    static DataPlaneProcess start(List<String> prefix, String... arguments) {
        List<String> command = new ArrayList<>(prefix);
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-XX:TieredStopAtLevel=1", "--enable-native-access=ALL-UNNAMED", "-cp"));
        command.add(System.getProperty("java.class.path"));
        command.add(DataPlaneProcess.class.getName());
        command.addAll(List.of(arguments));
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            BufferedReader reader =
                    new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
            StringBuilder before = new StringBuilder();
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                if (line.startsWith("opened ") || line.startsWith("refused ")) {
                    return new DataPlaneProcess(process, line);
                }
                before.append(line).append('\n');
            }
            throw new AssertionError("the process ended without a word: " + before);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** {@code opened MODE} or {@code refused MESSAGE}. */
    String said() {
        return said;
    }

    /** Kills it as kill -9 does and waits until it is gone. */
    @Override
    public void close() {
        process.destroyForcibly();
        process.onExit().join();
    }
}
