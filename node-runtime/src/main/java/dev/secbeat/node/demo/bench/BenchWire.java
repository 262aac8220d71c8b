// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.demo.bench;

import dev.secbeat.node.demo.lab.InNamespace;
import dev.secbeat.node.demo.lab.LabException;
import dev.secbeat.node.demo.lab.Shell;
import dev.secbeat.node.kernel.PacketBench;
import dev.secbeat.node.kernel.PacketBenchCpus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;

/**
 * Two network namespaces of this process alone, joined by a pair of interfaces that are down until {@link #up}: packets go
 * in at {@code flood0} and arrive at {@code guard0}. There are two queues each way; what a program redirects takes that of
 * the CPU's number, odd or even, and each is received on the CPU that sends into it. No address is made up for the
 * interfaces, so nobody counts a packet that was not sent. Any thread.
 */
final class BenchWire implements AutoCloseable {
    static final String GUARDED = "guard0";
    static final String SENDER = "flood0";

    static final String GUARDED_ADDRESS = "192.0.2.1";
    static final String SENDER_ADDRESS = "192.0.2.2";

    /** Queues each way. */
    static final int QUEUES = 2;

    private static final String QUEUED = "numtxqueues " + QUEUES + " numrxqueues " + QUEUES;
    private static final int CPUS_PER_WORD = 32;

    private final String inner;
    private final String outer;
    private final int cpu = PacketBenchCpus.allowed().getFirst();

    private BenchWire(String name) {
        inner = name + "-in";
        outer = name + "-out";
    }

    static BenchWire open(String name) {
        var wire = new BenchWire(name);
        try {
            Shell.run("ip", "netns", "add", wire.inner);
            Shell.run("ip", "netns", "add", wire.outer);
            String pair = "link add " + GUARDED + " " + QUEUED + " type veth peer name " + SENDER + " " + QUEUED;
            wire.ip(wire.inner, pair + " netns " + wire.outer);
            wire.ip(wire.inner, "link set " + GUARDED + " addrgenmode none");
            wire.ip(wire.outer, "link set " + SENDER + " addrgenmode none");
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

    /** As {@link #inside}, on one core and before whatever else wants it: for what is timed. */
    <T> T insideOnOneCore(Callable<T> work) {
        return inside(() -> {
            PacketBenchCpus.stayOn(cpu);
            return work.call();
        });
    }

    /** As {@link #outside}, likewise: what is sent is received and judged on that core too. */
    <T> T outsideOnOneCore(Callable<T> work) {
        return outside(() -> {
            PacketBenchCpus.stayOn(cpu);
            return work.call();
        });
    }

    /** Lets packets pass. */
    void up() {
        ip(inner, "link set " + GUARDED + " up");
        ip(outer, "link set " + SENDER + " up");
    }

    /** Makes the guarded side the addressee of what is sent, so that what passes goes as far as the search for a route. */
    void takeInterest() {
        ip(inner, "link set " + GUARDED + " address " + PacketBench.ADDRESSEE);
    }

    /** Gives both ends an address, of documentation's, so that they can speak with each other. */
    void takeAddresses() {
        ip(inner, "address replace " + GUARDED_ADDRESS + "/24 dev " + GUARDED);
        ip(outer, "address replace " + SENDER_ADDRESS + "/24 dev " + SENDER);
    }

    /** Takes them back. */
    void dropAddresses() {
        ip(inner, "address flush dev " + GUARDED);
        ip(outer, "address flush dev " + SENDER);
    }

    /** What the stack sends on {@code cpu} goes into the queue that what is redirected on {@code like} goes into. */
    void queueWith(int cpu, int like) {
        String mask = Long.toHexString(1L << cpu % CPUS_PER_WORD) + ",00000000".repeat(cpu / CPUS_PER_WORD);
        String queue = "/sys/class/net/" + SENDER + "/queues/tx-" + like % QUEUES + "/xps_cpus";
        Shell.run("ip", "netns", "exec", outer, "sh", "-c", "echo " + mask + " > " + queue);
    }

    /**
     * From now on what arrives at the guarded side is received on one CPU, by threads of the kernel, and no longer on the
     * CPU that sends it; as if it came from another machine. Receiving goes before whatever else wants that CPU, as it does
     * where a card's interrupts are served.
     */
    void receiveOn(int cpu) {
        Set<Long> before = receivers();
        String threaded = "/sys/class/net/" + GUARDED + "/threaded";
        Shell.run("ip", "netns", "exec", inner, "sh", "-c", "echo 1 > " + threaded);
        Set<Long> ours = receivers();
        ours.removeAll(before);
        if (ours.isEmpty()) {
            throw new LabException(
                    "packets cannot be received on a CPU of their own", "no kernel thread receives them");
        }
        for (long pid : ours) {
            Shell.run("taskset", "-pc", String.valueOf(cpu), String.valueOf(pid));
            Shell.run("chrt", "--fifo", "--pid", "1", String.valueOf(pid));
        }
    }

    /** The kernel's threads that receive for an interface of that name, in any namespace. */
    private static Set<Long> receivers() {
        return ProcessHandle.allProcesses()
                .map(ProcessHandle::pid)
                .filter(pid -> commandOf(pid).startsWith("napi/" + GUARDED + "-"))
                .collect(Collectors.toCollection(HashSet::new));
    }

    private static String commandOf(long pid) {
        try {
            return Files.readString(Path.of("/proc", String.valueOf(pid), "comm"));
        } catch (IOException e) {
            return ""; // It has ended.
        }
    }

    /** Lets the guarded side receive redirected packets though it runs no XDP program; where one runs, they arrive anyway. */
    void receiveWithoutXdp() {
        inside(() -> Shell.run("ethtool", "-K", GUARDED, "gro", "on"));
    }

    @Override
    public void close() {
        remove();
    }

    private void ip(String namespace, String order) {
        Shell.run(("ip -n " + namespace + " " + order).split(" "));
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
