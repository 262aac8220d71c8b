// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.runtime;

import dev.secbeat.node.api.Prefix;
import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Addresses without which a node is cut off from its clients, its fleet or its operators, as they are now: its own, its
 * gateways, its DNS resolvers and its NATS servers. Loopback is none: nobody far away can send from it.
 */
final class Lifelines {
    /** What an address of the node itself is called. */
    static final String OWN = "an address of this node itself";

    private static final Logger LOG = LoggerFactory.getLogger(Lifelines.class);
    private static final long LOOKUP_MILLIS = 500;
    private static final String ANYWHERE4 = "00000000";
    private static final String ANYWHERE6 = "0".repeat(32);

    private final Level told;
    private final Map<Prefix, String> found = new LinkedHashMap<>();

    /** One that tells at that level of the log what it cannot find out. */
    Lifelines(Level told) {
        this.told = told;
    }

    /**
     * Each with what it is, for who wants to block it. What cannot be found out is left out.
     *
     * @param told level of the log at which that is told
     */
    static Map<Prefix, String> find(Collection<URI> natsServers, Level told) {
        Lifelines lifelines = new Lifelines(told);
        lifelines.ownAddresses().forEach(address -> lifelines.add(address, OWN));
        lifelines.addRoutes(lines("/proc/self/net/route"), lines("/proc/self/net/ipv6_route"));
        lifelines.addResolvers(lines("/etc/resolv.conf"));
        natsServers.forEach(
                server -> lifelines.lookUp(server).forEach(address -> lifelines.add(address, "its NATS server")));
        return lifelines.found();
    }

    Map<Prefix, String> found() {
        return Map.copyOf(found);
    }

    /** Lines of {@code resolv.conf}. */
    void addResolvers(List<String> lines) {
        for (String line : lines) {
            String[] words = line.strip().split("\\s+", -1);
            if (words.length >= 2 && words[0].equals("nameserver")) {
                addLiteral(words[1]);
            }
        }
    }

    /** Lines of the kernel's routing tables: the gateways of default routes. */
    void addRoutes(List<String> ipv4, List<String> ipv6) {
        for (String line : ipv4) { // Interface, destination, gateway, flags, ...; addresses in host order.
            String[] columns = line.strip().split("\\s+", -1);
            if (columns.length >= 8 && columns[1].equals(ANYWHERE4) && !columns[2].equals(ANYWHERE4)) {
                addGateway(columns[2]);
            }
        }
        for (String line : ipv6) { // Destination, its length, source, its length, gateway, ...
            String[] columns = line.strip().split("\\s+", -1);
            if (columns.length >= 5
                    && columns[0].equals(ANYWHERE6)
                    && columns[1].equals("00")
                    && !columns[4].equals(ANYWHERE6)) {
                addGateway(columns[4]);
            }
        }
    }

    private void addGateway(String hex) {
        try {
            byte[] bytes = HexFormat.of().parseHex(hex);
            if (bytes.length == 4) {
                int address = ByteBuffer.wrap(bytes).getInt();
                bytes = ByteBuffer.allocate(4)
                        .order(ByteOrder.nativeOrder())
                        .putInt(address)
                        .array();
            }
            add(InetAddress.getByAddress(bytes), "its default gateway");
        } catch (IllegalArgumentException | UnknownHostException e) {
            LOG.atLevel(told).log("event=route_unreadable gateway={} error=\"{}\"", hex, e.toString());
        }
    }

    private void addLiteral(String text) {
        int zone = text.indexOf('%');
        try {
            add(InetAddress.ofLiteral(zone < 0 ? text : text.substring(0, zone)), "its DNS resolver");
        } catch (IllegalArgumentException e) {
            LOG.atLevel(told).log("event=resolver_unreadable nameserver={}", text);
        }
    }

    private void add(InetAddress address, String what) {
        if (!address.isLoopbackAddress() && !address.isAnyLocalAddress()) {
            found.putIfAbsent(Prefix.of(address), what);
        }
    }

    private List<InetAddress> ownAddresses() {
        try {
            return NetworkInterface.networkInterfaces()
                    .flatMap(NetworkInterface::inetAddresses)
                    .toList();
        } catch (SocketException e) {
            LOG.atLevel(told).log("event=own_addresses_unknown error=\"{}\"", e.toString());
            return List.of();
        }
    }

    /** A name server that does not answer must not keep the node from starting. */
    private List<InetAddress> lookUp(URI server) {
        String host = server.getHost();
        if (host == null) {
            return List.of();
        }
        CompletableFuture<List<InetAddress>> addresses = new CompletableFuture<>();
        Thread.ofVirtual().name("nats-lookup").start(() -> {
            try {
                addresses.complete(List.of(InetAddress.getAllByName(host)));
            } catch (UnknownHostException e) {
                addresses.complete(List.of());
            }
        });
        List<InetAddress> known = addresses
                .completeOnTimeout(List.of(), LOOKUP_MILLIS, TimeUnit.MILLISECONDS)
                .join();
        if (known.isEmpty()) {
            LOG.atLevel(told).log("event=nats_address_unknown host={} meaning=\"it can be blocked by mistake\"", host);
        }
        return known;
    }

    private static List<String> lines(String file) {
        try {
            return Files.readAllLines(Path.of(file));
        } catch (IOException e) {
            return new ArrayList<>();
        }
    }
}
