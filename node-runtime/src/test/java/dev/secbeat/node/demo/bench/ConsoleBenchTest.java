// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.demo.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Map;
import org.junit.jupiter.api.Test;

/** The console's figures are read as it prints them; it is measured for a time that makes sense. */
class ConsoleBenchTest {
    @Test
    void figuresAreReadAndOtherLinesAreNot() {
        assertThat(ConsoleBench.figure("load_fx_pulse_p99_ms 3.250")).contains(Map.entry("load_fx_pulse_p99_ms", 3.25));
        assertThat(ConsoleBench.figure("secbeat: building (only what changed is rebuilt)"))
                .isEmpty();
        assertThat(ConsoleBench.figure("")).isEmpty();
    }

    @Test
    void itIsNamedAndLasts() {
        assertThat(Bench.named("console")).contains(ConsoleBench.STANDARD);
        assertThat(ConsoleBench.STANDARD.minutes()).isEqualTo(10);
        assertThatIllegalArgumentException().isThrownBy(() -> new ConsoleBench(0));
        assertThatIllegalArgumentException().isThrownBy(() -> new ConsoleBench(Double.NaN));
    }
}
