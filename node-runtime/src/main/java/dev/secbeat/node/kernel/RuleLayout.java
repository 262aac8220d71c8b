// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.kernel;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import dev.secbeat.node.api.Family;
import dev.secbeat.node.api.NumberRange;
import dev.secbeat.node.api.PacketRule;
import dev.secbeat.node.api.Prefix;
import java.lang.foreign.MemorySegment;
import java.util.Optional;
import java.util.stream.Stream;

/** Rules as rules.h reads them: words to compare with their masks, and ranges. */
final class RuleLayout {
    private static final NumberRange ALL = new NumberRange(0, NumberRange.MOST);
    private static final long BYTE = 0xFF;

    private RuleLayout() {}

    /** Writes {@code rule} into {@code at}, a zeroed struct sb_rule. */
    static void write(PacketRule rule, MemorySegment at) {
        PacketRule.Match match = rule.match();
        writeKind(match, at);
        match.source().ifPresent(prefix -> writePrefix(prefix, at, PolicyAbi.WORD_SOURCE));
        match.destination().ifPresent(prefix -> writePrefix(prefix, at, PolicyAbi.WORD_DESTINATION));
        writeRange(match.sourcePorts(), at, PolicyAbi.RULE_SOURCE_PORTS);
        writeRange(match.destinationPorts(), at, PolicyAbi.RULE_DESTINATION_PORTS);
        writeRange(match.length(), at, PolicyAbi.RULE_LENGTH);
        at.set(
                JAVA_INT,
                PolicyAbi.RULE_ACTION,
                switch (rule.action()) {
                    case PASS -> PolicyAbi.RULE_PASS;
                    case DROP -> PolicyAbi.RULE_DROP;
                    case COUNT -> PolicyAbi.RULE_COUNT;
                });
    }

    /** As {@code enum sb_family} has it. */
    static int family(Prefix prefix) {
        return prefix.family() == Family.IPV4 ? Abi.IPV4 : Abi.IPV6;
    }

    private static void writeKind(PacketRule.Match match, MemorySegment at) {
        Kind kind = new Kind(at);
        match.protocol().ifPresent(number -> kind.want(PolicyAbi.KIND_PROTOCOL, BYTE, number));
        match.tcpFlags().ifPresent(flags -> kind.want(PolicyAbi.KIND_FLAGS, flags.mask(), flags.value()));
        Stream.concat(match.source().stream(), match.destination().stream())
                .forEach(prefix -> kind.want(PolicyAbi.KIND_FAMILY, BYTE, family(prefix)));
        match.fragment().ifPresent(fragment -> kind.want(PolicyAbi.KIND_FRAGMENT, 1, fragment ? 1 : 0));
        boolean ports =
                match.sourcePorts().isPresent() || match.destinationPorts().isPresent();
        if (ports || match.tcpFlags().isPresent()) {
            kind.want(PolicyAbi.KIND_TRANSPORT, 1, 1);
        }
    }

    /** The first word of a rule. */
    private record Kind(MemorySegment rule) {
        private static final long VALUE = PolicyAbi.RULE_VALUE + (long) PolicyAbi.WORD_KIND * Long.BYTES;
        private static final long MASK = PolicyAbi.RULE_MASK + (long) PolicyAbi.WORD_KIND * Long.BYTES;

        /** Compares the bits {@code mask}, which start at {@code shift}, with {@code value}. */
        void want(int shift, long mask, long value) {
            rule.set(JAVA_LONG, VALUE, rule.get(JAVA_LONG, VALUE) | value << shift);
            rule.set(JAVA_LONG, MASK, rule.get(JAVA_LONG, MASK) | mask << shift);
        }
    }

    private static void writePrefix(Prefix prefix, MemorySegment at, int word) {
        byte[] address = prefix.addressBytes();
        long offset = (long) word * Long.BYTES;
        MemorySegment.copy(address, 0, at, JAVA_BYTE, PolicyAbi.RULE_VALUE + offset, address.length);
        for (int bit = 0; bit < prefix.length(); bit += Byte.SIZE) {
            int bits = Math.min(Byte.SIZE, prefix.length() - bit);
            at.set(JAVA_BYTE, PolicyAbi.RULE_MASK + offset + bit / Byte.SIZE, (byte) (BYTE << (Byte.SIZE - bits)));
        }
    }

    private static void writeRange(Optional<NumberRange> wanted, MemorySegment at, int offset) {
        NumberRange range = wanted.orElse(ALL);
        at.set(JAVA_SHORT, offset, (short) range.least());
        at.set(JAVA_SHORT, offset + PolicyAbi.RANGE_SPAN, (short) (range.most() - range.least()));
    }
}
