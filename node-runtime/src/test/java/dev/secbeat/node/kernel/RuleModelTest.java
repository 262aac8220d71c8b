// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.secbeat.node.api.Dimension;
import dev.secbeat.node.api.Grouping;
import dev.secbeat.node.api.NumberRange;
import dev.secbeat.node.api.PacketRule;
import dev.secbeat.node.api.PacketRule.Action;
import dev.secbeat.node.api.PacketRule.Match;
import dev.secbeat.node.api.Prefix;
import dev.secbeat.node.api.ServicePolicy;
import dev.secbeat.node.api.ServicePolicy.Closed;
import dev.secbeat.node.api.ServicePolicy.Open;
import dev.secbeat.node.api.ServicePolicy.Policed;
import dev.secbeat.node.api.ServicePolicy.Transport;
import dev.secbeat.node.api.ServicePolicy.Treatment;
import dev.secbeat.node.api.SourceKey;
import dev.secbeat.node.api.TcpFlags;
import dev.secbeat.node.kernel.PolicyStats.Verdict;
import dev.secbeat.node.verdict.RateRule;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Random rules and services on random packets, some of whose sources exceed a limit: the kernel decides and counts as a plain
 * reading of them does.
 */
@NeedsKernel
class RuleModelTest {
    private static final int PACKETS = 600;
    private static final List<String> ADDRESSES4 =
            List.of("198.51.100.6", "198.51.100.7", "198.51.101.7", "203.0.113.7", "9.0.0.1");
    private static final List<String> ADDRESSES6 =
            List.of("2001:db8:7:7::7", "2001:db8:7:7::8", "2001:db8:7:8::7", "c633:6407::1", "2400::1");
    private static final List<Integer> PROTOCOLS = List.of(Frame.TCP, Frame.UDP, 47, 253);
    private static final List<Integer> PORTS = List.of(0, 1, 52, 53, 54, 1023, 1024, 65534, 65535);
    private static final List<Integer> FLAGS = List.of(
            Frame.SYN,
            Frame.SYN_ACK,
            Frame.ACK,
            Frame.ACK | Frame.PSH,
            Frame.RST,
            Frame.RST | Frame.ACK,
            Frame.FIN | Frame.ACK,
            Frame.SYN | 0xC0);
    private static final List<String> FLAG_RULES =
            List.of("syn", "syn,!ack", "!syn", "ack", "rst", "!ack,!rst", "psh,ack", "ece,cwr", "!fin");

    /** Which part of a datagram a packet is. */
    enum Part {
        WHOLE,
        FIRST,
        LATER
    }

    /** A packet in words. Ports and flags are those of the header, which only a whole packet or a first part has. */
    record Packet(
            Prefix source,
            Prefix destination,
            int protocol,
            int sourcePort,
            int destinationPort,
            int flags,
            int payload,
            Part part,
            int tags) {

        byte[] frame() {
            Frame frame = Frame.from(source.toString()).to(destination.toString());
            for (int i = 0; i < tags; i++) {
                frame.vlan(i == 0 ? 0x88A8 : 0x8100);
            }
            switch (part) {
                case WHOLE -> {}
                case FIRST -> frame.fragment(0, true);
                case LATER -> frame.fragment(64, false);
            }
            return switch (protocol) {
                case Frame.TCP ->
                    frame.tcp(flags, 20, payload + 4)
                            .ports(sourcePort, destinationPort)
                            .bytes();
                case Frame.UDP ->
                    frame.udp(payload).ports(sourcePort, destinationPort).bytes();
                default -> frame.transport(protocol, new byte[payload + 8]).bytes();
            };
        }

        int ipBytes() {
            return frame().length - 14 - 4 * tags;
        }

        boolean hasPorts() {
            return part != Part.LATER && (protocol == Frame.TCP || protocol == Frame.UDP);
        }

        boolean hasFlags() {
            return part != Part.LATER && protocol == Frame.TCP;
        }
    }

    /** What a rule means, one line a field. */
    private static boolean matches(Match match, Packet packet) {
        return match.source().map(prefix -> prefix.contains(packet.source)).orElse(true)
                && match.destination()
                        .map(prefix -> prefix.contains(packet.destination))
                        .orElse(true)
                && match.protocol().map(number -> number == packet.protocol).orElse(true)
                && match.sourcePorts()
                        .map(ports -> packet.hasPorts() && ports.holds(packet.sourcePort))
                        .orElse(true)
                && match.destinationPorts()
                        .map(ports -> packet.hasPorts() && ports.holds(packet.destinationPort))
                        .orElse(true)
                && match.tcpFlags()
                        .map(flags -> packet.hasFlags() && flags.match(packet.flags))
                        .orElse(true)
                && match.length().map(range -> range.holds(packet.ipBytes())).orElse(true)
                && match.fragment()
                        .map(wanted -> wanted == (packet.part != Part.WHOLE))
                        .orElse(true);
    }

