// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.admin;

/** The endpoint could not start; the message says what happened, what it means and what to do. */
public final class AdminException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    AdminException(String address, int port, Exception failure) {
        super(
                "the metrics endpoint cannot listen on " + address + " port " + port + ": "
                        + (failure.getCause() == null ? failure : failure.getCause()).getMessage()
                        + "; Prometheus could not scrape here: stop what has the port or change metrics.address and"
                        + " metrics.port",
                failure);
    }
}
