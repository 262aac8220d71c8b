// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.feed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.secbeat.console.model.RegionSample;
import dev.secbeat.node.api.Metrics;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Counters become rates; resets, repeats, gone nodes and broken bytes do no harm. */
class RegionRatesTest {
    private final RegionRates rates = new RegionRates();

    @Test
    void theFirstSampleGivesNoRate() {
        assertThat(only(rates.accept(List.of(passed("n-1", 100, 0)))).passedPerSecond())
                .isNaN();
    }

    @Test
    void nodesOfARegionAreSummedEachByItsOwnSampleTimes() {
        rates.accept(List.of(passed("n-1", 0, 0), passed("n-2", 0, 2_000)));
        RegionSample sample = only(rates.accept(List.of(passed("n-1", 5_000, 5_000), passed("n-2", 5_000, 12_000))));
        assertThat(sample.passedPerSecond()).isCloseTo(1_500, within(1e-9));
        assertThat(sample.sampledAtMillis()).isEqualTo(12_000);
    }

    @Test
    void aResetCountsFromZeroAndARepeatChangesNothing() {
        rates.accept(List.of(passed("n-1", 1_000_000, 0)));
        RegionSample reset = only(rates.accept(List.of(passed("n-1", 500, 5_000))));
        assertThat(reset.passedPerSecond()).isCloseTo(100, within(1e-9));
        assertThat(only(rates.accept(List.of(passed("n-1", 500, 5_000))))).isEqualTo(reset);
    }

    @Test
    void aNodeThatStoppedLongAgoNoLongerCounts() {
        rates.accept(List.of(passed("n-1", 0, 0), passed("n-2", 0, 0)));
        rates.accept(List.of(passed("n-1", 1_000, 1_000), passed("n-2", 1_000, 1_000)));
        RegionSample later = only(rates.accept(List.of(passed("n-1", 61_000, 61_000), passed("n-2", 1_000, 1_000))));
        assertThat(later.passedPerSecond()).isCloseTo(1_000, within(1e-9));
    }

    @Test
    void brokenBytesAreAnErrorNotAnAnswer() {
        byte[] cut = {(byte) 0x86, 2, 10, 23, 'p', 'a', 'c'};
        assertThatThrownBy(() -> FederationFormat.read(new ByteArrayInputStream(cut), RegionRates.METRICS))
                .isInstanceOf(IOException.class);
    }

    private static RegionSample only(List<RegionSample> samples) {
        assertThat(samples).hasSize(1);
        return samples.getFirst();
    }

    private static FederationSample passed(String instance, double value, long atMillis) {
        return new FederationSample(Metrics.PACKETS_PROCESSED, "us-east", instance, "pass", "none", value, atMillis);
    }
}