    /** Asks the rules in their order, adding to {@code counts}. */
    private static XdpReason judge(List<PacketRule> rules, Packet packet, Map<String, XdpStats.Tally> counts) {
        XdpStats.Tally one = new XdpStats.Tally(1, packet.frame().length);
        for (PacketRule rule : rules) {
            if (matches(rule.match(), packet)) {
                counts.merge(rule.name(), one, XdpStats.Tally::plus);
                if (rule.action() != Action.COUNT) {
                    return rule.action() == Action.PASS ? XdpReason.RULE_PASS : XdpReason.RULE_DROP;
                }
            }
        }
        return XdpReason.CLEAN;
    }

    /** The service a packet is for: the one at its address, else the one at every address. */
    private static Optional<ServicePolicy> serviceOf(List<ServicePolicy> services, Packet packet) {
        int protocol = packet.protocol;
        return services.stream()
                .filter(service -> packet.hasPorts()
                        && protocol == (service.transport() == Transport.TCP ? Frame.TCP : Frame.UDP)
                        && packet.destinationPort == service.port()
                        && service.address().map(packet.destination::equals).orElse(true))
                .min(Comparator.comparing(service -> service.address().isEmpty()));
    }

    /** What the packet's service says, adding to {@code counts}. */
    private static XdpReason judge(
            Optional<ServicePolicy> service, Packet packet, Map<String, Map<Verdict, Long>> counts) {
        if (service.isEmpty()) {
            return XdpReason.CLEAN;
        }
        ServicePolicy policy = service.get();
        boolean amplified = policy.amplificationPorts().contains(packet.sourcePort);
        XdpReason found = amplified
                ? XdpReason.AMPLIFICATION
                : policy.treatment() instanceof Closed ? XdpReason.SERVICE_CLOSED : XdpReason.CLEAN;
        Verdict verdict =
                found == XdpReason.CLEAN ? Verdict.PASSED : policy.dryRun() ? Verdict.SPARED : Verdict.DROPPED;
        Objects.requireNonNull(counts.get(policy.name())).merge(verdict, 1L, Long::sum);
        return verdict == Verdict.DROPPED ? found : XdpReason.CLEAN;
    }

    private static Map<String, Map<Verdict, Long>> noneOf(List<ServicePolicy> services) {
        Map<String, Map<Verdict, Long>> counts = new LinkedHashMap<>();
        for (ServicePolicy service : services) {
            Map<Verdict, Long> byVerdict = new EnumMap<>(Verdict.class);
            for (Verdict verdict : Verdict.values()) {
                byVerdict.put(verdict, 0L);
            }
            counts.put(service.name(), byVerdict);
        }
        return counts;
    }

    /** So many packets of a source get past the rules; the rate gives none in any test's time. */
    private static final int MOST_PACKETS = 30;

    private static final RateRule LIMIT =
            new RateRule(Dimension.PACKETS, 0.01, 60_000, MOST_PACKETS, Grouping.ADDRESS, 60, 60);

