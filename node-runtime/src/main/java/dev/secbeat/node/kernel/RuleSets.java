// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.kernel;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.secbeat.node.api.Family;
import dev.secbeat.node.api.NumberRange;
import dev.secbeat.node.api.PacketRule.Match;
import dev.secbeat.node.api.Prefix;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Which rules each property of a packet leaves possible, as rules.h reads it: a struct sb_rule_sets, a bit for each rule in
 * each set. A set may hold a rule too many, which the full comparison then finds, but never one too few.
 */
final class RuleSets {
    private static final int OCTETS = 256;
    private static final List<Integer> SOURCE_BYTES6 = List.of(2, 3, 4, 5);
    private static final List<Integer> DESTINATION_BYTES6 = List.of(6, 7, 14, 15);

    private final MemorySegment sets;

    /** Sets in {@code sets}, zeroed. */
    RuleSets(MemorySegment sets) {
        this.sets = sets;
    }

    /** Adds the rule of this {@code index}, 0 to 63, to the sets of all packets it may match. */
    void add(int index, Match match) {
        long rule = 1L << index;
        addKinds(rule, match);
        for (int flags = 0; flags < OCTETS; flags++) {
            int present = flags;
            if (match.tcpFlags().map(wanted -> wanted.match(present)).orElse(true)) {
                add(PolicyAbi.SETS_FLAGS, flags, rule);
            }
        }
        addPorts(PolicyAbi.SETS_SOURCE_PORTS, match.sourcePorts(), rule);
        addPorts(PolicyAbi.SETS_DESTINATION_PORTS, match.destinationPorts(), rule);
        addBytes(PolicyAbi.SETS_SOURCE, SOURCE_BYTES6, match.source(), rule);
        addBytes(PolicyAbi.SETS_DESTINATION, DESTINATION_BYTES6, match.destination(), rule);
    }

    private void addKinds(long rule, Match match) {
        for (Family family : Family.values()) {
            boolean right = Stream.concat(match.source().stream(), match.destination().stream())
                    .allMatch(prefix -> prefix.family() == family);
            for (boolean fragment : new boolean[] {false, true}) {
                if (right && match.fragment().map(wanted -> wanted == fragment).orElse(true)) {
                    int kind = (family == Family.IPV6 ? PolicyAbi.SETS_KIND_IPV6 : 0)
                            | (fragment ? PolicyAbi.SETS_KIND_FRAGMENT : 0);
                    addProtocols(kind, match.protocol(), rule);
                }
            }
        }
    }

    private void addProtocols(int kind, Optional<Integer> wanted, long rule) {
        int first = wanted.orElse(0);
        int last = wanted.orElse(OCTETS - 1);
        for (int protocol = first; protocol <= last; protocol++) {
            add(PolicyAbi.SETS_KIND, kind | protocol, rule);
        }
    }

    private void addPorts(int offset, Optional<NumberRange> wanted, long rule) {
        int first = wanted.map(NumberRange::least).orElse(0) >> PolicyAbi.SETS_PORT_SHIFT;
        int last = wanted.map(NumberRange::most).orElse(NumberRange.MOST) >> PolicyAbi.SETS_PORT_SHIFT;
        for (int step = first; step <= last; step++) {
            add(offset, step, rule);
        }
    }

    /** Packets of the other family do not get here with this rule: the set of their kind leaves it out. */
    private void addBytes(int offset, List<Integer> bytes6, Optional<Prefix> wanted, long rule) {
        for (int i = 0; i < bytes6.size(); i++) {
            int value = 0;
            int mask = 0;
            if (wanted.isPresent()) {
                Prefix prefix = wanted.get();
                int position = prefix.family() == Family.IPV4 ? i : bytes6.get(i);
                int bits = Math.clamp((long) prefix.length() - (long) position * Byte.SIZE, 0, Byte.SIZE);
                mask = (OCTETS - 1) << (Byte.SIZE - bits) & (OCTETS - 1);
                value = prefix.addressBytes()[position] & mask;
            }
            for (int octet = 0; octet < OCTETS; octet++) {
                if ((octet & mask) == value) {
                    add(offset, i * OCTETS + octet, rule);
                }
            }
        }
    }

    private void add(int offset, int set, long rule) {
        long at = offset + (long) set * Long.BYTES;
        sets.set(JAVA_LONG, at, sets.get(JAVA_LONG, at) | rule);
    }
}
