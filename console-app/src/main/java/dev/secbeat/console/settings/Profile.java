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
 * @param trustRoots public keys of the administrators who may sign trust files; with these, what nodes say whose key was withdrawn is
 *     not believed
 */
public record Profile(
        String name,
        List<String> nats,
        Optional<Credential> key,
        Optional<Credential> operatorKey,
        Optional<String> prometheus,
        List<String> trustRoots) {
    public Profile {
        nats = List.copyOf(nats);
        trustRoots = List.copyOf(trustRoots);
    }

    /** Without roots. */
    public Profile(
            String name,
            List<String> nats,
            Optional<Credential> key,
            Optional<Credential> operatorKey,
            Optional<String> prometheus) {
        this(name, nats, key, operatorKey, prometheus, List.of());
    }

    /** The same with these roots. */
    Profile withTrustRoots(List<String> roots) {
        return new Profile(name, nats, key, operatorKey, prometheus, roots);
    }
}
