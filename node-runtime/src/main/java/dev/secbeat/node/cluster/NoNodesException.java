// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.cluster;

import dev.secbeat.node.api.Scope;

/** No node that an order is for answers, so it was not sent. */
public final class NoNodesException extends Exception {
    private static final long serialVersionUID = 1L;

    NoNodesException(Scope scope) {
        super("no node of scope '" + scope + "' answers, nothing was sent: see 'secbeat status'");
    }
}
