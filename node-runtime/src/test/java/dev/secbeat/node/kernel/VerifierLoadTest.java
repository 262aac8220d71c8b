// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** The program stays far enough below the verifier's limits that the next feature, or an older kernel, still loads. */
@NeedsKernel
class VerifierLoadTest {
    private static final int INSTRUCTIONS = VerifierLoad.MAX_INSTRUCTIONS / 2;
    private static final int STACK_BYTES = VerifierLoad.MAX_STACK_BYTES * 7 / 8;

    private final Path pins =
            Path.of("/sys/fs/bpf/secbeat-test-" + ProcessHandle.current().pid() + "-" + System.nanoTime());

    @Test
    void withEveryFeatureOnThereIsRoomLeft() {
        AbuseFilter everything = new AbuseFilter(Martians.UNROUTABLE, new TreeSet<>(List.of(53, 123, 11211)));

        VerifierLoad load = verify(everything);

        assertThat(load.instructions()).isLessThan(INSTRUCTIONS);
        assertThat(load.stackBytes()).isBetween(1, STACK_BYTES);
        assertThat(load.translatedBytes()).isPositive();
        assertThat(load.nativeBytes()).isPositive();
        assertThat(load.instructions())
                .as("what is off is left out")
                .isGreaterThan(
                        verify(new AbuseFilter(Martians.OFF, new TreeSet<>())).instructions());
    }

    @Test
    void measuringLeavesARunningFilterAsItIs() {
        try (var namespaces = new NamespacePair()) {
            var settings = new XdpSettings(NamespacePair.GUARDED, pins, List.of());
            try (XdpDataPlane plane = namespaces.inside(() -> XdpDataPlane.open(settings))) {
                XdpStatus before = namespaces.inside(() -> XdpInspection.open().of(pins));

                VerifierLoad load = XdpObject.verify(LibBpf.open(), new LibC(), settings);

                XdpStatus after = namespaces.inside(() -> XdpInspection.open().of(pins));
                ProgramInfo program = after.attached().orElseThrow().program().orElseThrow();
                assertThat(after.attached().orElseThrow().programId())
                        .isEqualTo(before.attached().orElseThrow().programId());
                assertThat(after.pinned()).isEqualTo(before.pinned());
                assertThat(program.verifiedInstructions()).isEqualTo(load.instructions());
                assertThat(program.nativeBytes()).isEqualTo(load.nativeBytes());
                assertThat(plane.mode()).isEqualTo(XdpMode.NATIVE);
            } finally {
                XdpDataPlane.detach(pins);
            }
        }
    }

    @Test
    void theVerifiersStatisticsAreRead() {
        var program = new ProgramInfo(1, "secbeat_xdp", "00", Instant.EPOCH, 0, 800, 500);
        String log = """
                verification time 812 usec
                stack depth 96+0+32
                processed 4711 insns (limit 1000000) max_states_per_insn 4 total_states 120 peak_states 90 mark_read 0
                """;
        assertThat(VerifierLoad.of(program, log)).isEqualTo(new VerifierLoad(4711, 128, 800, 500));
        assertThatThrownBy(() -> VerifierLoad.of(program, "nothing"))
                .isInstanceOf(XdpException.class)
                .hasMessageContaining("stack depth");
    }

    private VerifierLoad verify(AbuseFilter abuse) {
        var settings = new XdpSettings("any0", pins, List.of(), MapCapacities.DEFAULT, ReportPacing.DEFAULT, abuse);
        VerifierLoad load = XdpObject.verify(LibBpf.open(), new LibC(), settings);
        assertThat(Files.exists(pins)).isFalse();
        return load;
    }
}
