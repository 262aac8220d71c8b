// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.control;

import dev.secbeat.node.api.Prefix;
import dev.secbeat.node.verdict.TableRoom;
import java.util.Optional;

/** Port: what this node has room for; automatic blocks make way and count as none. Called by the node loop's thread. */
@FunctionalInterface
public interface OrderRoom {

    /** How many more of operators' decisions the node can know of. */
    int decisions();

    /**
     * What the kernel's table can take in which a block of exactly {@code prefix} would be; empty without a kernel. Prefixes of one
     * length share a table.
     */
    default Optional<TableRoom> table(Prefix prefix) {
        return Optional.empty();
    }
}
