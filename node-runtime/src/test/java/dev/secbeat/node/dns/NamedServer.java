// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.dns;

import dev.secbeat.node.support.FreePorts;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A real BIND on loopback with one view a TSIG key; dies with the test. */
public final class NamedServer implements AutoCloseable {
    public static final Path PROGRAM = Path.of("/usr/sbin/named");

    private final Process process;
    private final InetSocketAddress address;

    /** Starts one with a view for each key secret (base64), whose name answers with the given address at first. */
    public NamedServer(Path folder, Map<String, String> secrets, Map<String, String> firstAddress) throws Exception {
        this(folder, FreePorts.next(), secrets, firstAddress);
    }

    /** The same where another one was. */
    NamedServer(Path folder, int port, Map<String, String> secrets, Map<String, String> firstAddress) throws Exception {
        address = new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port);
        StringBuilder config = new StringBuilder("""
                options {
                  directory "%s"; pid-file none; session-keyfile none; listen-on-v6 { none; };
                  listen-on port %d { 127.0.0.1; }; recursion no; dnssec-validation no; notify no;
                };
                controls { };
                """.formatted(folder, port));
        for (Map.Entry<String, String> view : secrets.entrySet()) {
            config.append(view(
                    folder, view.getKey(), view.getValue(), firstAddress.getOrDefault(view.getKey(), "192.0.2.9")));
        }
        Path file = Files.writeString(folder.resolve("named.conf"), config);
        Path log = folder.resolve("named.log");
        process = new ProcessBuilder(PROGRAM.toString(), "-g", "-n", "1", "-c", file.toString())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        awaitOpen(log);
    }

    public InetSocketAddress address() {
        return address;
    }

    @Override
    public void close() {
        process.destroyForcibly().onExit().join();
    }

    private static String view(Path folder, String view, String secret, String first) throws IOException {
        Files.writeString(folder.resolve(view + ".zone"), """
                $TTL 30
                @ IN SOA ns.example. root.example. 1 3600 600 86400 30
                @ IN NS ns.example.
                ns IN A 127.0.0.1
                secbeat IN A %s
                """.formatted(first));
        return """
                key "%1$s-key" { algorithm hmac-sha256; secret "%2$s"; };
                view "%1$s" {
                  match-clients { key "%1$s-key"; };
                  zone "example" { type primary; file "%1$s.zone"; allow-update { key "%1$s-key"; }; };
                };
                """.formatted(view, secret);
    }

    private void awaitOpen(Path log) throws Exception {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (!isOpen()) {
            if (!process.isAlive() || System.nanoTime() > deadline) {
                throw new IllegalStateException("named did not start:\n" + Files.readString(log));
            }
            Thread.sleep(20);
        }
    }

    private boolean isOpen() {
        try (Socket socket = new Socket()) {
            socket.connect(address, 1_000);
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
