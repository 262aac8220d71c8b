// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.feed;

import static org.assertj.core.api.Assertions.assertThat;

import dev.secbeat.console.model.EmbeddedNode.MapUse;
import java.io.IOException;
import java.io.StringReader;
import org.junit.jupiter.api.Test;

/** What is read off a node's page of metrics. */
class NodePageTest {

    @Test
    void mapsAreReadWithWhatTheyHoldAndAllElseIsLeft() throws IOException {
        String page = """
                # TYPE secbeat_kernel_map_entries gauge
                secbeat_kernel_map_entries{map="blocks"} 1204.0
                secbeat_kernel_map_entries{map="sources"} 1.5E5
                secbeat_kernel_map_capacity{map="blocks"} 65536.0
                secbeat_kernel_map_capacity{map="sources"} 1048576
                secbeat_kernel_map_capacity{map="odd"} 1..2
                secbeat_state_sources 3
                """;
        assertThat(NodePage.read(new StringReader(page)))
                .containsExactly(new MapUse("blocks", 1_204, 65_536), new MapUse("sources", 150_000, 1_048_576));
        assertThat(NodePage.read(new StringReader("no metrics at all"))).isEmpty();
    }
}
