// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.testing;

import dev.secbeat.node.dns.Rfc2136Dns;
import dev.secbeat.node.dns.Rfc2136Settings;
import dev.secbeat.node.dns.Rfc2136Settings.ViewKey;
import dev.secbeat.node.failover.SteeredRecord;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A real BIND on loopback that answers {@value #NAME} to each group of clients by the key they ask with, and takes updates. */
public final class SteeredZone implements AutoCloseable {
    private static final Path PROGRAM = Path.of("/usr/sbin/named");
    private static final String NAME = "secbeat.example.";
    /** Seconds; a region whose clients move is draining for so long and a little more. */
    private static final int TTL = 1;

    private final Path folder;
    private final Map<String, String> homes;
    private final int port = Child.freePort();
    private final Child server;

    private SteeredZone(Path folder, Map<String, String> homes) throws IOException {
        this.folder = folder;
        this.homes = homes;
        StringBuilder text = new StringBuilder("""
                options {
                  directory "%s"; pid-file none; session-keyfile none; listen-on-v6 { none; };
                  listen-on port %d { 127.0.0.1; }; recursion no; dnssec-validation no; notify no;
                };
                controls { };
                """.formatted(folder, port));
        for (String view : homes.keySet()) {
            text.append(view(view));
        }
        Files.writeString(folder.resolve("named.conf"), text);
        server = Child.start(folder, PROGRAM.toString(), "-g", "-n", "1", "-c", "named.conf");
    }

    /** Whether the real server is there. */
    public static boolean isPossible() {
        return Files.isExecutable(PROGRAM);
    }

    /** Starts one in {@code folder}, which is made, with the address that each group of clients is answered at home. */
    static SteeredZone start(Path folder, Map<String, String> homes) throws IOException {
        SteeredZone zone = new SteeredZone(Files.createDirectories(folder), new TreeMap<>(homes));
        try {
            Until.holds("named answers; its log is in " + folder, zone::isOpen);
        } catch (AssertionError late) {
            zone.close();
            throw late;
        }
        return zone;
    }

    /** What the server answers now, by group of clients. */
    public Map<String, String> answers() {
        List<ViewKey> keys = homes.keySet().stream()
                .map(view -> new ViewKey(view, view + "-key.", "hmac-sha256", secret(view)))
                .toList();
        Rfc2136Settings settings = new Rfc2136Settings(
                "example.",
                NAME,
                TTL,
                List.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), port)),
                keys,
                Duration.ofSeconds(30));
        Map<String, String> answers = new TreeMap<>();
        for (SteeredRecord record : new Rfc2136Dns(settings).current().records()) {
            answers.put(record.view(), String.join(",", record.addresses()));
        }
        return answers;
    }

    /** The section by which an orchestrator steers it. */
    String config() {
        StringBuilder text = new StringBuilder("""
                [orchestrator.dns]
                zone = "example"
                name = "secbeat.example"
                ttl_seconds = %d
                servers = ["127.0.0.1:%d"]
                """.formatted(TTL, port));
        homes.keySet().forEach(view -> text.append("""
                [[orchestrator.dns.views]]
                view = "%1$s"
                tsig_key = "%1$s-key"
                tsig_secret_file = "%2$s"
                """.formatted(view, folder.resolve(view + ".tsig"))));
        return text.toString();
    }

    @Override
    public void close() {
        server.close();
    }

    private String view(String view) throws IOException {
        Files.writeString(folder.resolve(view + ".tsig"), secret(view));
        Files.writeString(folder.resolve(view + ".zone"), """
                $TTL %d
                @ IN SOA ns.example. root.example. 1 3600 600 86400 1
                @ IN NS ns.example.
                ns IN A 127.0.0.1
                secbeat IN A %s
                """.formatted(TTL, homes.get(view)));
        return """
                key "%1$s-key" { algorithm hmac-sha256; secret "%2$s"; };
                view "%1$s" {
                  match-clients { key "%1$s-key"; };
                  zone "example" { type primary; file "%1$s.zone"; allow-update { key "%1$s-key"; }; };
                };
                """.formatted(view, secret(view));
    }

    private static String secret(String view) {
        byte[] sixteenOrMore = (view + "-of-a-test-alone").getBytes(StandardCharsets.UTF_8);
        return Base64.getEncoder().encodeToString(sixteenOrMore);
    }

    private boolean isOpen() {
        try (Socket _ = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
