// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.kernel;

import java.util.Collection;
import java.util.Locale;

/** Where in the receive path the program runs. */
public enum XdpMode {
    /** In the driver, before the kernel has allocated anything for the packet. */
    NATIVE,
    /** In the kernel's general path: works on every interface, several times slower. */
    GENERIC;

    /** The slower one, if any interface runs in it. */
    static XdpMode worst(Collection<XdpMode> modes) {
        return modes.contains(GENERIC) ? GENERIC : NATIVE;
    }

    /** The name used in heartbeats and metrics: {@code native}. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
