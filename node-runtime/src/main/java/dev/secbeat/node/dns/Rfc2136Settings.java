// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.dns;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;

/**
 * A zone that takes RFC 2136 updates.
 *
 * @param zone fully qualified, with the final dot
 * @param name the steered name in it, with the final dot
 * @param servers every authoritative server; the first one takes the updates
 * @param timeout of one question or update
 */
public record Rfc2136Settings(
        String zone,
        String name,
        int ttlSeconds,
        List<InetSocketAddress> servers,
        List<ViewKey> views,
        Duration timeout) {

    public Rfc2136Settings {
        servers = List.copyOf(servers);
        views = List.copyOf(views);
        if (servers.isEmpty() || views.isEmpty()) {
            throw new IllegalArgumentException(
                    "at least one DNS server and one view are needed, got " + servers.size() + " and " + views.size());
        }
    }

    /**
     * The TSIG key by which a server recognises a view.
     *
     * @param algorithm {@code hmac-sha256}, {@code hmac-sha384} or {@code hmac-sha512}
     * @param secret base64; never logged
     */
    public record ViewKey(String view, String keyName, String algorithm, String secret) {
        @Override
        public String toString() {
            return "ViewKey[view=" + view + ", keyName=" + keyName + ", algorithm=" + algorithm + "]";
        }
    }
}
