// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.kernel;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.secbeat.node.api.Prefix;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SettingsTest {
    private static final Path PINS = Path.of("/sys/fs/bpf/secbeat/node-1");

    @Test
    void impossibleValuesAreRefusedWithWhatIsAllowed() {
        refuses(() -> new XdpSettings("", PINS, List.of()), "1 to 15");
        refuses(() -> new XdpSettings("an-interface-name", PINS, List.of()), "1 to 15");
        refuses(() -> new XdpSettings("eth0", Path.of("pins"), List.of()), "absolute");
        refuses(() -> new XdpSettings("eth0", PINS, Collections.nCopies(5000, Prefix.parse("::/0"))), "4096");
        refuses(() -> new MapCapacities(0, 1, 1, 1, 4096), "exactBlocks is 0");
        refuses(() -> new MapCapacities(1, 1, 1, 1, 5000), "powers of two");
        refuses(() -> new MapCapacities(1, 1, 1, 1, 2048), "from 4096");
        refuses(() -> new MapCapacities(1, 1, 1, 1, 4096).withSampleBytes(5000), "sampleBytes is 5000");
        refuses(() -> new PacketSampling(-1, 1), "passEvery is -1");
        refuses(() -> new PacketSampling(1, (1 << 30) + 1), "0 (none) to 1073741824");
        refuses(() -> new CaptureRequest(Set.of(), OptionalInt.empty(), 1), "name a reason");
        refuses(() -> new CaptureRequest(Set.of(XdpReason.LAND), OptionalInt.of(0), 1), "1 to 1073741824");
        refuses(() -> new CaptureRequest(Set.of(XdpReason.LAND), OptionalInt.empty(), 0), "1 to 1000000");
        refuses(() -> new AbuseFilter(Martians.OFF, new TreeSet<>(List.of(53, 0))), "port 0");
        refuses(() -> new AbuseFilter(Martians.OFF, new TreeSet<>(List.of(65536))), "1 to 65535");
        refuses(() -> cookies(List.of(0), 1000, 10), "guarded port 0");
        refuses(() -> cookies(List.of(65536), 1000, 10), "1 to 65535");
        refuses(() -> cookies(IntStream.rangeClosed(1, 17).boxed().toList(), 1000, 10), "at most 16");
        refuses(() -> cookies(List.of(443), 0, 10), "synsPerSecond is 0");
        refuses(() -> cookies(List.of(443), 1000, 0), "1 s to 1 h");
        refuses(() -> new ReportPacing(0, Duration.ofMillis(20)), "1 to 1000000");
        refuses(() -> new ReportPacing(1, Duration.ofNanos(1)), "1 ms to 10 s");
    }

    private static SynCookies cookies(List<Integer> ports, int synsPerSecond, int holdSeconds) {
        return new SynCookies(
                SynCookies.Mode.AUTO, new TreeSet<>(ports), synsPerSecond, Duration.ofSeconds(holdSeconds));
    }

    private static void refuses(Runnable action, String reason) {
        assertThatThrownBy(action::run)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(reason);
    }
}
