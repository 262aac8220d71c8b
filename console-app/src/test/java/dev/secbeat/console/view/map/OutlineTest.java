// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.view.map;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.secbeat.assets.AssetFiles;
import dev.secbeat.assets.Topology;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class OutlineTest {
    @Test
    void aRingAcrossTheAntimeridianStaysInOnePiece() {
        double[] ring = {179, 0, -179, 0, -179, 1, 179, 1, 179, 0};

        assertThat(Outline.unwrapped(ring)).containsExactly(179, 0, 181, 0, 181, 1, 179, 1, 179, 0);
    }

    @Test
    void aRingAroundThePoleIsClosedAlongTheEdge() {
        double[] closed = Outline.closed(new double[] {-180, -70, 0, -75, 180, -70});

        assertThat(closed).containsExactly(-180, -70, 0, -75, 180, -70, 180, -90, -180, -90, -180, -70);
    }

    @Test
    void mercatorGoesThereAndBack() {
        for (double latitude = -85; latitude <= 85; latitude += 5) {
            assertThat(Mercator.latitude(Mercator.y(latitude))).isCloseTo(latitude, within(1e-9));
        }
        assertThat(Mercator.y(90)).isCloseTo(0, within(1e-9));
    }

    @Test
    void tilesShowLandWhereThereIsLand() throws IOException {
        TilePainter painter = new TilePainter(Outline.of(Topology.read(AssetFiles.worldTopology(), "countries")));
        int[] world = painter.paint(0, 0, 0);

        assertThat(alpha(world, 20, 10)).as("Sahara").isEqualTo(255);
        assertThat(alpha(world, 62, 100)).as("Siberia").isEqualTo(255);
        assertThat(alpha(world, 66.5, -173))
                .as("Chukotka, beyond the antimeridian")
                .isEqualTo(255);
        assertThat(alpha(world, -80, 90)).as("Antarctica").isEqualTo(255);
        assertThat(alpha(world, 0, -30)).as("Atlantic").isZero();
        assertThat(alpha(world, 20, -160.5)).as("Pacific").isZero();
    }

    @Test
    void zoomsRestWhereTilesCoverWholePixels() {
        for (double zoom = 0; zoom < 7; zoom += 0.037) {
            double rest = GluonWorldMap.wholePixels(zoom);
            double side = 256 * Math.pow(2, rest - Math.floor(rest + 0.2));
            assertThat(side).isCloseTo(Math.rint(side), within(1e-6));
            assertThat(rest).isCloseTo(zoom, within(0.01));
        }
    }

    private static int alpha(int[] tile, double latitude, double longitude) {
        int x = (int) (Mercator.x(longitude) * TilePainter.SIDE);
        int y = (int) (Mercator.y(latitude) * TilePainter.SIDE);
        return tile[y * TilePainter.SIDE + x] >>> 24;
    }
}
