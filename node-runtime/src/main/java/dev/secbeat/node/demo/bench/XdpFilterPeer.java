// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.demo.bench;

import dev.secbeat.node.api.Family;
import dev.secbeat.node.demo.lab.LabException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * xdp-filter of xdp-tools. It pins its tables under one fixed name and locks a file of one fixed name, so it works in a mount
 * namespace with a BPF filesystem and a /run of its own; a shell in there takes one order a line and answers with lines that end with a mark. Owned by one thread at a time.
 */
final class XdpFilterPeer implements Peer {
    private static final String END = "end of answer";
    private final Process shell;
    private final PrintWriter orders;
    private final BufferedReader answers;

    private XdpFilterPeer(Process shell) {
        this.shell = shell;
        this.orders = new PrintWriter(shell.outputWriter(StandardCharsets.UTF_8), false);
        this.answers = shell.inputReader(StandardCharsets.UTF_8);
    }

    /** Blocks each of {@code sources}, which takes it more than a millisecond. */
    static XdpFilterPeer open(BenchWire wire, Family family, List<String> sources) {
        String script = script(family == Family.IPV4 ? "ipv4" : "ipv6");
        var peer = new XdpFilterPeer(wire.inside(() -> new ProcessBuilder("unshare", "--mount", "sh", "-c", script, END)
                .redirectErrorStream(true)
                .start()));
        try {
            peer.answer();
            sources.forEach(peer.orders::println);
            long _ = peer.passed();
            return peer;
        } catch (RuntimeException e) {
            peer.close();
            throw e;
        }
    }

    private static String script(String feature) {
        return """
                exec 2>&1
                mount -t tmpfs tmpfs /run && mount -t bpf bpf /sys/fs/bpf && xdp-filter load %s -m native -f %s || exit 1
                echo "$0"
                while read -r order; do
                    case $order in
                        status) xdp-filter status | grep XDP_ && echo "$0" ;;
                        *) xdp-filter ip "$order" -m src || exit 1 ;;
                    esac
                done
                """.formatted(BenchWire.GUARDED, feature);
    }

    @Override
    public long dropped() {
        return count("XDP_DROP");
    }

    @Override
    public long passed() {
        return count("XDP_PASS");
    }

    @Override
    public void close() {
        orders.close();
        shell.destroy();
        shell.onExit().join();
    }

    private long count(String action) {
        orders.println("status");
        orders.flush();
        return Peer.number(action + " +(\\d+) pkts", answer());
    }

    private String answer() {
        var lines = new StringBuilder();
        try {
            for (String line = answers.readLine(); !END.equals(line); line = answers.readLine()) {
                if (line == null) {
                    throw new LabException("xdp-filter gave up", lines.toString());
                }
                lines.append(line).append('\n');
            }
        } catch (IOException e) {
            throw new LabException("xdp-filter does not answer", String.valueOf(e.getMessage()));
        }
        return lines.toString();
    }
}
