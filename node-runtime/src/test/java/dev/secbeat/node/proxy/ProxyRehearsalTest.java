// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ProxyRehearsalTest {

    @Test
    void everyRequestOfThePlayReachesTheOrigin() {
        assertThat(ProxyRehearsal.play()).isEqualTo(12 * 20);
    }
}
