// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.kernel;

import java.util.Locale;

/** Where in the receive path the program runs. */
public enum XdpMode {
    /** In the driver, before the kernel has allocated anything for the packet. */
    NATIVE,
    /** In the kernel's general path: works on every interface, several times slower. */
    GENERIC;

    /** The name used in heartbeats and metrics: {@code native}. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
