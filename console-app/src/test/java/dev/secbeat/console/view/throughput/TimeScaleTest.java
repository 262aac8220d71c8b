// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.view.throughput;

import static org.assertj.core.api.Assertions.assertThat;

import dev.secbeat.console.i18n.Times;
import dev.secbeat.console.model.ChartSpan;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Moments of a chart, by the clocks of the zone chosen. */
class TimeScaleTest {
    private static final long HOUR = 3_600_000;

    @AfterEach
    void backToUtc() {
        Times.in(ZoneOffset.UTC);
    }

    @Test
    void dayBeginsAtMidnightOfTheZone() {
        Times.in(ZoneId.of("Asia/Kolkata")); // 5:30 h before UTC
        long noon = Instant.parse("2026-11-26T06:30:00Z").toEpochMilli();
        TimeScale scale = new TimeScale(ChartSpan.endingAt(noon, 24 * HOUR), 0, 800);
        List<TimeScale.Tick> ticks = scale.ticks();
        assertThat(ticks)
                .extracting(TimeScale.Tick::label)
                .contains("26 Nov", "06:00", "12:00")
                .doesNotContain("06:30");
        assertThat(ticks)
                .filteredOn(tick -> tick.label().equals("26 Nov"))
                .extracting(TimeScale.Tick::millis)
                .containsExactly(Instant.parse("2026-11-25T18:30:00Z").toEpochMilli());
        assertThat(scale.moment(noon)).isEqualTo("12:00:00");
        assertThat(TimeScale.clock(noon)).isEqualTo("12:00:00 IST");
    }
}
