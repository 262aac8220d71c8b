// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.api;

import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A rule by which the kernel judges packets; the first of a list that passes or drops decides.
 *
 * @param name unique among the rules of a node: 1 to 32 of a-z, 0-9 and '-'
 */
public record PacketRule(String name, Match match, Action action) {
    /** Most rules of a node. */
    public static final int MOST = 64;

    private static final Pattern NAME = Pattern.compile("[a-z0-9-]{1,32}");

    public PacketRule {
        requireName(name);
    }

    /** What becomes of a packet that matches. */
    public enum Action {
        /** It passes at once: no block, no other rule and no service is asked. */
        PASS,
        /** It is dropped. */
        DROP,
        /** It is counted, and the next rule is asked: to see what a rule would do. */
        COUNT
    }

    /**
     * What a packet must be; whatever is empty does not matter. A fragment other than the first has no ports and no
     * flags: it does not match where they matter.
     *
     * @param protocol number of what follows the last IP header, 0 to 255
     * @param sourcePorts of TCP or UDP only
     * @param tcpFlags of TCP only
     * @param length of the IP packet with its header, in bytes; 65535 also stands for more
     * @param fragment whether the packet is one of several of a datagram, the first included
     */
    public record Match(
            Optional<Prefix> source,
            Optional<Prefix> destination,
            Optional<Integer> protocol,
            Optional<NumberRange> sourcePorts,
            Optional<NumberRange> destinationPorts,
            Optional<TcpFlags> tcpFlags,
            Optional<NumberRange> length,
            Optional<Boolean> fragment) {
        public static final int ICMP = 1;
        public static final int TCP = 6;
        public static final int UDP = 17;
        public static final int ICMPV6 = 58;

        private static final int MOST_PROTOCOL = 255;

        /** Every IP packet. */
        public static final Match ANY = new Match(
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());

        public Match {
            protocol.filter(number -> number < 0 || number > MOST_PROTOCOL).ifPresent(number -> {
                throw new IllegalArgumentException("protocol " + number + " is out of range: 0 to " + MOST_PROTOCOL);
            });
            boolean ports = sourcePorts.isPresent() || destinationPorts.isPresent();
            if (ports
                    && protocol.filter(number -> number == TCP || number == UDP).isEmpty()) {
                throw new IllegalArgumentException("only TCP and UDP have ports");
            }
            if (tcpFlags.isPresent() && protocol.filter(number -> number == TCP).isEmpty()) {
                throw new IllegalArgumentException("only TCP has flags");
            }
            if (Stream.concat(source.stream(), destination.stream())
                            .map(Prefix::family)
                            .distinct()
                            .count()
                    > 1) {
                throw new IllegalArgumentException("no packet has a source and a destination of different families");
            }
        }
    }

    /** Refuses what is no name of a rule or a service. */
    static void requireName(String name) {
        if (!isName(name)) {
            throw new IllegalArgumentException("'" + name + "' is no name: 1 to 32 of a-z, 0-9 and '-'");
        }
    }

    /** Whether a rule or a service can have this name. */
    public static boolean isName(String name) {
        return NAME.matcher(name).matches();
    }
}
