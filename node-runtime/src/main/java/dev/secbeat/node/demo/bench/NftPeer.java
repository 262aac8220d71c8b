// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.demo.bench;

import dev.secbeat.node.api.Family;
import dev.secbeat.node.demo.lab.Shell;
import java.util.List;

/**
 * nftables: a chain at the interface's ingress hook, the earliest there is, that asks one set. Counters are read by resetting
 * them, for nft fetches all elements of the set before it merely lists one. Owned by one thread at a time.
 */
final class NftPeer implements Peer {
    /** In what {@code nft reset counter} prints. */
    static final String COUNTED = "packets (\\d+)";

    private final BenchWire wire;
    private long dropped;
    private long passed;

    private NftPeer(BenchWire wire) {
        this.wire = wire;
    }

    /**
     * Sets it up.
     *
     * @param prefixes whether any of {@code sources} is more than one address: another kind of set
     */
    static NftPeer open(BenchWire wire, Family family, List<String> sources, boolean prefixes) {
        wire.receiveWithoutXdp();
        String rules = """
                table netdev bench {
                  counter dropped {}
                  counter passed {}
                  set listed { type %s_addr; %s elements = { %s } }
                  chain guard {
                    type filter hook ingress device "%s" priority 0; policy accept;
                    %s saddr @listed counter name "dropped" drop
                    counter name "passed"
                  }
                }
                """.formatted(
                        family == Family.IPV4 ? "ipv4" : "ipv6",
                        prefixes ? "flags interval;" : "",
                        String.join(", ", sources),
                        BenchWire.GUARDED,
                        family == Family.IPV4 ? "ip" : "ip6");
        wire.inside(() -> Shell.run(List.of("nft", "-f", "-"), rules));
        return new NftPeer(wire);
    }

    @Override
    public long dropped() {
        return dropped += reset("dropped");
    }

    @Override
    public long passed() {
        return passed += reset("passed");
    }

    @Override
    public void close() {
        // All of it is in the wire's namespace.
    }

    private long reset(String counter) {
        return Peer.number(
                COUNTED, wire.inside(() -> Shell.run("nft", "reset", "counter", "netdev", "bench", counter)));
    }
}
