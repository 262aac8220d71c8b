// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.secbeat.console.model.SourceRow;
import dev.secbeat.console.settings.Look;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the pictures show makes sense: their figures do not contradict each other. */
class ExhibitsTest {
    @Test
    void theFirstScreenAgreesWithItself() {
        try (Desk desk = GalleryTest.open(Look.DARK, 1000, 700)) {
            List<SourceRow> rows = Fx.call(() -> List.copyOf(desk.fleet.model.sources()));
            assertThat(rows).hasSize(7).allSatisfy(row -> {
                double regions = row.perRegion().values().stream()
                        .mapToDouble(Double::doubleValue)
                        .sum();
                assertThat(row.globalPerSecond()).as(row.source()).isCloseTo(regions, within(0.5));
            });
            List<SourceRow> over = rows.stream()
                    .filter(row -> row.globalPerSecond() > row.limitPerSecond())
                    .toList();
            assertThat(over).hasSize(2).allSatisfy(row -> {
                assertThat(row.standing()).isEqualTo(SourceRow.Standing.BLOCKED);
                assertThat(row.expiresAtMillis()).isGreaterThan(desk.fleet.epochMillis());
            });
            assertThat(Fx.call(() -> desk.fleet.model.summary().get().detectionsLastHour()))
                    .as("sources over the limit")
                    .isEqualTo(over.size());
        }
    }
}
