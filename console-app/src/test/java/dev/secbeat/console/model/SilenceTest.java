// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.secbeat.console.testing.Scenario;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is not heard is seen not to be heard. */
class SilenceTest {
    private final Scenario scenario = new Scenario();

    private RegionModel apac() {
        return scenario.model.region("apac").orElseThrow();
    }

    @Test
    void aPrometheusThatSaysNothingNewIsNotFresh() {
        scenario.run(30);
        assertThat(scenario.model.prometheus().get().freshness().level()).isEqualTo(Freshness.Level.FRESH);
        scenario.silence(12);
        assertThat(scenario.model.prometheus().get().freshness().level()).isEqualTo(Freshness.Level.FRESH);
        scenario.silence(1);
        assertThat(scenario.model.prometheus().get().freshness().level()).isEqualTo(Freshness.Level.STALE);
        assertThat(scenario.model.nats().get().freshness().text()).isEqualTo("13 s");
        assertThat(scenario.model.prometheus().get().freshness().text()).isEqualTo("13 s");
        assertThat(apac().state().get().freshness().text()).isEqualTo("13 s");
    }

    @Test
    void silentSecondsAreAGapInTheLine() {
        scenario.run(30).silence(10);
        assertGap(apac().liveHistory(), 10);
        scenario.run(3);
        RateHistory history = apac().liveHistory();
        assertThat(history.passed(history.size() - 1)).isPositive();
        assertThat(history.passed(history.size() - 4)).isNaN();
    }

    @Test
    void secondsInWhichTheConsoleSleptAreAGapToo() {
        scenario.run(30);
        scenario.model.drain(scenario.inbox, scenario.nowNanos() + 20_000_000_000L, scenario.epochMillis() + 20_000);
        assertGap(apac().liveHistory(), 20);
        assertGap(apac().meteredHistory(), 4);
    }

    @Test
    void aViewThatHearsOfSilenceFindsTheGapAlready() {
        scenario.run(30);
        List<Double> newest = new ArrayList<>();
        RateHistory history = apac().liveHistory();
        apac().state().subscribe(state -> newest.add(history.passed(history.size() - 1)));
        scenario.silence(3);
        assertThat(newest.getLast()).isNaN();
    }

    private static void assertGap(RateHistory history, int samples) {
        for (int i = 1; i <= samples; i++) {
            assertThat(history.passed(history.size() - i))
                    .as("the last but %s", i - 1)
                    .isNaN();
        }
        assertThat(history.passed(history.size() - samples - 1)).isPositive();
    }

    @Test
    void sourcesKeepTheirNamesAndNoFigureWhenTheFleetIsGone() {
        scenario.run(50);
        List<String> named =
                scenario.model.sources().stream().map(SourceRow::source).toList();
        assertThat(named).isNotEmpty();
        scenario.silence(16);
        assertThat(scenario.model.sources()).allSatisfy(row -> {
            assertThat(row.globalPerSecond()).isNaN();
            assertThat(row.perRegion().values()).allMatch(rate -> rate.isNaN());
            assertThat(row.droppedPerRegion()).isEmpty();
            assertThat(row.expiresAtMillis()).isZero();
            assertThat(row.kernelText()).isEmpty();
        });
        assertThat(scenario.model.sources()).extracting(SourceRow::source).containsExactlyInAnyOrderElementsOf(named);
        scenario.run(1);
        assertThat(scenario.model.sources()).allMatch(row -> row.globalPerSecond() >= 0);
    }
}
