// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.cluster;

/** There is no connection to the fleet, so nothing was sent; the message says why. */
public final class NotConnectedException extends Exception {
    private static final long serialVersionUID = 1L;

    NotConnectedException(ConnectionState state) {
        super("not connected to the fleet, nothing was sent: "
                + state.trouble().orElse("the connection is still being made; try again in a moment"));
    }
}
