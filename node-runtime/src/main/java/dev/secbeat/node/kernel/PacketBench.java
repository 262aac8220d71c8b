// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.kernel;

import dev.secbeat.node.api.Family;
import dev.secbeat.node.api.Prefix;
import dev.secbeat.node.traffic.TrafficObserver;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.IntFunction;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/**
 * A data plane with full lists, and packets to measure it by. It is loaded and asked like any other data plane, so that
 * figures of different table layouts compare; a small driver program gives each packet its source and calls the program
 * under test. Every measurement checks by the statistics that each packet met the fate it was made for.
 *
 * <p>Owned by one thread at a time. {@link #close} ends the filtering and removes what was pinned.
 */
public final class PacketBench implements AutoCloseable {
    private static final int MAX_PROBES = 48_000; // So few that tables for a million entries keep their size.
    private static final int RING_BYTES = 1 << 22;
    /** The address that packets are sent to on the wire: a locally administered one. */
    public static final String ADDRESSEE = "02:5e:cb:ea:70:01";

    private static final TrafficObserver NOBODY = (family, bits, dimension, count, sinceNanos) -> {};

    /** Where packets come from: {@code enum sb_bench_sources}. */
    public enum Sources {
        /** Always the same source, on no list. */
        HOT(0, XdpReason.CLEAN),
        /** A random source of hundreds of millions, on no list. */
        SPOOFED(1, XdpReason.CLEAN),
        /** A random entry of the exact list. */
        EXACT(2, XdpReason.BLOCKED_EXACT),
        /** A random address in a random prefix of the list. */
        PREFIX(3, XdpReason.BLOCKED_PREFIX),
        /** A random entry of the exact list that is one address: of IPv4 any, of IPv6 every other one. */
        ADDRESS(4, XdpReason.BLOCKED_EXACT);

        private final int code;
        private final XdpReason fate;

        Sources(int code, XdpReason fate) {
            this.code = code;
            this.fate = fate;
        }

        int code() {
            return code;
        }
    }

    /** What judges the packets. */
    public enum Program {
        /** A program that does nothing else, to be subtracted or compared with. */
        EMPTY,
        /** The program under test. */
        DATA_PLANE,
        /** One that passes everything, as if there were no filter: for floods alone. */
        NO_FILTER,
        /** One that drops UDP and passes the rest, such as a connection: for floods alone. */
        UDP_DROP
    }

    /**
     * How much to load.
     *
     * @param exact exact entries of each family: IPv4 addresses; IPv6 addresses and /64s in equal parts
     * @param prefixes of each family
     * @param sources room to count sources
     */
    public record Size(int exact, int prefixes, int sources) {
        /** Exact entries of a family that are one address. */
        public int addresses(Family family) {
            return family == Family.IPV4 ? exact : exact / 2;
        }

        public Size {
            if (exact < 1 || exact > BenchSources.MAX_EXACT - MAX_PROBES) {
                throw new IllegalArgumentException("exact is " + exact);
            }
            if (prefixes < 1 || prefixes > BenchSources.MAX_PREFIXES) {
                throw new IllegalArgumentException("prefixes is " + prefixes);
            }
        }
    }

    private final Size size;
    private final XdpSettings settings;
    private final LibBpf bpf = LibBpf.open();
    private final LibC c = new LibC();
    private final BenchObject object;
    private final Map<Family, byte[]> frames = new EnumMap<>(Family.class);
    private final TestRun empty;
    private final TestRun driver;
    private final TestRun sender;
    private XdpDataPlane plane;

    private PacketBench(XdpSettings settings, Size size, XdpDataPlane plane) {
        this.settings = settings;
        this.size = size;
        this.plane = plane;
        object = BenchObject.load(bpf, PacketBenchLines.most(bpf, pins()));
        empty = driver("bench_empty");
        driver = driver("bench_driver");
        sender = driver("bench_send");
        byte[] addressee = HexFormat.ofDelimiter(":").parseHex(ADDRESSEE);
        for (Family family : Family.values()) {
            frames.put(family, BenchFrames.udp(family, addressee));
        }
    }

    /**
     * Opens a data plane on an interface of the calling thread's network namespace, one made for this: real traffic would
     * spoil the figures, and they it.
     *
     * @param pinDirectory must not exist; see {@link XdpSettings}
     */
    public static PacketBench open(String interfaceName, Path pinDirectory, Size size) {
        // One entry more than is ever loaded: on the allow list, and never a packet's source.
        List<Prefix> allow = List.of(
                BenchSources.exact(Family.IPV4, BenchSources.MAX_EXACT + 1),
                BenchSources.exact(Family.IPV6, BenchSources.MAX_EXACT + 1));
        MapCapacities capacities =
                new MapCapacities(size.exact + MAX_PROBES, size.prefixes, allow.size(), size.sources, RING_BYTES);
        XdpSettings settings = new XdpSettings(
                interfaceName, pinDirectory, allow, capacities, ReportPacing.DEFAULT, AbuseFilter.DEFAULT);
        XdpDataPlane plane = XdpDataPlane.open(settings);
        try {
            return new PacketBench(settings, size, plane);
        } catch (RuntimeException e) {
            plane.close();
            remove(pinDirectory);
            throw e;
        }
    }

