// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

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
import dev.secbeat.node.api.TcpFlags;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code [[xdp.rules]]} and {@code [[xdp.services]]}: what is read, and what is refused, where. */
class PolicyConfigTest {
    /** Four lines, so that what follows starts in the fifth. */
    private static final String GOOD = """
            [platform]
            region = "us-east"
            [network]
            backend_url = "http://origin:8080"
            """;

    private static NodeConfig.Xdp xdp(String text) {
        return NodeConfig.parse(GOOD + text, "node.toml", Map.of("PORTS", "53")).xdp();
    }

    private static List<String> problems(String text) {
        return catchThrowableOfType(ConfigException.class, () -> xdp(text)).problems();
    }

    @Test
    void everythingARuleCanSayIsRead() {
        String text = """
                [[xdp.rules]]
                name = "all-of-it"
                source = "198.51.100.0/24"
                destination = "192.0.2.1"
                protocol = "tcp"
                source_ports = "1024-65535"
                destination_ports = 443
                tcp_flags = "syn, !ack"
                length = "0-63"
                fragment = false
                action = "drop"
                [[xdp.rules]]
                name = "next"
                protocol = 47
                action = "count"
                [[xdp.rules]]
                name = "third"
                protocol = "udp"
                source_ports = "${PORTS}"
                action = "pass"
                """;

        List<PacketRule> rules = xdp(text).rules();

        assertThat(rules).extracting(PacketRule::name).containsExactly("all-of-it", "next", "third");
        assertThat(rules).extracting(PacketRule::action).containsExactly(Action.DROP, Action.COUNT, Action.PASS);
        assertThat(rules.getFirst().match())
                .isEqualTo(new Match(
                        Optional.of(Prefix.parse("198.51.100.0/24")),
                        Optional.of(Prefix.parse("192.0.2.1")),
                        Optional.of(6),
                        Optional.of(new NumberRange(1024, 65_535)),
                        Optional.of(NumberRange.of(443)),
                        Optional.of(new TcpFlags(0x12, 0x02)),
                        Optional.of(new NumberRange(0, 63)),
                        Optional.of(false)));
        assertThat(rules.get(1).match().protocol()).contains(47);
        assertThat(rules.get(1).match().source()).isEmpty();
        assertThat(rules.get(2).match().sourcePorts()).contains(NumberRange.of(53));
    }