    /** Whether its source has sent too many with this one, adding to {@code sent}. */
    private static boolean isOverLimit(Packet packet, Map<SourceKey, Integer> sent) {
        return sent.merge(SourceKey.of(packet.source), 1, Integer::sum) > MOST_PACKETS;
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void theKernelAgreesWithThePlainReading(long seed) {
        Random random = new Random(seed);
        List<PacketRule> rules = new ArrayList<>();
        // With few rules, many packets are left to the services.
        int count = 1 + random.nextInt(seed % 2 == 0 ? 4 : PacketRule.MOST);
        for (int i = 0; i < count; i++) {
            // Most only count, so that the last rules are reached too.
            Action action = random.nextInt(6) > 0 ? Action.COUNT : random.nextBoolean() ? Action.PASS : Action.DROP;
            rules.add(new PacketRule("rule-" + i, randomMatch(random), action));
        }
        Map<String, XdpStats.Tally> counts = new LinkedHashMap<>();
        rules.forEach(rule -> counts.put(rule.name(), XdpStats.Tally.ZERO));
        List<ServicePolicy> services = randomServices(random);
        Map<String, Map<Verdict, Long>> served = noneOf(services);
        Set<XdpReason> seen = EnumSet.noneOf(XdpReason.class);
        Map<SourceKey, Integer> sent = new HashMap<>();
        boolean limited = seed % 4 == 0; // Else the services see as many packets as there are.
        PacketPolicy policy = new PacketPolicy(rules, services, 1_024, limited ? List.of(LIMIT) : List.of());
        try (var bench = new XdpBench(policy)) {
            for (int i = 0; i < PACKETS; i++) {
                Packet packet = randomPacket(random);
                XdpReason expected = judge(rules, packet, counts);
                if (expected == XdpReason.CLEAN && limited && isOverLimit(packet, sent)) {
                    expected = XdpReason.OVER_LIMIT;
                } else if (expected == XdpReason.CLEAN) {
                    expected = judge(serviceOf(services, packet), packet, served);
                }
                seen.add(expected);
                assertThat(bench.reasonFor(packet.frame()))
                        .as("seed %d, packet %d: %s by %s and %s", seed, i, packet, rules, services)
                        .isEqualTo(expected);
            }
            PolicyStats stats = bench.plane().policyStats();
            assertThat(stats.rules()).as("seed %d", seed).isEqualTo(counts);
            assertThat(stats.services()).as("seed %d", seed).isEqualTo(served);
        }
        assertThat(seen.contains(XdpReason.OVER_LIMIT)).isEqualTo(limited);
        if (seed % 2 == 0) {
            assertThat(seen).contains(XdpReason.AMPLIFICATION, XdpReason.SERVICE_CLOSED, XdpReason.CLEAN);
        }
    }

    /** Most of those that {@link #PORTS} and the addresses allow, with rates that no test reaches. */
    private static List<ServicePolicy> randomServices(Random random) {
        List<Treatment> treatments = List.of(new Open(), new Closed(), Services.packets(Policed.MOST_PACKETS, 60_000));
        Set<Object> taken = new HashSet<>();
        List<ServicePolicy> services = new ArrayList<>();
        for (int i = 0; i < ServicePolicy.MOST; i++) {
            Transport transport = random.nextInt(4) == 0 ? Transport.TCP : Transport.UDP;
            Optional<Prefix> address =
                    one(random, 2, Prefix.parse(any(random, random.nextBoolean() ? ADDRESSES4 : ADDRESSES6)));
            int port = Math.max(1, any(random, PORTS));
            SortedSet<Integer> unheard = new TreeSet<>();
            for (int ports = random.nextInt(5); transport == Transport.UDP && ports > 0; ports--) {
                unheard.add(Math.max(1, any(random, PORTS)));
            }
            if (taken.add(List.of(transport, port, address))) {
                services.add(new ServicePolicy(
                        "service-" + i,
                        address,
                        transport,
                        port,
                        any(random, treatments),
                        unheard,
                        random.nextInt(4) == 0));
            }
        }
        return services;
    }

    private static <T> T any(Random random, List<T> choice) {
        return choice.get(random.nextInt(choice.size()));
    }

    private static Prefix randomPrefix(Random random, List<String> addresses) {
        Prefix address = Prefix.parse(any(random, addresses));
        int bits = address.family().bits();
        return Prefix.of(address.addressBytes(), random.nextBoolean() ? bits : random.nextInt(bits + 1));
    }

    private static NumberRange randomRange(Random random, List<Integer> ends) {
        int one = any(random, ends);
        int other = any(random, ends);
        return new NumberRange(Math.min(one, other), Math.max(one, other));
    }

    private static Match randomMatch(Random random) {
        List<String> addresses = random.nextBoolean() ? ADDRESSES4 : ADDRESSES6;
        Optional<Integer> protocol = random.nextInt(3) > 0 ? Optional.of(any(random, PROTOCOLS)) : Optional.empty();
        boolean tcp = protocol.equals(Optional.of(Frame.TCP));
        boolean ports = tcp || protocol.equals(Optional.of(Frame.UDP));
        return new Match(
                one(random, 4, randomPrefix(random, addresses)),
                one(random, 4, randomPrefix(random, addresses)),
                protocol,
                one(random, 3, randomRange(random, PORTS)).filter(range -> ports),
                one(random, 3, randomRange(random, PORTS)).filter(range -> ports),
                one(random, 2, TcpFlags.parse(any(random, FLAG_RULES))).filter(flags -> tcp),
                one(random, 5, randomRange(random, List.of(0, 35, 36, 44, 52, 60, 68, 65535))),
                one(random, 5, random.nextBoolean()));
    }

    /** {@code value} once in {@code chance} times. */
    private static <T> Optional<T> one(Random random, int chance, T value) {
        return random.nextInt(chance) == 0 ? Optional.of(value) : Optional.empty();
    }

    private static Packet randomPacket(Random random) {
        List<String> addresses = random.nextBoolean() ? ADDRESSES4 : ADDRESSES6;
        String source = any(random, addresses);
        List<String> others =
                addresses.stream().filter(address -> !address.equals(source)).toList();
        return new Packet(
                Prefix.parse(source),
                Prefix.parse(any(random, others)),
                any(random, PROTOCOLS),
                any(random, PORTS),
                any(random, PORTS),
                any(random, FLAGS),
                8 * random.nextInt(4),
                random.nextInt(2) == 0 ? Part.WHOLE : any(random, List.of(Part.FIRST, Part.LATER)),
                random.nextInt(3));
    }
}
