// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.failover;

import java.util.List;

/**
 * One DNS record set that steers clients, as it is answered now.
 *
 * @param view the group of clients that see it: {@code NA}, {@code EU}, {@code AS} or {@code default}
 * @param name fully qualified, with the final dot
 * @param type {@code A} or {@code AAAA}
 * @param addresses sorted
 */
public record SteeredRecord(String view, String name, String type, List<String> addresses) {

    public SteeredRecord {
        addresses = addresses.stream().sorted().toList();
    }
}
