// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.cli;

import static dev.secbeat.node.cluster.Samples.EAST;
import static dev.secbeat.node.cluster.Samples.WEST;
import static org.assertj.core.api.Assertions.assertThat;

import dev.secbeat.node.api.NodeId;
import dev.secbeat.node.api.NodeStatus;
import dev.secbeat.node.api.Prefix;
import dev.secbeat.node.api.Scope;
import dev.secbeat.node.cluster.Samples;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Where an unblock goes when nobody says it. */
class BlockedForTest {
    private static final Prefix ONE = Prefix.parse("203.0.113.1");
    private static final Prefix OTHER = Prefix.parse("203.0.113.2");
    private static final Scope ALL = new Scope.Fleet();
    private static final Scope IN_EAST = new Scope.Region(EAST.region());
    private static final Scope IN_WEST = new Scope.Region(WEST.region());

    @Test
    void itGoesWhereTheBlocksAre() {
        List<NodeStatus> nodes = List.of(node(EAST, block(ONE, IN_EAST)), node(WEST, block(OTHER, ALL)));

        assertThat(BlockedFor.of(List.of(OTHER, ONE), nodes))
                .containsOnlyKeys(ALL, IN_EAST)
                .containsEntry(ALL, List.of(OTHER))
                .containsEntry(IN_EAST, List.of(ONE));
    }

    @Test
    void whatNobodyTellsOfIsTheFleets() {
        List<NodeStatus> nodes = List.of(node(EAST, block(OTHER, IN_EAST)));

        assertThat(BlockedFor.of(List.of(ONE), nodes)).containsOnlyKeys(ALL);
        assertThat(BlockedFor.of(List.of(ONE), List.of())).containsOnlyKeys(ALL);
    }

    @Test
    void whatRegionsBlockEachForItselfIsEndedInEach() {
        List<NodeStatus> nodes = List.of(node(EAST, block(ONE, IN_EAST)), node(WEST, block(ONE, IN_WEST)));

        assertThat(BlockedFor.of(List.of(ONE), nodes)).containsOnlyKeys(IN_EAST, IN_WEST);
    }

    @Test
    void whatOneHoldsForTheFleetIsEndedEverywhere() {
        List<NodeStatus> nodes = List.of(node(EAST, block(ONE, IN_EAST)), node(WEST, block(ONE, ALL)));

        assertThat(BlockedFor.of(List.of(ONE), nodes)).containsOnlyKeys(ALL);
    }

    /** A node that says what only others can hold has no say in it. */
    @Test
    void aNodeTellsOfItselfAlone() {
        List<NodeStatus> nodes = List.of(node(EAST, block(ONE, IN_WEST)), node(WEST, block(ONE, ALL)));

        assertThat(BlockedFor.of(List.of(ONE), nodes)).containsOnlyKeys(ALL);
        assertThat(BlockedFor.of(List.of(ONE), nodes.subList(0, 1))).containsOnlyKeys(ALL);
    }

    private static NodeStatus.BlockStatus block(Prefix prefix, Scope scope) {
        return Samples.blocked(prefix, scope);
    }

    private static NodeStatus node(NodeId id, NodeStatus.BlockStatus... blocks) {
        return Samples.status(id, 1, Arrays.asList(blocks), List.of());
    }
}
