// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.kernel;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The C functions that this room calls. */
public final class NativeBindings {
    private static final Logger LOG = LoggerFactory.getLogger(NativeBindings.class);

    private NativeBindings() {}

    /**
     * Binds all of them, so that {@link XdpDataPlane#open} finds it done; Java keeps what it made for each shape of function.
     * Any thread. A library that is missing is left for {@code open} to tell.
     */
    public static void preload() {
        try {
            LibBpf _ = LibBpf.open();
            LibC _ = new LibC();
        } catch (XdpException e) {
            LOG.debug("event=preload_failed error=\"{}\"", e.getMessage());
        }
    }
}
