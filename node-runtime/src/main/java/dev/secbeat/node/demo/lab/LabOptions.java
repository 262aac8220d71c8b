// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.demo.lab;

import dev.secbeat.node.api.RegionId;
import java.nio.file.Path;
import java.util.List;

/**
 * What kind of lab to build.
 *
 * @param wan whether the regions are as far apart as in the user's figures; otherwise there is no delay between them
 * @param seed fixes the jitter of the wide area network
 */
public record LabOptions(Path stateDirectory, List<RegionId> regions, int nodesPerRegion, boolean wan, long seed) {
    public static final List<RegionId> THREE_REGIONS =
            List.of(new RegionId("us-east"), new RegionId("eu-west"), new RegionId("apac"));

    public LabOptions {
        regions = List.copyOf(regions);
    }

    public static LabOptions standard() {
        return new LabOptions(StateDirectory.DEFAULT, THREE_REGIONS, 2, false, 1);
    }

    /** The names and addresses of such a lab, as it starts. */
    public AddressPlan plan() {
        return AddressPlan.of(regions, nodesPerRegion);
    }

    public LabOptions withNodesPerRegion(int count) {
        return new LabOptions(stateDirectory, regions, count, wan, seed);
    }

    public LabOptions withWan(boolean far) {
        return new LabOptions(stateDirectory, regions, nodesPerRegion, far, seed);
    }
}
