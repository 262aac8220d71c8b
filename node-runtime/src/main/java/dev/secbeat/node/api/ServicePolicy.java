// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.api;

import java.util.Collections;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * What the kernel does with packets to one service.
 *
 * @param name unique among the services of a node: 1 to 32 of a-z, 0-9 and '-'
 * @param address of the service; empty: every address, unless another service has this port at one
 * @param port 1 to 65535
 * @param amplificationPorts UDP source ports, 1 to 65535, packets from which are dropped whatever the treatment is: ports
 *     of services that are abused as reflectors, and that this one never asks; none of TCP
 * @param dryRun what would be dropped is counted only
 */
public record ServicePolicy(
        String name,
        Optional<Prefix> address,
        Transport transport,
        int port,
        Treatment treatment,
        SortedSet<Integer> amplificationPorts,
        boolean dryRun) {
    /** Most services of a node. */
    public static final int MOST = 16;

    /** One that hears every source port. */
    public ServicePolicy(
            String name, Optional<Prefix> address, Transport transport, int port, Treatment treatment, boolean dryRun) {
        this(name, address, transport, port, treatment, Collections.emptySortedSet(), dryRun);
    }

    public ServicePolicy {
        PacketRule.requireName(name);
        if (port < 1 || port > NumberRange.MOST) {
            throw new IllegalArgumentException("port " + port + " does not exist: 1 to " + NumberRange.MOST);
        }
        address.filter(prefix -> !prefix.isHost()).ifPresent(prefix -> {
            throw new IllegalArgumentException("a service has one address, not all of " + prefix);
        });
        if (transport == Transport.UDP
                && treatment instanceof Policed policed
                && policed.synsPerSecond().isPresent()) {
            throw new IllegalArgumentException("UDP opens no connections to be counted");
        }
        amplificationPorts = Collections.unmodifiableSortedSet(new TreeSet<>(amplificationPorts));
        if (transport == Transport.TCP && !amplificationPorts.isEmpty()) {
            throw new IllegalArgumentException("only UDP is reflected: a service of TCP has no amplification ports");
        }
        if (!amplificationPorts.isEmpty()
                && (amplificationPorts.first() < 1 || amplificationPorts.last() > NumberRange.MOST)) {
            throw new IllegalArgumentException(
                    "amplification ports " + amplificationPorts + ": each is 1 to " + NumberRange.MOST);
        }
    }

    /** What carries the service. */
    public enum Transport {
        TCP,
        UDP
    }

    /** What becomes of the packets. */
    public sealed interface Treatment permits Open, Closed, Policed {}

    /** They pass. */
    public record Open() implements Treatment {}

    /** They are dropped. */
    public record Closed() implements Treatment {}

    /**
     * So many pass from each source, an IPv4 address or an IPv6 /64; the others are dropped. At least one rate is given,
     * and its burst is worth at least a packet.
     *
     * @param bytesPerSecond of whole frames
     * @param synsPerSecond segments that open a connection
     * @param burstMillis how much may come at once: what the rates allow in this time, 20 ms to one minute. A burst must
     *     be longer than the tick of the kernel's clock, or the rate would not be reached.
     */
    public record Policed(
            OptionalLong packetsPerSecond, OptionalLong bytesPerSecond, OptionalLong synsPerSecond, int burstMillis)
            implements Treatment {
        public static final long MOST_PACKETS = 1_000_000_000;
        public static final long MOST_BYTES = 100_000_000_000L;
        public static final int LEAST_BURST_MILLIS = 20;
        public static final int MOST_BURST_MILLIS = 60_000;

        /** A frame of the usual Ethernet, with tags, and some. */
        public static final long LEAST_BURST_BYTES = 2_000;

        private static final int MILLIS = 1_000;

        public Policed {
            if (burstMillis < LEAST_BURST_MILLIS || burstMillis > MOST_BURST_MILLIS) {
                throw new IllegalArgumentException("a burst of " + burstMillis + " ms is out of range: "
                        + LEAST_BURST_MILLIS + " to " + MOST_BURST_MILLIS);
            }
            if (Stream.of(packetsPerSecond, bytesPerSecond, synsPerSecond).allMatch(OptionalLong::isEmpty)) {
                throw new IllegalArgumentException("policing needs a rate");
            }
            require(packetsPerSecond, MOST_PACKETS, burstMillis, 1);
            require(bytesPerSecond, MOST_BYTES, burstMillis, LEAST_BURST_BYTES);
            require(synsPerSecond, MOST_PACKETS, burstMillis, 1);
        }

        /** What a rate allows at once. */
        public static long burst(long perSecond, int burstMillis) {
            return perSecond * burstMillis / MILLIS;
        }

        private static void require(OptionalLong rate, long most, int burstMillis, long leastBurst) {
            rate.ifPresent(perSecond -> {
                if (perSecond < 1 || perSecond > most || burst(perSecond, burstMillis) < leastBurst) {
                    throw new IllegalArgumentException("a rate of " + perSecond + " is out of range: 1 to " + most
                            + ", and a burst of at least " + leastBurst);
                }
            });
        }
    }
}