    /** Ends the filtering of an earlier benchmark and removes its pins; nothing happens when there are none. */
    public static void remove(Path pinDirectory) {
        boolean _ = XdpDataPlane.detach(pinDirectory);
    }

    XdpSettings settings() {
        return settings;
    }

    LibBpf bpf() {
        return bpf;
    }

    XdpStats stats() {
        return plane.stats();
    }

    List<SynGuard> guards() {
        return plane.synGuards();
    }

    PinDirectory pins() {
        return new PinDirectory(settings.pinDirectory());
    }

    TestRun driver(String program) {
        return new TestRun(object.programFd(program));
    }

    /**
     * Blocks all that {@code list} names, one after the other.
     *
     * @param list EXACT or PREFIX
     * @return how long the blocking took in all
     */
    public long loadNanos(Sources list, Family family) {
        return switch (list) {
            case EXACT -> BenchBlocks.loadNanos(plane, size.exact, i -> BenchSources.exact(family, i));
            case PREFIX -> BenchBlocks.loadNanos(plane, size.prefixes, i -> BenchSources.prefix(family, i));
            case HOT, SPOOFED, ADDRESS -> throw new IllegalArgumentException(list + " is no list");
        };
    }

    /** Blocks {@code times} more exact entries, at most 48000, and unblocks them again; tells how long each call took. */
    public void edit(Family family, int times, LongConsumer blockNanos, LongConsumer unblockNanos) {
        BenchBlocks.edit(plane, family, size.exact, Math.min(times, MAX_PROBES), blockNanos, unblockNanos);
    }

    /** Closes the data plane and takes it over again, lists and all; returns how long the taking over took. */
    public long takeOverNanos() {
        return reopen(settings);
    }

    /** The same with other settings for the same tables. */
    long reopen(XdpSettings changed) {
        plane.close();
        long start = System.nanoTime();
        plane = XdpDataPlane.open(changed);
        return System.nanoTime() - start;
    }

    /**
     * Nanoseconds a packet: of the driver with a program that only drops behind it, or with the program under test, whose
     * reports are taken out of the ring before, as a daemon would.
     *
     * @throws IllegalStateException when a packet met another fate than {@code sources} foresees
     */
    public double nanos(Program program, Sources sources, Family family, int packets) {
        return nanos(program, new BenchRun(driver, frame(family), sources, family, packets), sources.fate);
    }

    /** The same for packets of any kind. */
    double nanos(Program program, BenchRun run, XdpReason fate) {
        aim(run);
        return switch (program) {
            case EMPTY -> run.dropNanos(object, "bench_empty");
            case DATA_PLANE -> {
                drainReports();
                long before = plane.stats().of(fate).packets();
                TestRun.Outcome outcome = run.through(object, plane.programFd());
                long met = plane.stats().of(fate).packets() - before;
                require(
                        met == run.packets() && outcome.verdict() == verdict(fate),
                        met + " of " + run.packets() + " " + run.family() + " packets of " + run.sources() + " were "
                                + fate.label() + ", the last with verdict " + outcome.verdict());
                yield outcome.nanos();
            }
            case NO_FILTER, UDP_DROP -> throw new IllegalArgumentException("there is nothing to call");
        };
    }

    /** The same for a program that waits for one of {@code lines} cache lines, and IPv4 from anywhere. */
    double lineNanos(int lines, int packets) {
        BenchRun run = new BenchRun(driver, frame(Family.IPV4), Sources.SPOOFED, Family.IPV4, packets);
        aim(run);
        object.lines(lines);
        return run.dropNanos(object, "bench_line");
    }

    /** One packet, and what the program under test makes of it. */
    TestRun.Reply reply(BenchRun run) {
        aim(run);
        return run.reply(object, plane.programFd());
    }

    private void aim(BenchRun run) {
        object.choose(run.sources(), run.family(), entries(run.sources(), run.family()));
    }

    private static int verdict(XdpReason fate) {
        return switch (fate.action()) {
            case PASS -> TestRun.XDP_PASS;
            case DROP -> TestRun.XDP_DROP;
            case ANSWER -> TestRun.XDP_TX;
        };
    }

    /** Nanoseconds a run of a program that only drops, without the driver. */
    public double floorNanos(int packets) {
        TestRun.Outcome outcome = empty.run(frame(Family.IPV4), packets);
        require(outcome.verdict() == TestRun.XDP_DROP, "the empty program did not drop");
        return outcome.nanos();
    }

