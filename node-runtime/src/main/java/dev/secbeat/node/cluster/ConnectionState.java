// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.cluster;

import java.util.Optional;

/**
 * Where a link stands.
 *
 * @param server name of the server in use, present when connected
 * @param url its address, present when connected
 * @param sinceEpochMillis since when the phase holds
 * @param roundTripMicros newest measured round trip to that server; 0 before the first measurement
 * @param trouble what went wrong last, what it means and what to do; empty when connected
 */
public record ConnectionState(
        Phase phase,
        Optional<String> server,
        Optional<String> url,
        long sinceEpochMillis,
        long roundTripMicros,
        Optional<String> trouble) {

    /** Stages of a link's life. */
    public enum Phase {
        /** Not connected yet. */
        CONNECTING,
        /** In use. */
        CONNECTED,
        /** Was connected, is looking for a server. */
        AWAY,
        /** A server was reached but refused the key, or the key cannot be read; tried again slowly. */
        REFUSED,
        /** Closed by its owner. */
        CLOSED
    }

    /** Whether messages flow. */
    public boolean isConnected() {
        return phase == Phase.CONNECTED;
    }
}
