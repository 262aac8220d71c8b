// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.cluster;

import static dev.secbeat.node.cluster.Samples.EAST;
import static dev.secbeat.node.cluster.Samples.WEST;
import static org.assertj.core.api.Assertions.assertThat;

import dev.secbeat.node.api.Scope;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Who has to answer an order. */
class ExpectedNodesTest {
    @Test
    void whoIsHeardMustAnswerAndWhoIsOnlyNamedIsSilent() {
        Scope all = new Scope.Fleet();

        ExpectedNodes both = ExpectedNodes.among(List.of(Samples.status(EAST, 1), Samples.status(WEST, 1)), all);
        ExpectedNodes one = ExpectedNodes.among(List.of(Samples.status(EAST, 1)), all);
        ExpectedNodes west = ExpectedNodes.among(List.of(Samples.status(EAST, 1)), new Scope.Region(WEST.region()));

        assertThat(both.nodes()).containsExactly(WEST, EAST);
        assertThat(both.silent()).isEmpty();
        assertThat(one.nodes()).containsExactly(EAST);
        assertThat(one.silent()).containsExactly(WEST.region().value());
        assertThat(west.nodes()).isEmpty();
        assertThat(west.silent()).containsExactly(WEST.region().value());
    }
}
