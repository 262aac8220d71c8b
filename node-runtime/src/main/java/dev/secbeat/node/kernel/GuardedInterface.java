// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.kernel;

import java.nio.file.Path;

/**
 * The interface that a pinned link guards, for people who ask from wherever they are.
 *
 * @param index in its own network namespace
 * @param name as in {@code ip link}, or {@code ifINDEX} when it is in another network namespace than the caller
 */
record GuardedInterface(int index, String name) {

    /** @throws XdpException when the link is left over from an interface that is gone */
    static GuardedInterface of(LibBpf bpf, LibC c, Path link) {
        XdpQuery.Linked attachment = XdpLink.linked(bpf, c, link);
        int index = attachment.ifindex();
        if (index == 0) {
            throw new XdpException(
                    "the interface that " + link + " guarded is gone, so there are no packets to capture:"
                            + " start the node again once the interface is back");
        }
        // The same index may be another interface here: only that which runs the link's program is the one.
        boolean here = XdpLink.programOn(bpf, index) == attachment.programId();
        return new GuardedInterface(index, here ? c.ifIndexToName(index) : "if" + index);
    }
}
