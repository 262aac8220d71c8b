// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.assets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import org.junit.jupiter.api.Test;

class TopologyTest {
    private static final String TWO_SQUARES = """
            {"type":"Topology","arcs":[[[0,0],[10,0]],[[10,0],[-10,0]]],
             "transform":{"scale":[0.5,2],"translate":[-180,-90]},
             "objects":{"other":{"type":"Point","coordinates":[1,2]},
              "areas":{"type":"GeometryCollection","geometries":[
               {"type":"Polygon","properties":{"id":7,"name":"One"},"arcs":[[0,-1]]},
               {"arcs":[[[1]],[[-2,0]]],"type":"MultiPolygon"}]}}}
            """;

    @Test
    void decodesDeltasAndTransform() {
        Topology topology = Topology.read(TWO_SQUARES, "areas");

        assertThat(topology.arcs().getFirst()).containsExactly(-180, -90, -175, -90);
        assertThat(topology.arcs().getLast()).containsExactly(-175, -90, -180, -90);
    }

    @Test
    void readsPolygonsAndMultipolygonsWhateverTheOrderOfMembers() {
        Topology topology = Topology.read(TWO_SQUARES, "areas");

        assertThat(topology.areas()).extracting(Topology.Area::name).containsExactly("One", "");
        assertThat(topology.areas().getFirst().rings()).containsExactly(new int[] {0, -1});
        assertThat(topology.areas().getLast().rings()).containsExactly(new int[] {1}, new int[] {-2, 0});
    }

    @Test
    void refusesARingThatRefersToNoArc() {
        assertThatThrownBy(() -> Topology.read(TWO_SQUARES.replace("[0,-1]", "[0,-9]"), "areas"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("One refers to missing arc -9");
    }

    @Test
    void refusesTextThatEndsEarlyAndObjectsThatAreNotThere() {
        for (int length = 0; length < TWO_SQUARES.strip().length(); length++) {
            String part = TWO_SQUARES.strip().substring(0, length);
            assertThatThrownBy(() -> Topology.read(part, "areas")).isInstanceOf(IllegalArgumentException.class);
        }
        assertThatThrownBy(() -> Topology.read(TWO_SQUARES, "rivers")).hasMessageContaining("rivers");
    }

    @Test
    void theShippedWorldHasItsCountriesWithinTheGlobe() throws IOException {
        Topology world = Topology.read(AssetFiles.worldTopology(), "countries");

        assertThat(world.areas())
                .hasSizeGreaterThan(200)
                .extracting(Topology.Area::name)
                .contains("Fiji", "Russia");
        for (double[] arc : world.arcs()) {
            for (int i = 0; i < arc.length; i += 2) {
                assertThat(arc[i]).isBetween(-180.0001, 180.0001);
                assertThat(arc[i + 1]).isBetween(-90.0001, 90.0001);
            }
        }
    }
}
