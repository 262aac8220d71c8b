// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.kernel;

import java.nio.file.Path;
import java.util.List;

/** Ends the filtering that a node left in the kernel. */
public final class FilterRemoval {
    private FilterRemoval() {}

    /**
     * Removes everything that a node which is not running has pinned in {@code pinDirectory}; the interfaces receive all
     * traffic from then on.
     *
     * @return what was removed, the links first; empty when there was nothing
     * @throws XdpException when a running node holds the directory, or it is none for pins; nothing is removed then
     */
    public static List<Path> ofStoppedNode(Path pinDirectory) {
        Errno.requirePrivilege("detaching");
        PinDirectory pins = new PinDirectory(pinDirectory);
        List<Path> found = pins.found();
        if (!found.isEmpty()) {
            LibC c = new LibC();
            int claim = pins.claim(c);
            try {
                boolean _ = XdpDataPlane.detach(pinDirectory);
            } finally {
                c.close(claim);
            }
        }
        return found;
    }
}
