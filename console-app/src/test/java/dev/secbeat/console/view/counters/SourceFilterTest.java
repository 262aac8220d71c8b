// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.view.counters;

import static org.assertj.core.api.Assertions.assertThat;

import dev.secbeat.console.i18n.Messages;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A rate is typed as the language writes it; what is no rate is said. */
class SourceFilterTest {
    @AfterEach
    void english() {
        Messages.speak(Locale.ENGLISH);
    }

    @Test
    void aRateIsReadInTheLanguageSpoken() {
        assertThat(above("> 0.5")).isEqualTo(0.5);
        assertThat(above(">1,500/s")).isEqualTo(1_500);
        assertThat(parse("> 0,5").problem()).contains("'>0,5' is no rate");
        Messages.speak(Locale.GERMAN);
        assertThat(above("> 0,5")).isEqualTo(0.5);
        assertThat(above("> 1.500/s")).as("as the table shows it").isEqualTo(1_500);
        assertThat(above("> 0.5")).as("a point where no group can be").isEqualTo(0.5);
        assertThat(parse("198.51.100.0/24 < 2,5 apac").problem()).isEmpty();
        assertThat(parse("> viel").problem()).contains(">viel");
    }

    private static double above(String text) {
        SourceFilter filter = parse(text);
        assertThat(filter.problem()).isEmpty();
        return filter.query().above();
    }

    private static SourceFilter parse(String text) {
        return SourceFilter.parse(text, List.of("apac"));
    }
}
