// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.demo.bench;

import dev.secbeat.node.api.Family;
import dev.secbeat.node.demo.lab.Shell;
import java.util.List;
import java.util.stream.Collectors;

/**
 * iptables or ip6tables, in its earliest chain, that asks a set of ipset. Any thread.
 *
 * @param iptables which of the two
 */
record IpsetPeer(BenchWire wire, String iptables) implements Peer {
    /** In what {@code iptables -L -v -x} prints: the rule with a target. */
    static final String DROPPED = "(?m)^ *(\\d+) +\\d+ DROP ";
    /** The rule without. */
    static final String PASSED = "(?m)^ *(\\d+) +\\d+ +(?:0|all) +(?:-- +)?" + BenchWire.GUARDED;

    static IpsetPeer open(BenchWire wire, Family family, List<String> sources) {
        wire.receiveWithoutXdp();
        String iptables = family == Family.IPV4 ? "iptables" : "ip6tables";
        String rule = iptables + " -w -t raw -A PREROUTING -i " + BenchWire.GUARDED;
        String create = "create listed hash:net family " + (family == Family.IPV4 ? "inet" : "inet6")
                + " hashsize 65536 maxelem " + (sources.size() + 1) + "\n";
        String entries =
                sources.stream().map(source -> "add listed " + source).collect(Collectors.joining("\n", create, "\n"));
        wire.inside(() -> {
            Shell.run(List.of("ipset", "restore"), entries);
            Shell.run((rule + " -m set --match-set listed src -j DROP").split(" "));
            return Shell.run(rule.split(" ")); // Without a target: it only counts.
        });
        return new IpsetPeer(wire, iptables);
    }

    @Override
    public long dropped() {
        return Peer.number(DROPPED, list());
    }

    @Override
    public long passed() {
        return Peer.number(PASSED, list());
    }

    @Override
    public void close() {
        // All of it is in the wire's namespace.
    }

    private String list() {
        return wire.inside(() -> Shell.run(iptables, "-w", "-t", "raw", "-L", "PREROUTING", "-v", "-x", "-n"));
    }
}
