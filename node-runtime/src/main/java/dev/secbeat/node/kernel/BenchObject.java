// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.kernel;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.secbeat.node.api.Family;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** The programs of secbeat_bench.bpf.c, loaded into the kernel. Nothing of it is pinned or attached. Owned by one thread. */
final class BenchObject implements AutoCloseable {
    static final String RESOURCE = "/dev/secbeat/bpf/secbeat_bench.bpf.o";
    static final int PLAN_BYTES = 64;
    static final int PLAN_RANDOM = 0;
    static final int PLAN_SOURCES = 8;
    static final int PLAN_FAMILY = 12;
    static final int PLAN_ENTRIES = 16;
    static final int PLAN_INTERFACE = 20;
    static final int PLAN_VERDICT = 24;
    static final int PLAN_LINES = 28;
    static final int PLAN_WAITED = 32;
    static final int PLAN_PACE = 40;
    static final int PLAN_DUE = 48;
    static final int PLAN_SENT = 56;
    /** Packets in a pace. */
    static final int STEP = 16;

    static final int FRAME_BYTES = 104;
    static final int FRAME_LENGTH = 0;
    static final int FRAME_WORDS = 8;
    static final int LINE_BYTES = 64;

    private static final double NANOS = 1e9;
    private static final long SEED = 0x5ec_bea7L;

    private final LibBpf bpf;
    private final MemorySegment object;
    private final Arena arena = Arena.ofShared();
    private final MemorySegment zero = arena.allocateFrom(JAVA_INT, 0);
    private final MemorySegment plan = arena.allocate(PLAN_BYTES, Long.BYTES);
    private final int planFd;
    private final int targetFd;
    private final int countedFd;
    private final int frameFd;

    private BenchObject(LibBpf bpf, MemorySegment object) {
        this.bpf = bpf;
        this.object = object;
        planFd = mapFd("bench_plan");
        targetFd = mapFd("bench_target");
        countedFd = mapFd("bench_counted");
        frameFd = mapFd("bench_frame");
        plan.set(JAVA_LONG, PLAN_RANDOM, SEED);
        write(planFd, plan, "bench_plan");
    }

    /**
     * Loads them.
     *
     * @param lines cache lines of the largest table that {@link #lines} will be asked to choose from
     */
    static BenchObject load(LibBpf bpf, int lines) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment object =
                    ObjectFile.open(bpf, arena, RESOURCE, "bench", MemorySegment.NULL, ObjectFile.LOG_REFUSALS);
            try {
                MemorySegment table = bpf.objectFindMap(object, arena.allocateFrom("bench_lines"));
                Errno.check(bpf.mapSetMaxEntries(table, lines), "bpf_map__set_max_entries(bench_lines, " + lines + ")");
                Errno.check(bpf.objectLoad(object), "bpf_object__load(bench)");
                return new BenchObject(bpf, object);
            } catch (RuntimeException e) {
                bpf.objectClose(object);
                throw e;
            }
        }
    }

    int programFd(String program) {
        try (Arena call = Arena.ofConfined()) {
            MemorySegment found = bpf.objectFindProgram(object, call.allocateFrom(program));
            return Errno.check(bpf.programFd(found), "bpf_program__fd(" + program + ")");
        }
    }

    /** Which sources the packets have from now on; the random numbers go on where they are. */
    void choose(PacketBench.Sources sources, Family family, int entries) {
        read(planFd, plan, "bench_plan");
        plan.set(JAVA_INT, PLAN_SOURCES, sources.code());
        plan.set(JAVA_INT, PLAN_FAMILY, family == Family.IPV4 ? Abi.IPV4 : Abi.IPV6);
        plan.set(JAVA_INT, PLAN_ENTRIES, entries);
        write(planFd, plan, "bench_plan");
    }

    /** Where packets are sent to, and what the program that counts them does with them. */
    void route(int interfaceIndex, int verdict) {
        read(planFd, plan, "bench_plan");
        plan.set(JAVA_INT, PLAN_INTERFACE, interfaceIndex);
        plan.set(JAVA_INT, PLAN_VERDICT, verdict);
        write(planFd, plan, "bench_plan");
    }

    /**
     * How fast packets are sent from now on.
     *
     * @param perSecond at most; infinite: as fast as can be
     */
    void pace(double perSecond) {
        read(planFd, plan, "bench_plan");
        plan.set(JAVA_LONG, PLAN_PACE, (long) (STEP * NANOS / perSecond));
        plan.set(JAVA_LONG, PLAN_DUE, 0);
        write(planFd, plan, "bench_plan");
    }

    /** From how many cache lines, the first ones, the program that waits for one chooses. */
    void lines(int lines) {
        read(planFd, plan, "bench_plan");
        plan.set(JAVA_INT, PLAN_LINES, lines);
        write(planFd, plan, "bench_plan");
    }

    /** What the driver for TCP makes of each packet before it fills in the source; as long as that packet. */
    void lay(byte[] frame) {
        if (frame.length < Long.BYTES || frame.length > FRAME_BYTES - FRAME_WORDS) {
            throw new IllegalArgumentException("a frame of " + frame.length + " bytes");
        }
        try (Arena call = Arena.ofConfined()) {
            MemorySegment value = call.allocate(FRAME_BYTES, Long.BYTES);
            value.set(JAVA_INT, FRAME_LENGTH, frame.length);
            MemorySegment.copy(frame, 0, value, JAVA_BYTE, FRAME_WORDS, frame.length);
            write(frameFd, value, "bench_frame");
        }
    }

    /** Which program the driver calls. */
    void target(int programFd) {
        try (Arena call = Arena.ofConfined()) {
            write(targetFd, call.allocateFrom(JAVA_INT, programFd), "bench_target");
        }
    }

    /** Packets seen by the program that counts them, on all CPUs. */
    long counted() {
        try (Arena call = Arena.ofConfined()) {
            int cpus = Errno.check(bpf.possibleCpus(), "libbpf_num_possible_cpus");
            MemorySegment values = call.allocate(JAVA_LONG, cpus);
            read(countedFd, values, "bench_counted");
            long sum = 0;
            for (int cpu = 0; cpu < cpus; cpu++) {
                sum += values.getAtIndex(JAVA_LONG, cpu);
            }
            return sum;
        }
    }

    @Override
    public void close() {
        bpf.objectClose(object);
        arena.close();
    }

    private int mapFd(String map) {
        try (Arena call = Arena.ofConfined()) {
            MemorySegment found = bpf.objectFindMap(object, call.allocateFrom(map));
            return Errno.check(bpf.mapFd(found), "bpf_map__fd(" + map + ")");
        }
    }

    private void read(int fd, MemorySegment value, String map) {
        Errno.check(bpf.mapLookup(fd, zero, value), "bpf_map_lookup_elem(" + map + ", 0)");
    }

    private void write(int fd, MemorySegment value, String map) {
        Errno.check(bpf.mapUpdate(fd, zero, value, MapHandle.ANY), "bpf_map_update_elem(" + map + ", 0)");
    }
}
