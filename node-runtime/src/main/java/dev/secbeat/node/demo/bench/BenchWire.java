// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.demo.bench;

import dev.secbeat.node.demo.lab.InNamespace;
import dev.secbeat.node.demo.lab.Shell;
import dev.secbeat.node.kernel.PacketBench;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;

/**
 * Two network namespaces of this process alone, joined by a pair of interfaces that are down until {@link #up}: packets go
 * in at {@code flood0} and arrive at {@code guard0}. Any thread.
 */
final class BenchWire implements AutoCloseable {
    static final String GUARDED = "guard0";
    static final String SENDER = "flood0";

    static final String GUARDED_ADDRESS = "192.0.2.1";
    static final String SENDER_ADDRESS = "192.0.2.2";

    private final String inner;
    private final String outer;

    private BenchWire(String name) {
        inner = name + "-in";
        outer = name + "-out";
    }

    static BenchWire open(String name) {
        var wire = new BenchWire(name);
        try {
            Shell.run("ip", "netns", "add", wire.inner);
            Shell.run("ip", "netns", "add", wire.outer);
            Shell.run(
                    "ip",
                    "-n",
                    wire.inner,
                    "link",
                    "add",
                    GUARDED,
                    "type",
                    "veth",
                    "peer",
                    "name",
                    SENDER,
                    "netns",
                    wire.outer);
            return wire;
        } catch (RuntimeException e) {
            wire.remove();
            throw e;
        }
    }

    <T> T inside(Callable<T> work) {
        return InNamespace.call(inner, work);
    }

    <T> T outside(Callable<T> work) {
        return InNamespace.call(outer, work);
    }

    /** Lets packets pass. Neighbour discovery begins as well: a few packets nobody here has asked for. */
    void up() {
        Shell.run("ip", "-n", inner, "link", "set", GUARDED, "up");
        Shell.run("ip", "-n", outer, "link", "set", SENDER, "up");
    }

    /**
     * Makes the guarded side the addressee of what is sent, so that what passes goes as far as the search for a route.
     * Neither side takes part in IPv6 from then on: nobody is to count a packet that was not sent.
     */
    void takeInterest() {
        Shell.run("ip", "-n", inner, "link", "set", GUARDED, "address", PacketBench.ADDRESSEE);
        String noIpv6 = "net.ipv6.conf.all.disable_ipv6=1";
        inside(() -> Shell.run("sysctl", "-qw", noIpv6));
        outside(() -> Shell.run("sysctl", "-qw", noIpv6));
    }

    /** Gives both ends an address, of documentation's, so that they can speak with each other. */
    void takeAddresses() {
        Shell.run("ip", "-n", inner, "address", "add", GUARDED_ADDRESS + "/24", "dev", GUARDED);
        Shell.run("ip", "-n", outer, "address", "add", SENDER_ADDRESS + "/24", "dev", SENDER);
    }

    /** Lets the guarded side receive redirected packets though it runs no XDP program; where one runs, they arrive anyway. */
    void receiveWithoutXdp() {
        inside(() -> Shell.run("ethtool", "-K", GUARDED, "gro", "on"));
    }

    @Override
    public void close() {
        remove();
    }

    /** Removes the namespaces, and with them the interfaces. A second call does nothing. */
    void remove() {
        for (String name : new String[] {inner, outer}) {
            if (Files.exists(Path.of("/run/netns", name))) {
                Shell.run("ip", "netns", "delete", name);
            }
        }
    }
}
