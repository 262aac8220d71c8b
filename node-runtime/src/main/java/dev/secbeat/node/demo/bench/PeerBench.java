// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.demo.bench;

import dev.secbeat.node.api.Family;
import dev.secbeat.node.api.Prefix;
import dev.secbeat.node.demo.lab.LabException;
import dev.secbeat.node.kernel.PacketBench;
import dev.secbeat.node.kernel.PacketBench.Listed;
import dev.secbeat.node.kernel.PacketBench.Program;
import dev.secbeat.node.kernel.PacketBench.Sources;
import dev.secbeat.node.kernel.PacketBenchVolley;
import dev.secbeat.node.kernel.PacketBenchVolley.Flood;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Floods from the same sender against filters that are installed on this machine, each on a wire of its own with a list of
 * its own; the filter under test, which keeps all of its lists, takes turns with them. Nothing is installed for this: what is
 * not there is told and left out. A run in which a filter's own counters do not show the fate that the packets were to meet
 * ends the benchmark.
 */
final class PeerBench implements AutoCloseable {
    /** The part of the benchmark's method that is about this. */
    static final String METHOD = "e2e_peer_NAME_hit_ns, _miss_ns: the same for another filter, if it is installed:"
            + " sources of its list and of none, IPv4 or (NAME ends in _v6) IPv6, on a wire of its own, counted by itself (nft: a set at the netdev"
            + " ingress hook; ipset: hash:net from iptables' raw table; both on veth with GRO, as it takes redirected"
            + " packets only so; xdp_filter: its program in native mode). e2e_against_NAME_*_ns: the same floods against"
            + " the filter under test, with all its lists, in the same rounds; times_faster_than_NAME_* is the quotient."
            + " Here what is passed goes on to a stack that has no route.";

    /** Filters to compare with, by what they are to block. */
    private enum Kind {
        NFT_100K(Family.IPV4, Sources.PREFIX, 100_000),
        NFT_1M(Family.IPV4, Sources.ADDRESS, 1_000_000),
        IPSET_100K(Family.IPV4, Sources.PREFIX, 100_000),
        XDP_FILTER_10K(Family.IPV4, Sources.ADDRESS, 10_000),
        NFT_100K_V6(Family.IPV6, Sources.PREFIX, 100_000),
        IPSET_100K_V6(Family.IPV6, Sources.PREFIX, 100_000),
        XDP_FILTER_1K_V6(Family.IPV6, Sources.ADDRESS, 1_000);

        private final Family family;
        private final Sources list;
        private final int entries;

        Kind(Family family, Sources list, int entries) {
            this.family = family;
            this.list = list;
            this.entries = entries;
        }

        List<String> programs() {
            return switch (this) {
                case NFT_100K, NFT_1M, NFT_100K_V6 -> List.of("nft");
                case IPSET_100K -> List.of("ipset", "iptables");
                case IPSET_100K_V6 -> List.of("ipset", "ip6tables");
                case XDP_FILTER_10K, XDP_FILTER_1K_V6 -> List.of("xdp-filter");
            };
        }

        String label() {
            return name().toLowerCase(Locale.ROOT);
        }

        Peer open(BenchWire wire, List<String> sources) {
            return switch (this) {
                case NFT_100K, NFT_100K_V6 -> NftPeer.open(wire, family, sources, true);
                case NFT_1M -> NftPeer.open(wire, family, sources, false);
                case IPSET_100K, IPSET_100K_V6 -> IpsetPeer.open(wire, family, sources);
                case XDP_FILTER_10K, XDP_FILTER_1K_V6 -> XdpFilterPeer.open(wire, family, sources);
            };
        }
    }

    private record Rival(Kind kind, BenchWire wire, Peer peer, Listed listed) {}

    private final String name;
    private final DataPlaneBench.Effort effort;
    private final Deque<Runnable> cleanups = new ConcurrentLinkedDeque<>();

    /**
     * Nothing is set up yet.
     *
     * @param name starts the names of namespaces, and is this process's alone
     */
    PeerBench(String name, DataPlaneBench.Effort effort) {
        this.name = name;
        this.effort = effort;
    }

    /** Programs of the others, and the Debian package that brings each. The launcher installs the same. */
    static final Map<String, String> NEEDED = Map.of(
            "nft", "nftables",
            "iptables", "iptables",
            "ip6tables", "iptables",
            "ipset", "ipset",
            "xdp-filter", "xdp-tools");

    /** What to say of those that are left out; empty when none is missing. */
    static Optional<String> advice(Predicate<String> isInstalled) {
        String packages = NEEDED.entrySet().stream()
                .filter(need -> !isInstalled.test(need.getKey()))
                .map(Map.Entry::getValue)
                .distinct()
                .sorted()
                .collect(Collectors.joining(" "));
        return packages.isEmpty()
                ? Optional.empty()
                : Optional.of("other filters are missing, so some comparisons are left out. On Debian, as root:"
                        + "  apt-get install -y --no-install-recommends " + packages);
    }

