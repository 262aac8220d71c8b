// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.config;

import dev.secbeat.node.api.Prefix;
import dev.secbeat.node.api.ServicePolicy;
import dev.secbeat.node.api.ServicePolicy.Closed;
import dev.secbeat.node.api.ServicePolicy.Open;
import dev.secbeat.node.api.ServicePolicy.Policed;
import dev.secbeat.node.api.ServicePolicy.Transport;
import dev.secbeat.node.api.ServicePolicy.Treatment;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/** Reads {@code [[xdp.services]]}. */
final class ServiceReader {
    private static final int STANDARD_BURST_MILLIS = 1_000;
    private static final List<String> RATES = List.of("packets_per_second", "bytes_per_second", "syns_per_second");

    private final Kind<String> name = PolicyKinds.nameOnce();
    private final Set<Object> taken = new HashSet<>();

    private ServiceReader() {}

    /** What an operator writes as action. */
    private enum Action {
        PASS,
        DROP,
        POLICE
    }

    static List<ServicePolicy> read(Section section) {
        ServiceReader reader = new ServiceReader();
        List<ServicePolicy> services = section.tables("services", reader::service, List.of());
        if (services.size() > ServicePolicy.MOST) {
            section.problem(
                    "services", "there are " + services.size(), "at most " + ServicePolicy.MOST + " are allowed");
        }
        return services;
    }

    private ServicePolicy service(Section section) {
        String serviceName = section.required("name", name, "unnamed");
        Optional<Prefix> address = section.optional("address", PolicyKinds.HOST);
        Transport transport = section.required("protocol", PolicyKinds.constant(Transport.class), Transport.TCP);
        int port = section.required("port", Kinds.integer(1, 65_535, "a port, 1 to 65535"), 1);
        Action action = section.required("action", PolicyKinds.constant(Action.class), Action.PASS);
        Treatment treatment = treatment(section, action, transport);
        SortedSet<Integer> amplification = amplificationPorts(section, transport);
        boolean dryRun = section.value("dry_run", Kinds.FLAG, false);
        boolean known = section.has("port") && section.has("address") == address.isPresent();
        if (known && !taken.add(List.of(transport, port, address))) {
            section.problem(
                    "port",
                    "another service has this port, protocol and address",
                    "keep one of the two, or give one an address of its own");
        }
        return new ServicePolicy(serviceName, address, transport, port, treatment, amplification, dryRun);
    }

    private static SortedSet<Integer> amplificationPorts(Section section, Transport transport) {
        List<Integer> ports = section.list("amplification_ports", Kinds.UDP_PORT, List.of());
        if (transport == Transport.TCP && section.has("amplification_ports")) {
            section.problem("amplification_ports", "only UDP is reflected", "leave it out, or protocol = \"udp\"");
            return Collections.emptySortedSet();
        }
        return new TreeSet<>(ports);
    }

    private static Treatment treatment(Section section, Action action, Transport transport) {
        Policed policed = policed(section, transport, action == Action.POLICE);
        return switch (action) {
            case PASS -> new Open();
            case DROP -> new Closed();
            case POLICE -> policed;
        };
    }

    /** The rates that can be used; what is wrong is noted. */
    private static Policed policed(Section section, Transport transport, boolean wanted) {
        Kind<Integer> burstMillis = Kinds.integer(Policed.LEAST_BURST_MILLIS, Policed.MOST_BURST_MILLIS);
        int burst = section.value("burst_ms", burstMillis, STANDARD_BURST_MILLIS);
        Kind<Long> count = Kinds.count(1, Policed.MOST_PACKETS);
        var packets = section.optional("packets_per_second", count);
        var bytes = section.optional("bytes_per_second", Kinds.count(1, Policed.MOST_BYTES));
        var syns = section.optional("syns_per_second", count);
        if (!wanted) {
            refuseRates(section);
            return standIn();
        }
        if (RATES.stream().noneMatch(section::has)) {
            section.problem("action", "is police, but there is no rate", "give " + String.join(" or ", RATES));
        }
        if (syns.isPresent() && transport == Transport.UDP) {
            section.problem("syns_per_second", "UDP opens no connections", "leave it out, or protocol = \"tcp\"");
            syns = Optional.empty();
        }
        OptionalLong packetRate = enough(section, "packets_per_second", packets, burst, 1, "packet");
        OptionalLong byteRate = enough(section, "bytes_per_second", bytes, burst, Policed.LEAST_BURST_BYTES, "bytes");
        OptionalLong synRate = enough(section, "syns_per_second", syns, burst, 1, "segment");
        boolean any = packetRate.isPresent() || byteRate.isPresent() || synRate.isPresent();
        return any ? new Policed(packetRate, byteRate, synRate, burst) : standIn();
    }

    /** Stands in for rates once a problem with them is noted. */
    private static Policed standIn() {
        return new Policed(OptionalLong.of(1), OptionalLong.empty(), OptionalLong.empty(), STANDARD_BURST_MILLIS);
    }

    private static void refuseRates(Section section) {
        for (String key : List.of("packets_per_second", "bytes_per_second", "syns_per_second", "burst_ms")) {
            if (section.has(key)) {
                section.problem(
                        key, "only a service that is policed has rates", "action = \"police\", or leave it out");
            }
        }
    }

    /** A burst that holds no packet would be a service that takes none. */
    private static OptionalLong enough(
            Section section, String key, Optional<Long> rate, int burstMillis, long least, String unit) {
        if (rate.isEmpty()) {
            return OptionalLong.empty();
        }
        long burst = Policed.burst(rate.get(), burstMillis);
        if (burst < least) {
            section.problem(
                    key,
                    "with burst_ms = " + burstMillis + " only " + burst + " could come at once, so packets never pass",
                    "at least " + least + " " + unit + ": raise it or burst_ms");
            return OptionalLong.empty();
        }
        return OptionalLong.of(rate.get());
    }
}
