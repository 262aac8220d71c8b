// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.cli;

import static dev.secbeat.node.cluster.Samples.EAST;
import static dev.secbeat.node.cluster.Samples.WEST;
import static org.assertj.core.api.Assertions.assertThat;

import dev.secbeat.node.api.Prefix;
import dev.secbeat.node.api.Scope;
import dev.secbeat.node.cluster.Samples;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command line in the hands of somebody whose key the servers hold to one region. */
class RegionKeyTest {
    @TempDir
    Path folder;

    private SmallFleet fleet;

    @BeforeEach
    void start() {
        fleet = new SmallFleet(folder).withNodes().withStream();
    }

    @AfterEach
    void stop() {
        fleet.close();
    }

    @Test
    void itOrdersInItsRegionAndIsToldWhereItMay() {
        String[] block = {"block", "203.0.113.42", "--reason", "x", "--scope"};

        Shell own = fleet.asked(fleet.eastern, with(block, "region.us-east"));
        assertThat(own.status()).as(own.out() + own.err()).isZero();
        assertThat(own.out()).contains(EAST.toString(), "1 of 1 nodes have it in force");
        for (String scope : new String[] {"all", "region.eu-west", "node.eu-west." + WEST.name()}) {
            Shell other = fleet.asked(fleet.eastern, with(block, scope));
            assertThat(other.status()).as(scope).isEqualTo(ExitCode.REFUSED);
            assertThat(other.err())
                    .contains("the NATS servers do not let this key do that", "name a region that it may command")
                    .contains("nothing was sent");
        }
    }

    @Test
    void itAsksForTheFleetsStatusAndReadsTheAuditTrail() {
        assertThat(fleet.asked(fleet.eastern, "status").out()).contains(EAST.name(), WEST.name());
        assertThat(fleet.asked(fleet.eastern, "blocks").status()).isZero();
        assertThat(fleet.asked(fleet.eastern, "audit").status()).isZero();
    }

    @Test
    void itTakesBackWhatItOrderedWithoutSayingWhere() {
        Shell block =
                fleet.asked(fleet.eastern, "block", "203.0.113.42", "--reason", "x", "--region", "us-east", "--json");
        String id = SmallFleet.objects(block).getFirst().get("commandId").asText();

        Shell undo = fleet.asked(fleet.eastern, "undo", id, "--reason", "wrong");

        assertThat(undo.status()).as(undo.out() + undo.err()).isZero();
        assertThat(undo.out())
                .contains("undoing block 203.0.113.42 for ", " on region.us-east: x (given by ", EAST + "  applied")
                .doesNotContain(WEST.toString());
        assertThat(fleet.node(EAST).blocks.active()).isEmpty();
    }

    @Test
    void itEndsABlockWhereItIsAndSaysSo() {
        Prefix prefix = Prefix.parse("203.0.113.42");
        fleet.asked(fleet.eastern, "block", "203.0.113.42", "--reason", "x", "--region", "us-east");
        fleet.node(EAST)
                .tell(Samples.status(
                        EAST,
                        System.currentTimeMillis(),
                        List.of(Samples.blocked(prefix, new Scope.Region(EAST.region()))),
                        List.of()));

        Shell unblock = fleet.asked(fleet.eastern, "unblock", "203.0.113.42");

        assertThat(unblock.status()).as(unblock.out() + unblock.err()).isZero();
        assertThat(unblock.out())
                .contains(
                        "on region.us-east, for which 203.0.113.42 is blocked; to have all nodes spare them: --scope all")
                .contains("1 of 1 nodes");
        assertThat(fleet.node(EAST).blocks.active()).isEmpty();
        assertThat(fleet.node(WEST).blocks.decisions).isZero();

        Shell both = fleet.asked("unblock", "203.0.113.42", "203.0.113.43", "--json");
        assertThat(both.status()).as(both.err()).isZero();
        assertThat(SmallFleet.objects(both))
                .as("an order for the region, and one for all")
                .extracting(order -> order.get("receipts").size())
                .containsExactly(1, 2);
        Shell all = fleet.asked("unblock", "203.0.113.42", "--scope", "all", "--json");
        assertThat(SmallFleet.objects(all).getFirst().get("receipts")).hasSize(2);
    }

    @Test
    void whereAnOrderCannotBeLookedUpItMustSayWhere() {
        Shell undo = fleet.asked(fleet.eastern, "undo", new UUID(1, 2).toString());

        assertThat(undo.status()).isEqualTo(ExitCode.REFUSED);
        assertThat(undo.err())
                .contains("could not be looked up", "not known for which nodes it was", "--region REGION");
        Shell named = fleet.asked(fleet.eastern, "undo", new UUID(1, 2).toString(), "--region", "us-east");
        assertThat(named.out()).as("asked all the same").contains(EAST + "  refused");
    }

    private static String[] with(String[] words, String last) {
        String[] all = Arrays.copyOf(words, words.length + 1);
        all[words.length] = last;
        return all;
    }
}
