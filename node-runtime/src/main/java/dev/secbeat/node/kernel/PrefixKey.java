// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.kernel;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import dev.secbeat.node.api.Family;
import dev.secbeat.node.api.Prefix;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/** Prefixes as keys of the kernel's tables. */
final class PrefixKey {
    private static final int NET64 = 64;

    private PrefixKey() {}

    /** The table a block of {@code prefix} belongs in. */
    static KernelMap blockTable(Prefix prefix) {
        return switch (prefix.family()) {
            case IPV4 -> prefix.isHost() ? KernelMap.BLOCK_ADDR4 : KernelMap.BLOCK_PREFIX4;
            case IPV6 ->
                prefix.isHost()
                        ? KernelMap.BLOCK_ADDR6
                        : prefix.length() == NET64 ? KernelMap.BLOCK_NET64 : KernelMap.BLOCK_PREFIX6;
        };
    }

    /** The table an allowed {@code prefix} belongs in. */
    static KernelMap allowTable(Prefix prefix) {
        return prefix.family() == Family.IPV4 ? KernelMap.ALLOW_PREFIX4 : KernelMap.ALLOW_PREFIX6;
    }

    /** Writes {@code prefix} as a key of {@code map}. */
    static void write(Prefix prefix, KernelMap map, MemorySegment key) {
        int offset = addressOffset(map);
        if (offset > 0) {
            key.set(JAVA_INT, Abi.PREFIX_LEN, prefix.length());
        }
        MemorySegment.copy(prefix.addressBytes(), 0, key, JAVA_BYTE, offset, map.keyBytes() - offset);
    }

    /** Reads a key of {@code map}. */
    static Prefix read(KernelMap map, MemorySegment key) {
        int offset = addressOffset(map);
        byte[] address = key.asSlice(offset, map.keyBytes() - offset).toArray(JAVA_BYTE);
        if (offset > 0) {
            return Prefix.of(address, key.get(JAVA_INT, Abi.PREFIX_LEN));
        }
        return map == KernelMap.SPILL_NET64
                ? Prefix.of(Arrays.copyOf(address, Abi.ADDRESS6_BYTES), NET64)
                : Prefix.of(address, address.length * 8);
    }

    private static int addressOffset(KernelMap map) {
        return switch (map) {
            case BLOCK_PREFIX4, BLOCK_PREFIX6, ALLOW_PREFIX4, ALLOW_PREFIX6 -> Abi.PREFIX_ADDR;
            default -> 0;
        };
    }
}
