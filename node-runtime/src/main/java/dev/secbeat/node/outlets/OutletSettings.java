// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.outlets;

import dev.secbeat.node.api.Notice;
import dev.secbeat.node.time.Backoff;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;

/**
 * One receiver.
 *
 * @param name in metrics, logs and file names: of a-z, 0-9 and '-'
 * @param kinds that it is told
 * @param queue deliveries that wait at most; more are dropped and counted
 * @param tries before a delivery is given up, at least 1
 */
public record OutletSettings(
        String name, Target target, Set<Notice.Kind> kinds, int queue, int tries, Backoff backoff) {
    public OutletSettings {
        kinds = Set.copyOf(kinds);
    }

    /** Where deliveries go. */
    public sealed interface Target {}

    /**
     * By HTTP POST.
     *
     * @param url deliveries go to its host and to no other
     */
    public record Webhook(URI url, OutletKey key) implements Target {}

    /**
     * As messages of RFC 5424.
     *
     * @param facility 0 to 23
     */
    public record Syslog(String host, int port, Transport transport, int facility) implements Target {}

    /** What carries syslog. */
    public sealed interface Transport {}

    /** A datagram a message (RFC 5426); what does not fit into 8192 bytes is cut off. */
    public record Udp() implements Transport {}

    /** One connection, each message with its length before (RFC 6587). */
    public record Tcp() implements Transport {}

    /**
     * The same within TLS (RFC 5425); the receiver must have a certificate for its host.
     *
     * @param authority PEM; empty for those the Java runtime trusts
     */
    public record Tls(Optional<Path> authority) implements Transport {}
}
