// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.runtime;

/** What peers send; the label of {@code secbeat_state_refused_total}. */
enum MessageKind {
    COUNTS("counts"),
    RELAY("relay"),
    BLOCKS("blocks"),
    SNAPSHOT("snapshot");

    private final String label;

    MessageKind(String label) {
        this.label = label;
    }

    String label() {
        return label;
    }
}
