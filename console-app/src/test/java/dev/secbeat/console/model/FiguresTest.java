// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.secbeat.console.i18n.Messages;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Figures have the decimal sign of the language spoken. */
class FiguresTest {
    @AfterEach
    void speakEnglishAgain() {
        Messages.speak(Locale.ENGLISH);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            en | 18.4k | 2.1M | 9,999 | 1,234.5 | 47 %
            de | 18,4k | 2,1M | 9.999 | 1.234,5 | 47 %
            """)
    void areWrittenAsTheLanguageDoes(
            String language, String thousands, String millions, String whole, String tenths, String share) {
        Messages.speak(Locale.of(language));

        assertThat(Figures.compact(18_400)).isEqualTo(thousands);
        assertThat(Figures.compact(2_100_000)).isEqualTo(millions);
        assertThat(Figures.grouped(9_999)).isEqualTo(whole);
        assertThat(Figures.tenths(1_234.5)).isEqualTo(tenths);
        assertThat(Figures.percent(0.47)).isEqualTo(share);
        assertThat(Freshness.HEARTBEAT.at(400).text()).isEqualTo(language.equals("de") ? "0,4 s" : "0.4 s");
    }

    @Test
    void sharesAndTimesLeftAreThoseOfTheFormatter() {
        Random random = new Random(12);
        for (int i = 0; i < 20_000; i++) {
            double share = random.nextDouble() * 1.2 + 0.005;
            assertThat(Figures.percent(share)).isEqualTo(String.format(Locale.ROOT, "%.0f %%", share * 100));
            long seconds = random.nextLong(100_000);
            long hours = seconds / 3_600;
            String rest = String.format(Locale.ROOT, "%02d:%02d", seconds / 60 % 60, seconds % 60);
            assertThat(Figures.timeLeft(seconds * 1_000, 0)).isEqualTo(hours == 0 ? rest : hours + ":" + rest);
        }
        assertThat(Figures.percent(0)).isEqualTo("0 %");
        assertThat(Figures.timeLeft(0, 9_000)).isEqualTo("00:00");
    }

    @ParameterizedTest
    @ValueSource(strings = {"en", "de"})
    void groupsAndTenthsAreThoseOfTheFormatter(String language) {
        Locale locale = Locale.of(language);
        Messages.speak(locale);
        Random random = new Random(11);
        for (int i = 0; i < 20_000; i++) {
            double value = Math.pow(10, random.nextDouble() * 14) - 1;
            assertThat(Figures.grouped(value)).isEqualTo(String.format(locale, "%,.0f", value));
            assertThat(Figures.tenths(value)).isEqualTo(String.format(locale, "%,.1f", value));
        }
        double[] edges = {0, 0.04, 0.05, 0.5, 1.5, 999, 999.4, 999.5, 1_000, 999_999.5, 1e15, 1e18, -3.2, -1_234.5};
        for (double value : edges) {
            assertThat(Figures.grouped(value)).isEqualTo(String.format(locale, "%,.0f", value));
            assertThat(Figures.tenths(value)).isEqualTo(String.format(locale, "%,.1f", value));
        }
        assertThat(Figures.grouped(Double.NaN)).isEqualTo("NaN");
    }
}
