// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.incident;

import static org.assertj.core.api.Assertions.assertThat;

import dev.secbeat.console.model.Alert;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What begins a recording, and what must not keep one going for ever. */
class UnrestTest {
    private static final long NOW = 1_780_000_000_000L;

    @Test
    void eachNewAlertBeginsOneAlsoBesideThoseThatLast() {
        Unrest unrest = new Unrest();
        Alert silent = alert("region.apac.nodes", Alert.Severity.WARNING);
        Alert attack = alert("region.apac.mitigating", Alert.Severity.WARNING);
        assertThat(unrest.hasBegun(List.of())).isFalse();
        assertThat(unrest.hasBegun(List.of(silent))).isTrue();
        assertThat(unrest.hasBegun(List.of(silent))).isFalse();
        assertThat(unrest.hasBegun(List.of(silent, attack))).isTrue();
        assertThat(unrest.hasBegun(List.of(attack))).isFalse();
        assertThat(unrest.hasBegun(List.of(silent, attack))).as("it is back").isTrue();
    }

    @Test
    void anAttackIsUnrestForAsLongAsItLastsAndASilentNodeForTenMinutes() {
        List<Alert> attack = List.of(alert("region.apac.mitigating", Alert.Severity.WARNING));
        List<Alert> down = List.of(alert("region.apac.down", Alert.Severity.CRITICAL));
        List<Alert> silent = List.of(alert("region.apac.nodes", Alert.Severity.WARNING));
        List<Alert> missing = List.of(alert("command.1", Alert.Severity.CRITICAL));
        long later = NOW + Unrest.RESTLESS_MILLIS;
        assertThat(Unrest.isCalm(attack, later + 3_600_000)).isFalse();
        assertThat(Unrest.isCalm(down, later + 3_600_000)).isFalse();
        for (List<Alert> quiet : List.of(silent, missing)) {
            assertThat(Unrest.isCalm(quiet, later - 1)).isFalse();
            assertThat(Unrest.isCalm(quiet, later)).isTrue();
        }
    }

    @Test
    void whatTheConsoleSaysOfItselfOrInPassingIsNoIncident() {
        List<Alert> own =
                List.of(alert("console.recording", Alert.Severity.WARNING), alert("trouble.a.b", Alert.Severity.INFO));
        assertThat(new Unrest().hasBegun(own)).isFalse();
        assertThat(Unrest.isCalm(own, NOW)).isTrue();
    }

    private static Alert alert(String key, Alert.Severity severity) {
        return new Alert(key, severity, "apac", "", "", NOW);
    }
}
