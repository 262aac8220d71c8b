// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.kernel;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * An interface that a pinned link guards, for people who ask from wherever they are.
 *
 * @param index in its own network namespace
 * @param name as in {@code ip link}, or {@code ifINDEX} when it is in another network namespace than the caller
 */
record GuardedInterface(int index, String name) {

    /**
     * Those of all links in a pin directory.
     *
     * @throws XdpException when every link is left over from an interface that is gone
     */
    static List<GuardedInterface> all(LibBpf bpf, LibC c, PinDirectory pins) {
        List<GuardedInterface> guarded = new ArrayList<>();
        for (Path link : pins.links()) {
            XdpQuery.Linked attachment = XdpLink.linked(bpf, c, link);
            if (attachment.ifindex() != 0) {
                guarded.add(of(bpf, c, attachment));
            }
        }
        if (guarded.isEmpty()) {
            throw new XdpException("the interface that the links in " + pins.path()
                    + " guarded is gone, so there are no packets to capture: start the node again once the interface is"
                    + " back");
        }
        return List.copyOf(guarded);
    }

    private static GuardedInterface of(LibBpf bpf, LibC c, XdpQuery.Linked attachment) {
        int index = attachment.ifindex();
        // The same index may be another interface here: only that which runs the link's program is the one.
        boolean here = XdpLink.programOn(bpf, index) == attachment.programId();
        return new GuardedInterface(index, here ? c.ifIndexToName(index) : "if" + index);
    }
}
