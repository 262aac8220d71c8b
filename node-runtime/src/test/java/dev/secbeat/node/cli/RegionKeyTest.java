// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.cli;

import static dev.secbeat.node.cluster.Samples.EAST;
import static dev.secbeat.node.cluster.Samples.WEST;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Arrays;
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

    private static String[] with(String[] words, String last) {
        String[] all = Arrays.copyOf(words, words.length + 1);
        all[words.length] = last;
        return all;
    }
}
