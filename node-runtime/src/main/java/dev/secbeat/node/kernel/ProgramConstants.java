// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.kernel;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.SortedSet;
import java.util.function.Function;

/**
 * The program's constants, written before it is loaded: the kernel then knows their values and leaves out whatever they
 * switch off. They are not pinned; each load brings its own.
 */
final class ProgramConstants {
    private final LibBpf bpf;
    private final Function<String, MemorySegment> maps;
    private final int cpus;
    private final LibC c;

    /**
     * Constants of an object that is open, whose tables have their sizes, and that is not yet loaded.
     *
     * @param maps finds tables and data sections by name
     * @param cpus that the machine may ever have
     */
    ProgramConstants(LibBpf bpf, LibC c, Function<String, MemorySegment> maps, int cpus) {
        this.bpf = bpf;
        this.c = c;
        this.maps = maps;
        this.cpus = cpus;
    }

    /** Writes them all; {@code secret} is that of the exact tables' hash. */
    void write(XdpSettings settings, MemorySegment secret) {
        MemorySegment values = section(Abi.SETTINGS_SECTION, Abi.SETTINGS_BYTES);
        int found = values.get(JAVA_INT, Abi.SETTINGS_ABI_VERSION);
        if (found != Abi.VERSION) {
            throw mixedUp("speaks ABI version " + found + " but the daemon speaks " + Abi.VERSION);
        }
        SortedSet<Integer> ports = settings.abuse().amplificationPorts();
        values.set(JAVA_INT, Abi.SETTINGS_REPORT_STEP, settings.pacing().stepPackets());
        long tickNanos = c.tickNanos();
        long ticks = Math.max(1, settings.pacing().tick().toNanos() / tickNanos);
        values.set(JAVA_LONG, Abi.SETTINGS_REPORT_TICKS, ticks);
        values.set(JAVA_LONG, Abi.SETTINGS_TICK, tickNanos);
        MemorySegment.copy(secret, 0, values, Abi.SETTINGS_HASH, Abi.HASH_BYTES);
        values.set(JAVA_INT, Abi.SETTINGS_SHIFT4, shift(KernelMap.BLOCK_ADDR4, 1));
        values.set(JAVA_INT, Abi.SETTINGS_SHIFT64, shift(KernelMap.BLOCK_NET64, 1));
        values.set(JAVA_INT, Abi.SETTINGS_SHIFT6, shift(KernelMap.BLOCK_ADDR6, 1));
        values.set(JAVA_INT, Abi.SETTINGS_PREFIX4_SHIFT, shift(KernelMap.BLOCK_PREFIX4, 1));
        values.set(JAVA_INT, Abi.SETTINGS_PREFIX6_SHIFT, shift(KernelMap.BLOCK_PREFIX6, 1));
        values.set(JAVA_INT, Abi.SETTINGS_NEAR6_SHIFT, shift(KernelMap.NEAR6, 1));
        values.set(JAVA_INT, Abi.SETTINGS_SOURCE_SHIFT, shift(KernelMap.SOURCES, cpus));
        values.set(JAVA_INT, Abi.SETTINGS_MARTIANS, settings.abuse().martians().code());
        values.set(JAVA_INT, Abi.SETTINGS_AMPLIFICATION, ports.isEmpty() ? 0 : 1);
        values.set(JAVA_INT, Abi.SETTINGS_SAMPLE_PASS, settings.sampling().passEvery() == 0 ? 0 : 1);
        values.set(JAVA_INT, Abi.SETTINGS_SAMPLE_DROP, settings.sampling().dropEvery() == 0 ? 0 : 1);
        values.set(JAVA_INT, Abi.SETTINGS_RULES, settings.policy().rules().size());
        values.set(JAVA_INT, Abi.SETTINGS_SERVICES, settings.policy().services().size());
        values.set(JAVA_INT, Abi.SETTINGS_POLICED_SHIFT, shift(settings.policy().setsOfATable()));
        writeLimits(values, settings.policy());
        PortSet.write(ports, section(Abi.AMPLIFICATION_SECTION, (long) Abi.PORT_WORDS * Long.BYTES));
        if (!settings.lists().isEmpty()) {
            writeLists(values);
        }
    }

    private void writeLimits(MemorySegment values, PacketPolicy policy) {
        int stages = policy.stages();
        if (stages > 0) {
            values.set(JAVA_INT, Abi.SETTINGS_LIMITS, policy.tables() - stages + 1);
            values.set(JAVA_INT, Abi.SETTINGS_STAGES, stages);
            long bytes = (long) PolicyAbi.FAMILIES * PolicyAbi.STAGES * PolicyAbi.SOURCE_LIMITS_BYTES;
            LimitStage.writeAll(policy.limits(), section(PolicyAbi.LIMITS_SECTION, bytes), cpus);
        }
    }

    private void writeLists(MemorySegment values) {
        values.set(JAVA_INT, Abi.SETTINGS_LISTS, 1);
        values.set(JAVA_INT, Abi.SETTINGS_LIST4_SHIFT, listShift(ListLayout.LIST4));
        values.set(JAVA_INT, Abi.SETTINGS_LIST8_SHIFT, listShift(ListLayout.LIST8));
        values.set(JAVA_INT, Abi.SETTINGS_LIST16_SHIFT, listShift(ListLayout.LIST16));
        values.set(JAVA_INT, Abi.SETTINGS_LIST_NEAR6_SHIFT, shift(KernelMap.LIST_NEAR6, 2));
    }

    private int listShift(ListLayout table) {
        String name = table.map().mapName();
        return shift(name, ListLayout.picked(bpf.mapMaxEntries(maps.apply(name))));
    }

    /** Writes how ports are guarded, as far as {@code host} lets them be. */
    void write(SynCookies cookies, HostTcp host) {
        SynConstants.write(section(Abi.SYN_SECTION, Abi.SYN_SETTINGS_BYTES), cookies, host, cpus);
        SynConstants.write(
                section(Abi.INTERFACE_SECTION, (long) Abi.INTERFACES * Abi.INTERFACE_BYTES), host.arrivals());
    }

    @SuppressWarnings("restricted") // libbpf owns the memory and says its size, which is checked first.
    private MemorySegment section(String name, long bytes) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment sizeOut = arena.allocate(JAVA_LONG);
            MemorySegment at = bpf.mapInitialValue(maps.apply(name), sizeOut);
            if (sizeOut.get(JAVA_LONG, 0) != bytes) {
                throw mixedUp("has " + sizeOut.get(JAVA_LONG, 0) + " bytes in " + name + " where the daemon expects "
                        + bytes);
            }
            return at.reinterpret(bytes);
        }
    }

    /** How far to shift a hash of 64 bits so that it picks one bucket of one of the table's equal parts. */
    private int shift(KernelMap table, int parts) {
        return shift(table.mapName(), bpf.mapMaxEntries(maps.apply(table.mapName())) / parts);
    }

    private static int shift(String table, int buckets) {
        if (Integer.bitCount(buckets) != 1 || buckets < 2) {
            throw new XdpException("the table " + table + " has " + buckets
                    + " buckets where a power of two belongs: something else than SecBeat made it");
        }
        return shift(buckets);
    }

    private static int shift(int buckets) {
        return Long.SIZE - Integer.numberOfTrailingZeros(buckets);
    }

    private static XdpException mixedUp(String how) {
        return new XdpException(
                "the XDP program of this installation " + how + ": their files are mixed up, install" + " again");
    }
}
