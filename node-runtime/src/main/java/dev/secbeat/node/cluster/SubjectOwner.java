// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.cluster;

import dev.secbeat.node.api.NodeId;
import dev.secbeat.node.api.Subjects;
import java.util.Optional;

/** Who published: the node named by the subject, since the server lets nobody else publish there. */
final class SubjectOwner {
    private SubjectOwner() {}

    /** Empty when the subject names no node. */
    static Optional<NodeId> of(String subject) {
        try {
            return Optional.of(Subjects.owner(subject));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
