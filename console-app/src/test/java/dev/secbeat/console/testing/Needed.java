// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.testing;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/** What a test cannot do without. */
public final class Needed {
    private Needed() {}

    /**
     * Passes the test over where {@code there} is false; fails where the environment has {@code CI}: there nobody would notice that a
     * journey is never tried.
     */
    public static void servers(boolean there, String missing) {
        if (System.getenv("CI") == null) {
            assumeTrue(there, missing);
        } else {
            assertTrue(there, missing);
        }
    }
}