    /**
     * What is to be told besides time.
     *
     * @param reportsDelayed reports that found the ring full, since the data plane was opened
     * @param verifiedInstructions that the verifier goes through; it refuses beyond a million
     * @param stackBytes of all functions together; the verifier refuses a chain of calls beyond 512
     * @param translatedBytes of the program after verification
     * @param nativeBytes of the machine code it becomes
     */
    public record Facts(
            long reportsDelayed, int verifiedInstructions, int stackBytes, int translatedBytes, int nativeBytes) {}

    /** Loads the program once more to learn what that takes; what filters stays as it is. */
    public Facts facts() {
        VerifierLoad load = XdpObject.verify(bpf, c, settings);
        return new Facts(
                plane.stats().reportsDelayed(),
                load.instructions(),
                load.stackBytes(),
                load.translatedBytes(),
                load.nativeBytes());
    }

    /**
     * The first entries of a list, as sources of packets or for another filter to block.
     *
     * @param list EXACT, PREFIX or ADDRESS; of others only {@code entries} 0 makes sense
     */
    public record Listed(Sources list, int entries) {
        /** All of them. */
        public List<Prefix> prefixes(Family family) {
            IntFunction<Prefix> entry = switch (list) {
                case PREFIX -> i -> BenchSources.prefix(family, i);
                case ADDRESS -> i -> BenchSources.address(family, i);
                case HOT, SPOOFED, EXACT -> i -> BenchSources.exact(family, i);
            };
            return IntStream.range(0, entries).mapToObj(entry).toList();
        }
    }

    /**
     * Sends packets out of an interface of the calling thread's network namespace, the peer of the guarded one. EMPTY puts a
     * program in the place of the one under test that only counts, and does with each packet what that would; NO_FILTER one
     * that counts and passes, UDP_DROP one that counts and drops.
     */
    public PacketBenchVolley.Flood flood(
            Program program, String fromInterface, Listed sources, PacketBenchVolley volley) {
        XdpReason fate = sources.list.fate;
        int verdict = program == Program.NO_FILTER ? TestRun.XDP_PASS : verdict(fate);
        aim(fromInterface, sources, volley.family(), verdict);
        return switch (program) {
            case DATA_PLANE -> send(() -> plane.stats().of(fate).packets(), volley);
            case EMPTY, NO_FILTER -> insteadOfThePlane("bench_count", () -> send(object::counted, volley));
            case UDP_DROP -> insteadOfThePlane("bench_drop_udp", () -> send(object::counted, volley));
        };
    }

    /** Sends the same to someone else's filter; {@code judged} tells how many packets that has dealt with so far. */
    public PacketBenchVolley.Flood flood(
            LongSupplier judged, String fromInterface, Listed sources, PacketBenchVolley volley) {
        aim(fromInterface, sources, volley.family(), TestRun.XDP_PASS);
        return send(judged, volley);
    }

    @Override
    public void close() {
        object.close();
        plane.close();
        remove(settings.pinDirectory());
    }

    private PacketBenchVolley.Flood insteadOfThePlane(String program, Supplier<PacketBenchVolley.Flood> work) {
        try (Arena arena = Arena.ofConfined()) {
            Path pin = pins().link();
            int link = Errno.check(bpf.get(arena.allocateFrom(pin.toString())), "bpf_obj_get(" + pin + ")");
            try {
                swap(link, object.programFd(program));
                PacketBenchVolley.Flood flood = work.get();
                swap(link, plane.programFd());
                return flood;
            } finally {
                c.close(link);
            }
        }
    }

    private void swap(int link, int programFd) {
        Errno.check(bpf.linkUpdate(link, programFd, MemorySegment.NULL), "bpf_link_update");
    }

    private void aim(String fromInterface, Listed sources, Family family, int verdict) {
        object.choose(sources.list, family, sources.entries);
        object.route(c.ifNameToIndex(fromInterface), verdict);
        drainReports();
    }

    private PacketBenchVolley.Flood send(LongSupplier judged, PacketBenchVolley volley) {
        byte[] frame = frame(volley.family());
        object.pace(volley.perSecond());
        long before = judged.getAsLong();
        long start = System.nanoTime();
        sender.live(frame, volley.packets());
        long nanos = System.nanoTime() - start;
        return new PacketBenchVolley.Flood(volley.packets(), judged.getAsLong() - before, nanos);
    }

    private int entries(Sources sources, Family family) {
        return switch (sources) {
            case PREFIX -> size.prefixes;
            case ADDRESS -> size.addresses(family);
            case HOT, SPOOFED, EXACT -> size.exact;
        };
    }

    private void drainReports() {
        while (plane.poll(NOBODY) > 0) {
            // Until the ring is empty.
        }
    }

    private byte[] frame(Family family) {
        return Objects.requireNonNull(frames.get(family));
    }

    static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new IllegalStateException(otherwise + ": the figure would mean nothing");
        }
    }
}
