// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.demo.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.secbeat.node.support.LabTurn;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The bench of orders, small: real processes, servers and kernel maps. What it counts must be right at any speed. */
@ExtendWith(LabTurn.class) // Six nodes and three servers: beside a fleet of drills neither gets what it needs.
class OrdersBenchTest {

    /** Of each kind more than one code's own budget of receipts has. */
    private static final int HOSTILE = 70;

    @Test
    void sixRealNodesCarryOutWhatIsGenuineAndNothingElseAndHealAfterKills() throws InterruptedException {
        Map<String, Double> figures = new OrdersBench(3, 2_000, HOSTILE, 120).run(_ -> {});
        assertThat(figures)
                .containsEntry("near_orders", 3.0)
                .containsEntry("far_orders", 3.0)
                .containsEntry("bulk_prefixes", 2_000.0)
                .containsEntry("bulk_durable_nodes", 6.0)
                .containsEntry("bulk_mixed_durable_nodes", 6.0)
                .containsEntry("bulk_mixed_kernels", 6.0)
                .containsEntry("hostile_commands", 7.0 * HOSTILE)
                .containsEntry("hostile_garbage", (double) HOSTILE)
                .containsEntry("hostile_carried_out", 0.0)
                .containsEntry("hostile_refused_for_their_reason", 7.0 * HOSTILE)
                .containsEntry("kills", 3.0 + 6.0)
                .containsEntry("equal_kernels", 6.0)
                .containsEntry("equal", 1.0);
        assertThat(figures)
                .containsKeys("calm_loop_p99_ms", "hostile_loop_p99_ms", "hostile_loop_max_ms", "bulk_mixed_s")
                .containsKeys("revoke_ms", "far_revoke_ms");
        assertThat(figures.get("near_p50_ms")).isPositive();
        assertThat(figures.values()).noneMatch(value -> value.isNaN());
    }
}