    @Test
    void everythingAServiceCanSayIsRead() {
        String text = """
                [xdp]
                max_policed_sources = 4096
                [[xdp.services]]
                name = "web"
                address = "192.0.2.1"
                protocol = "tcp"
                port = 443
                action = "police"
                packets_per_second = 1000
                bytes_per_second = 2000000
                syns_per_second = 20
                burst_ms = 2000
                dry_run = true
                [[xdp.services]]
                name = "quic"
                protocol = "udp"
                port = 443
                action = "pass"
                amplification_ports = [123, 19, 53, 19]
                [[xdp.services]]
                name = "telnet"
                protocol = "tcp"
                port = 23
                action = "drop"
                """;

        NodeConfig.Xdp xdp = xdp(text);

        Policed rates = new Policed(OptionalLong.of(1000), OptionalLong.of(2_000_000), OptionalLong.of(20), 2000);
        assertThat(xdp.maxPolicedSources()).isEqualTo(4096);
        assertThat(xdp.services())
                .containsExactly(
                        new ServicePolicy(
                                "web", Optional.of(Prefix.parse("192.0.2.1")), Transport.TCP, 443, rates, true),
                        new ServicePolicy(
                                "quic",
                                Optional.empty(),
                                Transport.UDP,
                                443,
                                new Open(),
                                new TreeSet<>(List.of(19, 53, 123)),
                                false),
                        new ServicePolicy("telnet", Optional.empty(), Transport.TCP, 23, new Closed(), false));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            source_ports = 53 | 8:1: xdp.rules[0].source_ports: only TCP and UDP have ports
            destination_ports = "53-54" | 8:1: xdp.rules[0].destination_ports: only TCP and UDP have ports
            protocol = 47 ; destination_ports = 9 | 9:1: xdp.rules[0].destination_ports: only TCP and UDP have ports
            tcp_flags = "syn" | 8:1: xdp.rules[0].tcp_flags: only TCP has flags
            protocol = "udp" ; tcp_flags = "syn" | 9:1: xdp.rules[0].tcp_flags: only TCP has flags
            source = "192.0.2.1" ; destination = "2001:db8::1" | 9:1: xdp.rules[0].destination: is of another family
            protocol = "icmp" ; source = "2001:db8::/32" | 8:1: xdp.rules[0].protocol: does not go with the family
            protocol = "icmpv6" ; destination = "192.0.2.1" | 8:1: xdp.rules[0].protocol: does not go with the family
            length = "64-63" | 8:1: xdp.rules[0].length: found '64-63'; allowed: a number from 0 to 65535, or two
            length = "0-65536" | 8:1: xdp.rules[0].length: found '0-65536'
            length = -1 | 8:1: xdp.rules[0].length: found the number -1
            protocol = "tcp" ; source_ports = "http" | 9:1: xdp.rules[0].source_ports: found 'http'
            protocol = "tcp" ; source_ports = [80] | 9:1: xdp.rules[0].source_ports: found an array
            protocol = "tcp" ; tcp_flags = "" | 9:1: xdp.rules[0].tcp_flags: found ''
            protocol = "tcp" ; tcp_flags = "syn,!syn" | 9:1: xdp.rules[0].tcp_flags: found 'syn,!syn'
            protocol = "tcp" ; tcp_flags = "sny" | 9:1: xdp.rules[0].tcp_flags: found 'sny'
            protocol = "TCP" | 8:1: xdp.rules[0].protocol: found 'TCP'; allowed: one of tcp, udp, icmp, icmpv6
            protocol = 256 | 8:1: xdp.rules[0].protocol: found the number 256
            fragment = "yes" | 8:1: xdp.rules[0].fragment: found 'yes'; allowed: true or false
            source = "192.0.2.1/33" | 8:1: xdp.rules[0].source: found '192.0.2.1/33'
            port = 53 | 8:1: xdp.rules[0].port: unknown key
            """)
    void aRuleThatCannotBeIsRefusedWhereItStands(String lines, String expected) {
        String text = "[[xdp.rules]]\nname = \"a\"\naction = \"drop\"\n" + lines.replace(" ; ", "\n") + "\n";
        assertThat(problems(text)).singleElement().asString().startsWith("node.toml:" + expected);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            action = "police" | 9:1: xdp.services[0].action: is police, but there is no rate; give packets_per_second
            action = "police" ; packets_per_second = 0 | 10:1: xdp.services[0].packets_per_second: found the number 0
            action = "police" ; bytes_per_second = 1999 | 10:1: xdp.services[0].bytes_per_second: with burst_ms = 1000 only 1999
            action = "police" ; packets_per_second = 9 ; burst_ms = 100 | 10:1: xdp.services[0].packets_per_second: with burst_ms = 100 only 0
            action = "police" ; syns_per_second = 9 ; burst_ms = 19 | 11:1: xdp.services[0].burst_ms: found the number 19
            action = "pass" ; packets_per_second = 9 | 10:1: xdp.services[0].packets_per_second: only a service that is policed
            action = "drop" ; burst_ms = 500 | 10:1: xdp.services[0].burst_ms: only a service that is policed
            action = "count" | 9:1: xdp.services[0].action: found 'count'; allowed: one of pass, drop, police
            action = "drop" ; address = "192.0.2.0/24" | 10:1: xdp.services[0].address: found '192.0.2.0/24'; allowed: an address of one
            action = "drop" ; dry_run = 1 | 10:1: xdp.services[0].dry_run: found the number 1
            action = "pass" ; amplification_ports = [53] | 10:1: xdp.services[0].amplification_ports: only UDP is reflected; leave it out, or protocol = "udp"
            """)
    void aServiceThatCannotBeIsRefusedWhereItStands(String lines, String expected) {
        String text =
                "[[xdp.services]]\nname = \"a\"\nprotocol = \"tcp\"\nport = 53\n" + lines.replace(" ; ", "\n") + "\n";
        assertThat(problems(text)).singleElement().asString().startsWith("node.toml:" + expected);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            amplification_ports = [19, 0] | 10:28: xdp.services[0].amplification_ports[1]: found the number 0; allowed: a UDP port, 1 to 65535
            amplification_ports = [65536] | 10:24: xdp.services[0].amplification_ports[0]: found the number 65536
            amplification_ports = ["dns"] | 10:24: xdp.services[0].amplification_ports[0]: found 'dns'
            amplification_ports = 53      | 10:1: xdp.services[0].amplification_ports: the number 53; an array is allowed, of a UDP port
            """)
    void aPortThatNothingIsSentFromIsRefusedWhereItStands(String line, String expected) {
        String text =
                "[[xdp.services]]\nname = \"a\"\nprotocol = \"udp\"\nport = 53\naction = \"pass\"\n" + line + "\n";
        assertThat(problems(text)).singleElement().asString().startsWith("node.toml:" + expected);
    }

    @Test
    void udpHasNoSyns() {
        String text = """
                [[xdp.services]]
                name = "dns"
                protocol = "udp"
                port = 53
                action = "police"
                packets_per_second = 10
                syns_per_second = 10
                """;
        assertThat(problems(text))
                .containsExactly("node.toml:11:1: xdp.services[0].syns_per_second: UDP opens no connections; leave it"
                        + " out, or protocol = \"tcp\"");
    }

    @Test
    void namesAndPortsAreTakenOnce() {
        String rule = "[[xdp.rules]]\nname = \"a\"\naction = \"drop\"\n";
        assertThat(problems(rule + rule))
                .containsExactly(
                        "node.toml:9:1: xdp.rules[1].name: found 'a'; allowed: a name of 1 to 32 of a-z, 0-9 and"
                                + " '-' that no other here has");
        String service = "[[xdp.services]]\nname = \"%s\"\nprotocol = \"tcp\"\nport = 80\naction = \"drop\"\n%s";
        assertThat(problems(service.formatted("a", "") + service.formatted("b", "")))
                .containsExactly("node.toml:13:1: xdp.services[1].port: another service has this port, protocol and"
                        + " address; keep one of the two, or give one an address of its own");
        assertThat(xdp(service.formatted("a", "") + service.formatted("b", "address = \"192.0.2.1\"\n"))
                        .services())
                .hasSize(2);
    }

    @Test
    void aNameAndAnActionMustBeThere() {
        assertThat(problems("[[xdp.rules]]\nlength = 40\n"))
                .containsExactly(
                        "node.toml:5:1: xdp.rules[0].name: is missing; a name of 1 to 32 of a-z, 0-9 and '-' that no other"
                                + " here has",
                        "node.toml:5:1: xdp.rules[0].action: is missing; one of pass, drop, count");
        assertThat(problems("[[xdp.rules]]\nname = \"Web\"\naction = \"drop\"\n"))
                .singleElement()
                .asString()
                .startsWith("node.toml:6:1: xdp.rules[0].name: found 'Web'");
    }

    @Test
    void thereAreNoMoreThanTheKernelHasRoomFor() {
        StringBuilder rules = new StringBuilder();
        for (int i = 0; i <= PacketRule.MOST; i++) {
            rules.append("[[xdp.rules]]\nname = \"r%d\"\naction = \"count\"\n".formatted(i));
        }
        assertThat(problems(rules.toString()))
                .singleElement()
                .asString()
                .matches("node.toml:\\d+:\\d+: xdp.rules: there are 65; at most 64 are allowed");
        StringBuilder services = new StringBuilder();
        for (int i = 0; i <= ServicePolicy.MOST; i++) {
            services.append("[[xdp.services]]\nname = \"s%d\"\nprotocol = \"tcp\"\nport = %d\naction = \"pass\"\n"
                    .formatted(i, i + 1));
        }
        assertThat(problems(services.toString()))
                .singleElement()
                .asString()
                .matches("node.toml:\\d+:\\d+: xdp.services: there are 17; at most 16 are allowed");
    }
}
