// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.kernel;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

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
                        : prefix.length() == NET64
                                ? KernelMap.BLOCK_NET64
                                : prefix.length() < NET64 ? KernelMap.BLOCK_PREFIX6 : KernelMap.BLOCK_BEYOND6;
        };
    }

    /** The table an allowed {@code prefix} belongs in. */
    static KernelMap allowTable(Prefix prefix) {
        return prefix.family() == Family.IPV4 ? KernelMap.ALLOW_PREFIX4 : KernelMap.ALLOW_PREFIX6;
    }

    /** Writes {@code prefix} as a key of {@code map}. */
    static void write(Prefix prefix, KernelMap map, MemorySegment key) {
        switch (map) {
            case SPILL_PREFIX4 -> key.set(JAVA_INT_UNALIGNED, 0, EndKey.of4(prefix));
            case SPILL_PREFIX6 -> key.set(JAVA_LONG_UNALIGNED, 0, EndKey.of6(prefix));
            case BLOCK_BEYOND6, ALLOW_PREFIX4, ALLOW_PREFIX6 -> {
                key.set(JAVA_INT, Abi.PREFIX_LEN, prefix.length());
                MemorySegment.copy(
                        prefix.addressBytes(), 0, key, JAVA_BYTE, Abi.PREFIX_ADDR, map.keyBytes() - Abi.PREFIX_ADDR);
            }
            default -> MemorySegment.copy(prefix.addressBytes(), 0, key, JAVA_BYTE, 0, map.keyBytes());
        }
    }

    /** Reads a key of {@code map}. */
    static Prefix read(KernelMap map, MemorySegment key) {
        return switch (map) {
            case SPILL_PREFIX4 -> EndKey.read4(key.get(JAVA_INT_UNALIGNED, 0));
            case SPILL_PREFIX6 -> EndKey.read6(key.get(JAVA_LONG_UNALIGNED, 0));
            case SPILL_NET64 -> Prefix.of(Arrays.copyOf(address(map, key, 0), Abi.ADDRESS6_BYTES), NET64);
            case BLOCK_BEYOND6, ALLOW_PREFIX4, ALLOW_PREFIX6 ->
                Prefix.of(address(map, key, Abi.PREFIX_ADDR), key.get(JAVA_INT, Abi.PREFIX_LEN));
            default -> Prefix.of(address(map, key, 0), map.keyBytes() * Byte.SIZE);
        };
    }

    private static byte[] address(KernelMap map, MemorySegment key, int offset) {
        return key.asSlice(offset, map.keyBytes() - offset).toArray(JAVA_BYTE);
    }
}
