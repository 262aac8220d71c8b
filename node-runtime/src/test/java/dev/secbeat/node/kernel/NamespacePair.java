// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.kernel;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;

/**
 * Two network namespaces joined by a veth pair: {@code outer} at 192.0.2.2 plays the Internet, {@code inner} at 192.0.2.1
 * is where the filter goes, on the interface {@code guard0}.
 */
final class NamespacePair implements AutoCloseable {
    static final String GUARDED = "guard0";
    /** Column of /proc/net/dev, after the name. */
    private static final int TX_DROPPED = 11;

    static final String INNER_ADDRESS = "192.0.2.1";
    static final String OUTER_ADDRESS = "192.0.2.2";

    private final String inner;
    private final String outer;

    NamespacePair() {
        String unique = "kernel-" + Long.toString(ProcessHandle.current().pid(), 36) + "-"
                + Long.toString(System.nanoTime() & 0xFFFFFFFFL, 36);
        inner = unique + "-in";
        outer = unique + "-out";
        ip("netns", "add", inner);
        ip("netns", "add", outer);
        join(GUARDED, INNER_ADDRESS, "peer0", OUTER_ADDRESS);
    }

    /** Joins them by one more veth pair, each end with an address of the same /24. */
    void join(String guarded, String innerAddress, String peer, String outerAddress) {
        ip("-n", inner, "link", "add", guarded, "type", "veth", "peer", "name", peer, "netns", outer);
        ip("-n", inner, "address", "add", innerAddress + "/24", "dev", guarded);
        ip("-n", outer, "address", "add", outerAddress + "/24", "dev", peer);
        ip("-n", inner, "link", "set", guarded, "up");
        ip("-n", outer, "link", "set", peer, "up");
    }

    Path innerPath() {
        return Path.of("/run/netns", inner);
    }

    /** Runs {@code ip} inside the guarded namespace. */
    void ipInside(String... arguments) {
        run(prepend(List.of("ip", "-n", inner), arguments));
    }

    /** Runs {@code ip} in the namespace that plays the Internet. */
    void ipOutside(String... arguments) {
        run(prepend(List.of("ip", "-n", outer), arguments));
    }

    /** Runs a program as one of the Internet's machines; returns what it says. */
    String runOutside(String... command) {
        return run(prepend(List.of("ip", "netns", "exec", outer), command));
    }

    <T> T inside(Callable<T> work) {
        return in(innerPath(), work);
    }

    <T> T outside(Callable<T> work) {
        return in(Path.of("/run/netns", outer), work);
    }

    /**
     * Packets sent from outside that never came: where the inner side is not given the processor for long, its ring is full
     * and the kernel counts them at the outer one.
     */
    long lost() {
        return outside(() -> Files.readAllLines(Path.of("/proc/thread-self/net/dev")).stream()
                .filter(line -> line.contains(":") && !line.strip().startsWith("lo:"))
                .mapToLong(line -> Long.parseLong(
                        line.substring(line.indexOf(':') + 1).strip().split("\\s+", -1)[TX_DROPPED]))
                .sum());
    }

    @Override
    public void close() {
        ip("netns", "delete", inner);
        ip("netns", "delete", outer);
    }

    static String run(List<String> command) {
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                throw new IllegalStateException(command + " failed: " + output);
            }
            return output;
        } catch (IOException e) {
            throw new IllegalStateException(command + " cannot run", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(command + " interrupted", e);
        }
    }

    private static void ip(String... arguments) {
        run(prepend(List.of("ip"), arguments));
    }

    private static List<String> prepend(List<String> first, String... rest) {
        return java.util.stream.Stream.concat(first.stream(), List.of(rest).stream())
                .toList();
    }

    private static <T> T in(Path namespace, Callable<T> work) {
        FutureTask<T> task = new FutureTask<>(() -> {
            NetworkNamespace.enter(namespace);
            return work.call();
        });
        Thread.ofPlatform().start(task);
        try {
            return task.get();
        } catch (java.util.concurrent.ExecutionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
