// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.Map;
import javafx.scene.Scene;
import javafx.scene.layout.Pane;
import javafx.stage.Stage;
import org.junit.jupiter.api.Test;

/** What is told of pulses: both how long the thread was busy and how long it took by the clock. */
class PulseMeterTest {
    private final Map<String, Double> figures = new LinkedHashMap<>();
    private final PulseMeter meter = Fx.call(PulseMeter::new);
    private int first;

    @Test
    void eachPulseIsToldByTheProcessorAndByTheClock() {
        Stage stage = Fx.call(Stage::new);
        Fx.run(() -> {
            Scene scene = new Scene(new Pane(), 100, 100);
            stage.setScene(scene);
            stage.show();
            meter.watch(scene);
            meter.onFirst(() -> first++);
        });
        Fx.until("the first pulse", () -> first == 1);
        Fx.run(meter::start);
        Fx.until("some pulses", () -> meter.pulses() > 5);
        double seconds = Fx.call(() -> meter.stop("some", figures));
        int counted = Fx.call(meter::pulses);
        Fx.run(stage::close);
        assertThat(seconds).isPositive();
        assertThat(first).isEqualTo(1);
        assertThat(figures).containsEntry("some_pulses", (double) counted);
        assertThat(figures)
                .containsKeys(
                        "some_fx_busy_p50_ms",
                        "some_fx_busy_p99_ms",
                        "some_fx_busy_work_p99_ms",
                        "some_fx_busy_layout_css_p99_ms",
                        "some_fx_busy_screen_p99_ms",
                        "some_fx_pulse_p50_ms",
                        "some_fx_core_share");
        assertThat(figures.get("some_fx_busy_max_ms")).isPositive();
        assertThat(figures.get("some_fx_pulse_max_ms")).as("it was taken").isPositive();
        assertThat(Fx.call(meter::pulses)).as("it asks for no more pulses").isEqualTo(counted);
    }
}
