// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** A real server process of a test, gone when closed. */
public final class Child implements AutoCloseable {
    private static final AtomicInteger NUMBER = new AtomicInteger();
    private static final int FIRST_PORT = 10_000;
    private static final int PORTS = 22_000;
    private static final int STRIDE = 7_919;
    /** Starts at a place of this process' own: others walk the same ports. */
    private static final AtomicInteger WALK =
            new AtomicInteger((int) (ProcessHandle.current().pid() * STRIDE % PORTS));

    private final Process process;

    private Child(Process process) {
        this.process = process;
    }

    public static Child start(Path folder, String... command) {
        try {
            Path log = folder.resolve("child-" + NUMBER.incrementAndGet() + ".log");
            return new Child(new ProcessBuilder(List.of(command))
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * A port of 127.0.0.1 that nobody listens on, and that this process has not been given before. It lies below those that
     * the kernel gives to whoever asks for any, so that nobody's connection takes it before its server listens.
     */
    public static int freePort() {
        for (int i = 0; i < PORTS; i++) {
            int port = FIRST_PORT + Math.floorMod(WALK.getAndIncrement(), PORTS);
            if (isFree(port)) {
                return port;
            }
        }
        throw new AssertionError("no port of 127.0.0.1 is free from " + FIRST_PORT + " on");
    }

    private static boolean isFree(int port) {
        try (ServerSocket _ = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(20, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
