// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.config;

import dev.secbeat.node.api.Family;
import dev.secbeat.node.api.PacketRule;
import dev.secbeat.node.api.PacketRule.Action;
import dev.secbeat.node.api.PacketRule.Match;
import dev.secbeat.node.api.Prefix;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Reads {@code [[xdp.rules]]}. What contradicts itself is refused: such a rule would never match. */
final class PacketRuleReader {
    private final Kind<String> name = PolicyKinds.nameOnce();

    private PacketRuleReader() {}

    static List<PacketRule> read(Section section) {
        PacketRuleReader reader = new PacketRuleReader();
        List<PacketRule> rules = section.tables("rules", reader::rule, List.of());
        if (rules.size() > PacketRule.MOST) {
            section.problem("rules", "there are " + rules.size(), "at most " + PacketRule.MOST + " are allowed");
        }
        return rules;
    }

    private PacketRule rule(Section section) {
        String ruleName = section.required("name", name, "unnamed");
        Action action = section.required("action", PolicyKinds.constant(Action.class), Action.COUNT);
        return new PacketRule(ruleName, match(section).orElse(Match.ANY), action);
    }

    /** Empty when the rule contradicts itself, which is then noted. */
    private static Optional<Match> match(Section section) {
        Optional<Prefix> source = section.optional("source", Kinds.PREFIX);
        Optional<Prefix> destination = section.optional("destination", Kinds.PREFIX);
        Optional<Integer> protocol = section.optional("protocol", PolicyKinds.PROTOCOL);
        var sourcePorts = section.optional("source_ports", PolicyKinds.RANGE);
        var destinationPorts = section.optional("destination_ports", PolicyKinds.RANGE);
        var flags = section.optional("tcp_flags", PolicyKinds.FLAGS);
        var length = section.optional("length", PolicyKinds.RANGE);
        Optional<Boolean> fragment = section.optional("fragment", Kinds.FLAG);
        boolean sound = hasPorts(section, "source_ports", protocol);
        sound &= hasPorts(section, "destination_ports", protocol);
        sound &= hasFlags(section, protocol);
        sound &= oneFamily(section, source, destination);
        sound &= protocolOfFamily(section, protocol, source, destination);
        return sound
                ? Optional.of(new Match(
                        source, destination, protocol, sourcePorts, destinationPorts, flags, length, fragment))
                : Optional.empty();
    }

    private static boolean hasPorts(Section section, String key, Optional<Integer> protocol) {
        boolean ports = protocol.filter(number -> number == Match.TCP || number == Match.UDP)
                .isPresent();
        if (section.has(key) && !ports) {
            section.problem(key, "only TCP and UDP have ports", "add protocol = \"tcp\" or \"udp\", or leave it out");
        }
        return ports || !section.has(key);
    }

    private static boolean hasFlags(Section section, Optional<Integer> protocol) {
        boolean tcp = protocol.filter(number -> number == Match.TCP).isPresent();
        if (section.has("tcp_flags") && !tcp) {
            section.problem("tcp_flags", "only TCP has flags", "add protocol = \"tcp\", or leave it out");
        }
        return tcp || !section.has("tcp_flags");
    }

    private static boolean oneFamily(Section section, Optional<Prefix> source, Optional<Prefix> destination) {
        boolean one = source.flatMap(from -> destination.map(to -> from.family() == to.family()))
                .orElse(true);
        if (!one) {
            section.problem(
                    "destination", "is of another family than source, so no packet matches", "both IPv4 or both IPv6");
        }
        return one;
    }

    private static boolean protocolOfFamily(
            Section section, Optional<Integer> protocol, Optional<Prefix> source, Optional<Prefix> destination) {
        boolean ipv6 =
                Stream.concat(source.stream(), destination.stream()).anyMatch(prefix -> prefix.family() == Family.IPV6);
        boolean ipv4 =
                Stream.concat(source.stream(), destination.stream()).anyMatch(prefix -> prefix.family() == Family.IPV4);
        boolean icmp = protocol.filter(number -> number == Match.ICMP).isPresent();
        boolean icmpv6 = protocol.filter(number -> number == Match.ICMPV6).isPresent();
        boolean wrong = (icmp && ipv6) || (icmpv6 && ipv4);
        if (wrong) {
            section.problem(
                    "protocol", "does not go with the family of the addresses", "icmp is of IPv4, icmpv6 is of IPv6");
        }
        return !wrong;
    }
}
