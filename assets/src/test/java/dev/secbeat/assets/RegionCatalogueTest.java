// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.assets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class RegionCatalogueTest {
    @Test
    void knowsTheRegionsOfTheGuide() {
        RegionCatalogue catalogue = RegionCatalogue.shipped();

        for (String id : List.of("us-east", "eu-west", "apac", "us-east-1", "eu-west-1", "ap-southeast-1")) {
            assertThat(catalogue.find(id)).as(id).isPresent();
        }
        assertThat(catalogue.find("apac").orElseThrow()).isEqualTo(new Place("apac", "APAC", "Singapore", 1.3, 103.8));
        assertThat(catalogue.find("atlantis")).isEmpty();
    }

    @Test
    void namesTheRegionWhoseLineIsWrong() {
        assertThatThrownBy(() -> RegionCatalogue.parse("here = Here; 1; 2")).hasMessageContaining("region here");
        assertThatThrownBy(() -> RegionCatalogue.parse("here = Here; City; north; 2"))
                .hasMessageContaining("not a coordinate");
        assertThatThrownBy(() -> RegionCatalogue.parse("here = Here; City; 91; 2"))
                .hasMessageContaining("no place on Earth");
    }

    @Test
    void everyFileIsThere() throws IOException {
        assertThat(AssetFiles.fonts()).hasSize(5).doesNotContainNull();
        for (String region : List.of("us-east", "eu-west", "apac")) {
            assertThat(AssetFiles.sampleNodeConfig(region)).contains("region = \"" + region + "\"");
        }
        assertThatThrownBy(() -> AssetFiles.sampleNodeConfig("atlantis")).hasMessageContaining("atlantis");
    }
}
