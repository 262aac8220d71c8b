// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.failover;

import java.util.List;

/**
 * What the authoritative DNS holds at one moment.
 *
 * @param records the record sets that steer clients
 * @param notes what leaders wrote down of their moves, one set of type TXT a view, empty where there is none; each text in
 *     the DNS' own presentation
 */
public record DnsAnswers(List<SteeredRecord> records, List<SteeredRecord> notes) {

    public DnsAnswers {
        records = List.copyOf(records);
        notes = List.copyOf(notes);
    }

    /** Records of a DNS in which no leader has written yet. */
    public static DnsAnswers of(List<SteeredRecord> records) {
        return new DnsAnswers(records, List.of());
    }
}
