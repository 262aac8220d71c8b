// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.demo.bench;

import dev.secbeat.node.demo.lab.Shell;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Someone else's filter at work on the guarded interface of a wire. Any thread. */
interface Peer extends AutoCloseable {
    /** In what {@code nft list counter} prints. */
    String NFT_COUNTED = "packets (\\d+)";
    /** In what {@code iptables -L -v -x} prints: the rule with a target, and the one without. */
    String IPTABLES_DROPPED = "(?m)^ *(\\d+) +\\d+ DROP ";

    String IPTABLES_PASSED = "(?m)^ *(\\d+) +\\d+ +(?:0|all) +-- ";

    /** IPv4 packets it has dropped because their source is on its list. */
    long dropped();

    /** IPv4 packets it has let through. */
    long passed();

    /** Ends what works for it outside the wire's namespaces, which take the rest with them. */
    @Override
    void close();

    /** nftables: a chain at the interface's ingress hook, the earliest there is, that asks one set. */
    static Peer nft(BenchWire wire, List<String> sources, boolean prefixes) {
        wire.receiveWithoutXdp();
        String set = sources.stream().collect(Collectors.joining(", ", "{ ", " }"));
        String rules = String.format(Locale.ROOT, """
                table netdev bench {
                  counter dropped {}
                  counter passed {}
                  set listed { type ipv4_addr; %s elements = %s }
                  chain guard {
                    type filter hook ingress device "%s" priority 0; policy accept;
                    ip saddr @listed counter name "dropped" drop
                    counter name "passed"
                  }
                }
                """, prefixes ? "flags interval;" : "", set, BenchWire.GUARDED);
        wire.inside(() -> Shell.run(List.of("nft", "-f", "-"), rules));
        return new Counting(
                wire,
                NFT_COUNTED,
                List.of("nft", "list", "counter", "netdev", "bench", "dropped"),
                NFT_COUNTED,
                List.of("nft", "list", "counter", "netdev", "bench", "passed"));
    }

    /** iptables, in its earliest chain, that asks a set of ipset. */
    static Peer ipset(BenchWire wire, List<String> sources) {
        wire.receiveWithoutXdp();
        String entries = sources.stream()
                .map(source -> "add listed " + source)
                .collect(Collectors.joining(
                        "\n",
                        "create listed hash:net family inet hashsize 65536 maxelem " + (sources.size() + 1) + "\n",
                        "\n"));
        String start = "iptables -w -t raw -A PREROUTING -i " + BenchWire.GUARDED;
        wire.inside(() -> {
            Shell.run(List.of("ipset", "restore"), entries);
            Shell.run((start + " -m set --match-set listed src -j DROP").split(" "));
            return Shell.run(start.split(" ")); // Without a target: it only counts.
        });
        List<String> list = List.of("iptables", "-w", "-t", "raw", "-L", "PREROUTING", "-v", "-x", "-n");
        return new Counting(wire, IPTABLES_DROPPED, list, IPTABLES_PASSED, list);
    }

    /**
     * A peer whose counters are in what commands print.
     *
     * @param drops finds the number of dropped packets in what {@code askDrops} prints
     */
    record Counting(BenchWire wire, String drops, List<String> askDrops, String passes, List<String> askPasses)
            implements Peer {
        @Override
        public long dropped() {
            return number(drops, wire.inside(() -> Shell.run(askDrops, "")));
        }

        @Override
        public long passed() {
            return number(passes, wire.inside(() -> Shell.run(askPasses, "")));
        }

        @Override
        public void close() {
            // All of it is in the wire's namespace.
        }
    }

    /** What the one group of {@code pattern} finds. */
    static long number(String pattern, String text) {
        Matcher matcher = Pattern.compile(pattern).matcher(text);
        if (!matcher.find()) {
            throw new IllegalStateException("no '" + pattern + "' in: " + text);
        }
        return Long.parseLong(matcher.group(1));
    }
}
