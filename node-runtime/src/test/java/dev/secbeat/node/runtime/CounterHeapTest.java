// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.secbeat.node.config.NodeConfig;
import dev.secbeat.node.crdt.CounterSettings;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How many sources a node has room for is the operator's choice, and a heap too small for it is refused. */
class CounterHeapTest {
    private static final long MIB = 1 << 20;

    private static NodeConfig config(String more) {
        return NodeConfig.parse("""
                platform = { region = "apac", node_id = "a" }
                network = { backend_url = "http://origin", interface = "eth0" }
                nats = { url = "nats://nats:4222" }
                """ + more, "f", Map.of());
    }

    @ParameterizedTest
    @CsvSource({"1024, 1024", "1025, 2048", "65536, 65536", "1000000, 1048576", "4194304, 4194304"})
    void aNodeHasRoomForAsManySourcesAsAreSet(int wanted, int sources) {
        CounterSettings counter =
                RoomSettings.loop(config("[state]\nmax_sources = " + wanted), 1).counter();

        assertThat(counter.sources()).isEqualTo(sources);
        assertThat(counter.components()).isEqualTo(6 * sources);
    }

    @Test
    void whoSetsNothingHasTheStandardRoomAndHeap() {
        assertThat(RoomSettings.loop(config(""), 1).counter().sources()).isEqualTo(65_536);
        assertThat(CounterHeap.of(config("")).leastMebibytes()).isEqualTo(256);
    }

    @ParameterizedTest
    @CsvSource({"65536, 256", "262144, 256", "1048576, 467", "4194304, 1868"})
    void theHeapThatIsNamedIsTwiceTheTables(int sources, long mebibytes) {
        CounterHeap heap = CounterHeap.of(config("[state]\nmax_sources = " + sources));

        assertThat(heap.leastMebibytes()).isEqualTo(mebibytes);
        assertThatCode(() -> heap.check(mebibytes * MIB * 29 / 30)).doesNotThrowAnyException();
    }

    @Test
    void kindsOfRulesShareTheRoom() {
        String rules = """
                [state]
                max_sources = 1048576
                [[rate_limit.rules]]
                dimension = 'requests'
                limit = 100
                [[rate_limit.rules]]
                dimension = 'requests'
                limit = 100
                window_seconds = 60
                """;

        assertThat(RoomSettings.loop(config(rules), 1).counter().sources()).isEqualTo(1 << 19);
        assertThat(CounterHeap.of(config(rules)).leastMebibytes()).isEqualTo(467);
    }

    @Test
    void aHeapThatIsTooSmallIsRefusedWithWhatToSet() {
        CounterHeap heap = CounterHeap.of(config("[state]\nmax_sources = 1000000"));

        assertThatThrownBy(() -> heap.check(247 * MIB))
                .isInstanceOf(StartException.class)
                .hasMessageContaining("state.max_sources = 1000000")
                .hasMessageContaining("heap of 247 MiB")
                .hasMessageContaining("SECBEAT_HEAP=467m");
    }
}
