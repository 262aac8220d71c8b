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
    private final Function<String, MemorySegment> sections;

    /** Constants of an object that is open and not yet loaded; {@code sections} finds its data sections by name. */
    ProgramConstants(LibBpf bpf, Function<String, MemorySegment> sections) {
        this.bpf = bpf;
        this.sections = sections;
    }

    void write(XdpSettings settings) {
        MemorySegment values = section(Abi.SETTINGS_SECTION, Abi.SETTINGS_BYTES);
        int found = values.get(JAVA_INT, Abi.SETTINGS_ABI_VERSION);
        if (found != Abi.VERSION) {
            throw mixedUp("speaks ABI version " + found + " but the daemon speaks " + Abi.VERSION);
        }
        SortedSet<Integer> ports = settings.abuse().amplificationPorts();
        values.set(JAVA_INT, Abi.SETTINGS_REPORT_STEP, settings.pacing().stepPackets());
        values.set(JAVA_LONG, Abi.SETTINGS_REPORT_TICK, settings.pacing().tick().toNanos());
        values.set(JAVA_INT, Abi.SETTINGS_MARTIANS, settings.abuse().martians().code());
        values.set(JAVA_INT, Abi.SETTINGS_AMPLIFICATION, ports.isEmpty() ? 0 : 1);
        writePorts(ports);
    }

    private void writePorts(SortedSet<Integer> ports) {
        MemorySegment words = section(Abi.AMPLIFICATION_SECTION, (long) Abi.PORT_WORDS * Long.BYTES);
        for (int port : ports) {
            long word = port / Abi.PORTS_A_WORD;
            long bit = 1L << (port % Abi.PORTS_A_WORD);
            words.setAtIndex(JAVA_LONG, word, words.getAtIndex(JAVA_LONG, word) | bit);
        }
    }

    @SuppressWarnings("restricted") // libbpf owns the memory and says its size, which is checked first.
    private MemorySegment section(String name, long bytes) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment sizeOut = arena.allocate(JAVA_LONG);
            MemorySegment at = bpf.mapInitialValue(sections.apply(name), sizeOut);
            if (sizeOut.get(JAVA_LONG, 0) != bytes) {
                throw mixedUp("has " + sizeOut.get(JAVA_LONG, 0) + " bytes in " + name + " where the daemon expects "
                        + bytes);
            }
            return at.reinterpret(bytes);
        }
    }

    private static XdpException mixedUp(String how) {
        return new XdpException(
                "the XDP program of this installation " + how + ": their files are mixed up, install" + " again");
    }
}
