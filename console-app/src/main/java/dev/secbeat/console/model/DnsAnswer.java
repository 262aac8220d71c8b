// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.model;

import java.util.List;

/**
 * What the authoritative DNS answers to a group of clients.
 *
 * @param view the group, such as a continent
 * @param name the name asked for
 * @param addresses what it stands for, sorted
 */
public record DnsAnswer(String view, String name, String type, List<String> addresses) {
    public DnsAnswer {
        addresses = List.copyOf(addresses);
    }
}
