// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.config;

import dev.secbeat.node.api.Notice;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Whom an orchestrator tells what happens.
 *
 * @param directory of dead letters and of what waits over a restart
 */
public record OutletsConfig(Path directory, List<Webhook> webhooks, List<Syslog> syslogs) {

    /**
     * What all outlets have.
     *
     * @param queue deliveries that wait at most
     * @param tries before one is given up
     */
    public record Common(String name, Set<Notice.Kind> kinds, int queue, int tries) {}

    /** A receiver of HTTP POSTs; the secret signs them. */
    public record Webhook(Common common, URI url, Secret secret) {}

    /**
     * A receiver of syslog.
     *
     * @param authority of TLS alone, PEM; empty for those the Java runtime trusts
     * @param facility 0 to 23
     */
    public record Syslog(
            Common common, String host, int port, Transport transport, Optional<Path> authority, int facility) {}

    /** What carries syslog. */
    public enum Transport {
        /** Datagrams. */
        UDP,
        /** A connection in clear. */
        TCP,
        /** A connection within TLS. */
        TLS
    }
}
