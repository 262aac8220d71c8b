// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.secbeat.console.testing.Scenario;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class AlertLogTest {
    private final Scenario fleet = new Scenario();
    private final List<String> begun = new ArrayList<>();
    private final AlertLog log = new AlertLog(fleet.model, "ada", alert -> begun.add(alert.key()));

    @Test
    void eachAlertSoundsOnceAndIsSeenByWhom() {
        fleet.run(5);
        assertThat(begun).containsExactly("region.apac.mitigating");
        assertThat(log.pending()).extracting(Alert::kind).containsExactly(AlertKind.ATTACK);
        log.acknowledge("region.apac.mitigating");
        log.acknowledge("nothing");
        long seenAt = fleet.epochMillis();
        fleet.run(3);
        assertThat(begun).hasSize(1);
        assertThat(log.pending()).isEmpty();
        assertThat(log.entries())
                .extracting(AlertLog.Entry::seen)
                .containsExactly(Optional.of(new AlertLog.Seen("ada", seenAt)));
    }

    @Test
    void whatEndsIsKeptAndWhatComesBackIsNew() {
        fleet.run(5);
        log.acknowledgeAll();
        fleet.silence(30);
        assertThat(log.entries()).filteredOn(entry -> !entry.lasts()).hasSize(1).allSatisfy(entry -> {
            assertThat(entry.alert().key()).isEqualTo("region.apac.mitigating");
            assertThat(entry.seen()).isPresent();
        });
        assertThat(log.pending()).extracting(Alert::kind).contains(AlertKind.TELEMETRY_STALE);
        fleet.run(5);
        assertThat(log.pending()).extracting(Alert::key).contains("region.apac.mitigating");
        assertThat(begun.stream().filter("region.apac.mitigating"::equals)).hasSize(2);
    }

    @Test
    void rulesSayWhatIsShownOverTheMap() {
        fleet.run(5);
        assertThat(log.urgent()).hasSize(1);
        log.show(kind -> kind != AlertKind.ATTACK);
        assertThat(log.urgent()).isEmpty();
        assertThat(log.pending()).hasSize(1);
    }

    @Test
    void endedOnesAreBounded() {
        for (int i = 0; i < 40; i++) {
            fleet.run(3).silence(30);
        }
        assertThat(log.entries()).filteredOn(entry -> !entry.lasts()).hasSizeLessThanOrEqualTo(AlertLog.MOST_ENDED);
        assertThat(begun.size()).isGreaterThan(100);
    }
}
