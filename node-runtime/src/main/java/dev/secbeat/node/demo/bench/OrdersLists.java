// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.demo.bench;

import dev.secbeat.node.api.Prefix;
import java.util.List;
import java.util.stream.IntStream;

/** Lists of prefixes to block, each prefix once. Stateless. */
final class OrdersLists {
    private OrdersLists() {}

    /** Single IPv4 addresses, one beside the other. */
    static List<Prefix> addresses(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> Prefix.parse("20." + (i >> 16) + "." + (i >> 8 & 255) + "." + (i & 255)))
                .toList();
    }

    /**
     * Of ten, six single IPv4 addresses, two IPv4 prefixes of /25 to /31, two of IPv6 of /48 to /64; none covers another. A hundred
     * thousand are as much together as one person may block alone.
     */
    static List<Prefix> mixed(int count) {
        return IntStream.range(0, count).mapToObj(OrdersLists::mixedAt).toList();
    }

    private static Prefix mixedAt(int i) {
        int high = i >> 16;
        int low = i & 0xFFFF;
        return switch (i % 10) {
            case 0, 1, 2, 3, 4, 5 -> Prefix.parse((60 + high) + "." + (low >> 8) + "." + (low & 255) + ".1");
            case 6, 7 -> Prefix.parse((80 + high) + "." + (low >> 8) + "." + (low & 255) + ".0/" + (25 + i / 10 % 7));
            default -> Prefix.parse(String.format("2a0%x:%x:%x::/%d", high, low, i % 10, 48 + i / 10 % 17));
        };
    }
}
