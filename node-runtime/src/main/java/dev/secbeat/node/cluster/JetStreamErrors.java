// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.cluster;

/** Numbers by which the server's JetStream interface names its refusals. */
final class JetStreamErrors {
    static final int STREAM_NOT_FOUND = 10_059;
    static final int WRONG_LAST_SEQUENCE = 10_071;

    private JetStreamErrors() {}
}
