// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.secbeat.node.kernel.SynGuard;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What of the kernel's state means that an attack is going on. */
class KernelViewTest {
    private static final SynGuard QUIET = new SynGuard(80, false, 3);
    private static final SynGuard ALWAYS_ON = new SynGuard(81, true, 0);
    private static final SynGuard FLOODED = new SynGuard(443, true, 1);

    @Test
    void aGuardThatBeganByItselfTellsOfAFlood() {
        assertThat(KernelView.isFlooded(List.of(QUIET, ALWAYS_ON, FLOODED))).isTrue();
    }

    @Test
    void guardsThatRestOrAreAlwaysOnDoNot() {
        assertThat(KernelView.isFlooded(List.of(QUIET, ALWAYS_ON))).isFalse();
        assertThat(KernelView.isFlooded(List.of())).isFalse();
    }
}
