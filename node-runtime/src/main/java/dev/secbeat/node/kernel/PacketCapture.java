// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.kernel;

import java.nio.file.Path;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * Looks at packets that meet a node's filter, from any process on its host that may: through the pinned maps, without the
 * node's daemon. One at a time for each filter.
 *
 * <p>The kernel samples only while {@link #poll} is called at least every {@value #LEASE_SECONDS} seconds; so whatever
 * becomes of this process, the filter does not go on working for nobody. Owned by one thread.
 */
public final class PacketCapture implements AutoCloseable {
    private static final int LEASE_SECONDS = 3;
    private static final long NANOS_A_SECOND = 1_000_000_000;
    private static final long RENEWAL_NANOS = NANOS_A_SECOND;

    private final CaptureRequest request;
    private final CaptureTables tables;
    private final Lifetime lifetime;
    private final List<GuardedInterface> guarded;
    private final Losses before;
    private final long startNanos;
    private Map<XdpReason, Integer> every;
    private long renewNanos;
    private boolean stopped;

    private PacketCapture(
            CaptureRequest request, CaptureTables tables, Lifetime lifetime, List<GuardedInterface> guarded) {
        this.request = request;
        this.tables = tables;
        this.lifetime = lifetime;
        this.guarded = guarded;
        this.every = wanted(request, tables.capture().usual());
        this.before = tables.losses();
        tables.discardOldSamples();
        this.startNanos = System.nanoTime();
        this.renewNanos = startNanos;
        renew(startNanos);
    }

    /**
     * Samples that were due and are not there.
     *
     * @param ringFull the ring had no room: they were not read fast enough
     * @param heldBack they were more than the rate allows
     */
    public record Losses(long ringFull, long heldBack) {
        Losses minus(Losses other) {
            return new Losses(ringFull - other.ringFull, heldBack - other.heldBack);
        }
    }

    /**
     * Begins to capture from the filter that is pinned in a directory.
     *
     * @throws XdpException when no filter is there, another capture runs, the node samples none of these packets, or a
     *     privilege is missing
     */
    public static PacketCapture open(Path pinDirectory, CaptureRequest request) {
        return open(pinDirectory, request, CaptureClaim::insist);
    }

    /** The same for a reader that gives way to people: it may not begin while one of them captures. */
    static PacketCapture openYielding(Path pinDirectory, CaptureRequest request) {
        return open(pinDirectory, request, CaptureClaim::offer);
    }

    private static PacketCapture open(
            Path pinDirectory, CaptureRequest request, BiConsumer<CaptureClaim, Lifetime> become) {
        Errno.requirePrivilege("capturing");
        LibBpf bpf = LibBpf.open();
        LibC c = new LibC();
        PinDirectory pins = new PinDirectory(pinDirectory);
        if (pins.found().isEmpty() || pins.links().isEmpty()) {
            throw new XdpException("no filter is pinned in " + pinDirectory
                    + ", so there are no packets to capture: name the node's xdp.pin_dir, or start the node");
        }
        Lifetime lifetime = new Lifetime();
        try {
            become.accept(new CaptureClaim(pins, c), lifetime);
            List<GuardedInterface> guarded = GuardedInterface.all(bpf, c, pins);
            return new PacketCapture(request, CaptureTables.open(bpf, c, pins, lifetime), lifetime, guarded);
        } catch (RuntimeException e) {
            lifetime.close();
            throw e;
        }
    }

    /** Packets of each reason, on one CPU, to a sample: a power of two, 0 for none. */
    public Map<XdpReason, Integer> every() {
        return new EnumMap<>(every);
    }

    /**
     * The filter's interfaces, one or more: by index, in the namespace where they are, each one's name, if it can be seen
     * from here, else one made of its index.
     */
    public Map<Integer, String> interfaces() {
        Map<Integer, String> names = new LinkedHashMap<>();
        guarded.forEach(one -> names.put(one.index(), one.name()));
        return names;
    }

    /**
     * Hands over at most {@code budget} samples that have come since the last call; returns how many it took out of the
     * ring, 0 when it is empty. To be called again within {@value #LEASE_SECONDS} s.
     */
    public int poll(Consumer<PacketSample> to, int budget) {
        long now = System.nanoTime();
        if (!stopped && now - renewNanos >= 0) {
            renew(now);
        }
        return tables.ring().drain(to, startNanos, budget);
    }

    /** Whether the filter is still the one that was pinned when this began; otherwise nothing more will come. */
    public boolean attached() {
        return tables.arePinned();
    }

    /** Samples of this capture that are missing so far. */
    public Losses losses() {
        return tables.losses().minus(before);
    }

    /** Has the kernel sample no more; what is in the ring can still be polled. */
    public void stop() {
        if (!stopped) {
            stopped = true;
            tables.capture().askNothing();
        }
    }

    /** Stops and lets go; a second call does nothing. */
    @Override
    public void close() {
        try {
            stop();
        } finally {
            lifetime.close();
        }
    }

    /** From now on other numbers of packets to a sample; powers of two, 0 for none. */
    void ask(Map<XdpReason, Integer> other) {
        every = new EnumMap<>(other);
        if (!stopped) {
            renew(System.nanoTime());
        }
    }

    private void renew(long now) {
        tables.capture().ask(request, every, now + LEASE_SECONDS * NANOS_A_SECOND);
        renewNanos = now + RENEWAL_NANOS;
    }

    private static Map<XdpReason, Integer> wanted(CaptureRequest request, Map<XdpReason, Integer> usual) {
        Map<XdpReason, Integer> every = new EnumMap<>(XdpReason.class);
        usual.forEach((reason, configured) -> every.put(reason, request.every(reason, configured)));
        if (every.values().stream().allMatch(count -> count == 0)) {
            throw new XdpException("this node samples none of the packets that are asked for, so nothing could be"
                    + " captured: set sample_pass or sample_drop under [xdp] in its configuration and restart it");
        }
        return every;
    }
}
