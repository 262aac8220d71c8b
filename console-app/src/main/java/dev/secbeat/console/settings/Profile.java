// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.settings;

import java.util.List;
import java.util.Optional;

/**
 * How to reach one fleet.
 *
 * @param name shown to the person, and the name of its layout
 * @param nats server addresses, the preferred one first; none: no live data
 * @param key with which to connect to NATS; a viewer's is enough to watch
 * @param operatorKey with which commands are signed; without one the console only reads
 * @param prometheus address of the global Prometheus
 */
public record Profile(
        String name,
        List<String> nats,
        Optional<Credential> key,
        Optional<Credential> operatorKey,
        Optional<String> prometheus) {
    public Profile {
        nats = List.copyOf(nats);
    }
}
