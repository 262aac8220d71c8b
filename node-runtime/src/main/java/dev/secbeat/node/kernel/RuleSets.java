// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.kernel;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.secbeat.node.api.Family;
import dev.secbeat.node.api.NumberRange;
import dev.secbeat.node.api.PacketRule.Match;
import dev.secbeat.node.api.Prefix;
import java.lang.foreign.MemorySegment;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Which rules each property of a packet leaves possible, as rules.h reads it: a struct sb_rule_sets, a bit for each rule in
 * each set. A set may hold a rule too many, which the full comparison then finds, but never one too few.
 */
final class RuleSets {
    private static final int OCTETS = 256;

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
        for (int position = 0; position < PolicyAbi.SETS_BYTES; position++) {
            addBytes(position, match.source(), rule);
        }
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
    private void addBytes(int position, Optional<Prefix> source, long rule) {
        int wanted = 0;
        int mask = 0;
        if (source.isPresent()) {
            Prefix prefix = source.get();
            int at = position + (prefix.family() == Family.IPV6 ? PolicyAbi.SETS_FIRST_BYTE6 : 0);
            int bits = Math.clamp((long) prefix.length() - (long) at * Byte.SIZE, 0, Byte.SIZE);
            mask = (OCTETS - 1) << (Byte.SIZE - bits) & (OCTETS - 1);
            wanted = prefix.addressBytes()[at] & mask;
        }
        for (int octet = 0; octet < OCTETS; octet++) {
            if ((octet & mask) == wanted) {
                add(PolicyAbi.SETS_SOURCE, position * OCTETS + octet, rule);
            }
        }
    }

    private void add(int offset, int set, long rule) {
        long at = offset + (long) set * Long.BYTES;
        sets.set(JAVA_LONG, at, sets.get(JAVA_LONG, at) | rule);
    }
}
