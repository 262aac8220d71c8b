// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.view.counters;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Of many regions the three loudest are named, or as many as can be read whole. */
class LoudestTest {
    private static final List<String> FIVE =
            List.of("apac 100", "us-east 90", "eu-west 80", "me-west 7", "af-south ✕3");

    @Test
    void theThreeLoudestAndHowManyMore() {
        assertThat(SourceColumns.fitting(FIVE, 330)).isEqualTo("apac 100 · us-east 90 · eu-west 80 +2");
        assertThat(SourceColumns.fitting(FIVE.subList(0, 3), 330)).isEqualTo("apac 100 · us-east 90 · eu-west 80");
        assertThat(SourceColumns.fitting(FIVE.subList(0, 1), 330)).isEqualTo("apac 100");
    }

    @Test
    void fewerWhereThereIsNoRoomYetOneAlways() {
        assertThat(SourceColumns.fitting(FIVE, 220)).isEqualTo("apac 100 · us-east 90 +3");
        assertThat(SourceColumns.fitting(FIVE, 20)).isEqualTo("apac 100 +4");
    }
}
