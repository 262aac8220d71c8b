// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.demo.bench;

import dev.secbeat.node.demo.lab.LabException;
import dev.secbeat.node.demo.wan.Delay;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Operators' orders to a fleet of real nodes.
 *
 * @param orders whose delay is measured, near and far
 * @param prefixes of the long order
 * @param hostile commands of each kind that must be refused
 * @param ordersUnderKills commands while nodes are killed
 */
record OrdersBench(int orders, int prefixes, int hostile, int ordersUnderKills) implements Bench {
    static final OrdersBench STANDARD = new OrdersBench(300, 100_000, 167, 1_000);

    private static final long ONE_WAY_MILLIS = 40;

    @Override
    public String name() {
        return "orders";
    }

    @Override
    public String measures() {
        return "how late six nodes have an operator's block in their kernels, and what hostile commands and kill -9 do to that";
    }

    @Override
    public String method() {
        return "Six nodes as they are shipped, each a process with a filter and maps of its own on an interface of its own, two"
                + " at each of three nats-servers, tables of the sizes that are built in; all on this machine and one clock."
                + " Needs root. near_*: from signing a block of an address to the moment when the last of the six had it in"
                + " its kernel map, by that node's own word; aim: p99 20 ms. far_*: the same with 40 ms one way between the"
                + " servers, less those 40 ms. bulk_s: from signing a list of " + prefixes + " addresses to the last"
                + " receipt, which says that all were read back from the kernel and are on the disk; aim: 3 s. bulk_mixed_*:"
                + " the same of 60 % addresses, 20 % IPv4 prefixes of /25 to /31, 20 % IPv6 prefixes of /48 to /64;"
                + " bulk_mixed_kernels: nodes whose pinned maps hold all of them. " + hostileMethod()
                + " revoke_ms, far_revoke_ms: from publishing the trust file that withdraws a key to the last node's refusal"
                + " of what the key signs, as it arrives here; aim: 1000 ms. kills: kill -9 of nodes, every other time both"
                + " of a region, as soon as all serve again, during at least " + ordersUnderKills
                + " commands (kill_orders); healed_s: until all six held the same after the last; then all six are killed at once;"
                + " equal_kernels: nodes whose pinned maps block exactly what a model says; equal: 1 when their"
                + " journals say so too.";
    }

    private static String hostileMethod() {
        return "hostile_*: seven kinds of commands that must be refused (a signature of another command, half a signature, a"
                + " stranger's key, a repetition of a block that was ended since, one too late, one that lives too long, a"
                + " prefix too wide), all sent at once beside a paced stream of good ones, and as many messages that are no"
                + " commands (hostile_garbage); how many every node refused for the reason that is theirs, of how many a node"
                + " said that too many were waiting, and how many of all are blocked in any node's pinned maps afterwards."
                + " calm_loop_*, hostile_loop_*: turns of the loop during the good ones alone and during the flood, of the"
                + " node where they were longest, as upper bounds of a histogram's buckets. wait_*: from taking a good command"
                + " off the wire to its read-back, before and during; good_in_force: of the good ones.";
    }

    @Override
    public Map<String, Double> run(Consumer<String> tell) throws InterruptedException {
        Map<String, Double> figures = new LinkedHashMap<>();
        try (var folder = TemporaryFolder.create("secbeat-bench-orders")) {
            try (var wires = new OrdersWires(OrdersFleet.REGIONS * OrdersFleet.NODES_PER_REGION)) {
                tell.accept("starting six nodes, no delay between the servers");
                try (var fleet = new OrdersFleet(folder.path().resolve("near"), wires, Delay.NONE)) {
                    OrdersRounds rounds = new OrdersRounds(fleet, tell);
                    rounds.delays(orders, 0, "near", figures);
                    new OrdersHostile(fleet, tell).run(hostile, figures);
                    rounds.bulk(prefixes, figures);
                    rounds.bulkMixed(prefixes, figures);
                    new OrdersRevoke(fleet, tell).run("revoke_ms", figures);
                }
            }
            try (var wires = new OrdersWires(OrdersFleet.REGIONS * OrdersFleet.NODES_PER_REGION)) {
                tell.accept("starting six nodes, 40 ms between the servers");
                Delay oneWay = Delay.ofRoundTrip(2 * ONE_WAY_MILLIS, 2 * ONE_WAY_MILLIS);
                try (var fleet = new OrdersFleet(folder.path().resolve("far"), wires, oneWay)) {
                    OrdersRounds rounds = new OrdersRounds(fleet, tell);
                    rounds.delays(orders, ONE_WAY_MILLIS, "far", figures);
                    new OrdersRevoke(fleet, tell).run("far_revoke_ms", figures);
                    new OrdersKills(fleet, rounds.blocked(), tell).run(ordersUnderKills, figures);
                }
            }
            return figures;
        } catch (IOException e) {
            throw new LabException(
                    "the bench could not start: " + e.getMessage(),
                    "It needs root, nats-server, setpriv and ip (Debian: nats-server, util-linux, iproute2), the bpf file system"
                            + " at /sys/fs/bpf and room for temporary files.");
        }
    }
}
