// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.secbeat.console.model.BlockDraft.Danger;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is typed is understood or explained, and its danger grows with its width. */
class BlockDraftTest {

    @ParameterizedTest
    @CsvSource({
        "203.0.113.42, SOURCE",
        "2001:db8::1, SOURCE",
        "2001:db8:42:7::/64, SOURCE",
        "203.0.113.0/24, NETWORK",
        "2001:db8:42::/48, NETWORK",
        "198.18.0.0/15, WIDE",
        "2001:db8::/32, WIDE"
    })
    void dangerGrowsWithWidth(String text, Danger danger) {
        assertThat(BlockDraft.of(text, List.of()).danger()).isEqualTo(danger);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "  ", "example.com", "203.0.113.999", "203.0.113.0/33"})
    void nonsenseIsExplained(String text) {
        BlockDraft draft = BlockDraft.of(text, List.of());
        assertThat(draft.isValid()).isFalse();
        assertThat(draft.problem()).isNotBlank();
    }

    @Test
    void theBlastRadiusCountsSourcesAndTheirShare() {
        List<SourceRow> rows = List.of(row("203.0.113.42", 300), row("203.0.113.7", 60), row("198.18.0.1", 240));
        BlockDraft draft = BlockDraft.of("203.0.113.0/24", rows);
        assertThat(draft.sourcesHit()).isEqualTo(2);
        assertThat(draft.trafficShare()).isCloseTo(0.6, within(1e-9));
    }

    @Test
    void requestsAndBytesAreNeverAddedToOneShare() {
        List<SourceRow> rows = List.of(
                row("203.0.113.42", 30),
                row("198.18.0.1", 70),
                row("203.0.113.42", "bytes", 10_000),
                row("198.18.0.1", "bytes", 990_000));
        BlockDraft draft = BlockDraft.of("203.0.113.42", rows);
        assertThat(draft.sourcesHit()).isEqualTo(1);
        assertThat(draft.trafficShare()).isCloseTo(0.3, within(1e-9));
    }

    private static SourceRow row(String source, double rate) {
        return row(source, "requests", rate);
    }

    private static SourceRow row(String source, String dimension, double rate) {
        return new SourceRow(
                source,
                dimension,
                rate,
                100,
                1_000,
                Map.of(),
                Map.of(),
                SourceRow.Standing.PASSING,
                "",
                0,
                Trend.EMPTY,
                Trend.EMPTY);
    }
}