    /**
     * Puts the figures of those that are installed.
     *
     * @param bench the filter under test, loaded
     * @param wire its wire, up
     */
    void measure(PacketBench bench, BenchWire wire, Consumer<String> tell, Map<String, Double> figures) {
        List<Rival> rivals = new ArrayList<>();
        for (Kind kind : Kind.values()) {
            open(kind, tell).ifPresent(rivals::add);
        }
        advice(PeerBench::isInstalled).ifPresent(tell);
        if (!rivals.isEmpty()) {
            wire.takeInterest();
            measure(new Duel(bench, wire, effort.floodPackets()), rivals, tell, figures);
        }
    }

    @Override
    public void close() {
        remove();
    }

    /** Removes what was set up for the others. Any thread; a second call does nothing. */
    void remove() {
        for (Runnable next = cleanups.pollLast(); next != null; next = cleanups.pollLast()) {
            next.run();
        }
    }

    private Optional<Rival> open(Kind kind, Consumer<String> tell) {
        List<String> missing = kind.programs().stream()
                .filter(program -> !isInstalled(program))
                .toList();
        if (!missing.isEmpty()) {
            tell.accept(kind.label() + ": left out, as there is no " + String.join(" and no ", missing));
            return Optional.empty();
        }
        tell.accept("setting up " + kind.label());
        int room = kind.list == Sources.PREFIX
                ? effort.size().prefixes()
                : effort.size().addresses(kind.family);
        var listed = new Listed(kind.list, Math.min(kind.entries, room));
        BenchWire own = BenchWire.open(name + "-" + kind.label());
        cleanups.add(own::remove);
        try {
            own.takeInterest();
            own.up();
            List<String> sources =
                    listed.prefixes(kind.family).stream().map(Prefix::toString).toList();
            Peer peer = kind.open(own, sources);
            cleanups.add(peer::close);
            return Optional.of(new Rival(kind, own, peer, listed));
        } catch (LabException e) {
            tell.accept(kind.label() + ": left out, as " + e.getMessage() + ": " + e.advice());
            return Optional.empty();
        }
    }

    private void measure(Duel duel, List<Rival> rivals, Consumer<String> tell, Map<String, Double> figures) {
        tell.accept("measuring floods against other filters: " + effort.rounds() + " rounds");
        var miss = new Listed(Sources.SPOOFED, 1);
        var rounds = new Rounds();
        for (Rival rival : rivals) {
            String label = rival.kind.label();
            rounds.add("e2e_peer_" + label + "_hit_ns", () -> duel.nanos(rival, rival.listed));
            rounds.add("e2e_against_" + label + "_hit_ns", () -> duel.nanos(rival.kind.family, rival.listed));
            rounds.add("e2e_peer_" + label + "_miss_ns", () -> duel.nanos(rival, miss));
            rounds.add("e2e_against_" + label + "_miss_ns", () -> duel.nanos(rival.kind.family, miss));
        }
        Map<String, Double> nanos = rounds.measure(effort.rounds(), effort.runsPerRound());
        figures.putAll(nanos);
        tell.accept(String.format("%-26s %8s %8s %8s", "", "ns", "ours", "times"));
        for (Rival rival : rivals) {
            for (String fate : new String[] {"_hit", "_miss"}) {
                String label = rival.kind.label() + fate;
                double theirs = nanos.getOrDefault("e2e_peer_" + label + "_ns", Double.NaN);
                double ours = nanos.getOrDefault("e2e_against_" + label + "_ns", Double.NaN);
                figures.put("times_faster_than_" + label, theirs / ours);
                tell.accept(String.format(Locale.ROOT, "%-26s %8.1f %8.1f %8.2f", label, theirs, ours, theirs / ours));
            }
        }
    }

    /** The same floods against either side. */
    private record Duel(PacketBench bench, BenchWire wire, int packets) {
        double nanos(Family family, Listed sources) {
            return perPacket(wire.outsideOnOneCore(() -> bench.flood(
                    Program.DATA_PLANE, BenchWire.SENDER, sources, PacketBenchVolley.atOnce(family, packets))));
        }

        /** A packet's time, if all that arrived met the fate they were to meet. */
        double nanos(Rival rival, Listed sources) {
            boolean hit = sources.list() != Sources.SPOOFED;
            LongSupplier foreseen = hit ? rival.peer::dropped : rival.peer::passed;
            LongSupplier other = hit ? rival.peer::passed : rival.peer::dropped;
            long otherBefore = other.getAsLong();
            Flood flood = rival.wire.outsideOnOneCore(() -> bench.flood(
                    foreseen, BenchWire.SENDER, sources, PacketBenchVolley.atOnce(rival.kind.family, packets)));
            long astray = other.getAsLong() - otherBefore;
            if (flood.judged() == 0 || astray != 0) {
                throw new IllegalStateException(rival.kind.label() + (hit ? " dropped " : " passed ") + flood.judged()
                        + " of " + packets + " packets but not " + astray + ": the figure would mean nothing");
            }
            return perPacket(flood);
        }

        private static double perPacket(Flood flood) {
            return (double) flood.nanos() / flood.judged();
        }
    }

    private static boolean isInstalled(String program) {
        return List.of(System.getenv().getOrDefault("PATH", "").split(":", -1)).stream()
                .anyMatch(folder -> !folder.isEmpty() && Files.isExecutable(Path.of(folder, program)));
    }
}
