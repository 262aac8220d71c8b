// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.secbeat.node.api.Dimension;
import dev.secbeat.node.api.Grouping;
import dev.secbeat.node.api.PacketRule;
import dev.secbeat.node.api.ServicePolicy;
import dev.secbeat.node.verdict.RateRule;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;
import java.util.TreeSet;
import java.util.stream.IntStream;
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
        AbuseFilter abuse = new AbuseFilter(Martians.UNROUTABLE, new TreeSet<>(List.of(53, 123, 11211)));
        var policed = new ServicePolicy.Policed(
                OptionalLong.of(1_000), OptionalLong.of(1_000_000), OptionalLong.of(10), 1_000);
        var policy = new PacketPolicy(
                List.of(new PacketRule("any", PacketRule.Match.ANY, PacketRule.Action.COUNT)),
                List.of(
                        Services.tcp("web", 443, policed),
                        Services.deaf(Services.udp("game", 27_015, new ServicePolicy.Open()), 53, 123)),
                1_024,
                List.of(
                        RateRule.perSecond(Dimension.PACKETS, 1_000, 60),
                        RateRule.perSecond(Dimension.BYTES, 1_000_000, 60),
                        RateRule.perSecond(Dimension.CONNECTIONS, 100, 60),
                        new RateRule(Dimension.PACKETS, 10, 60_000, 60),
                        RateRule.perSecond(Dimension.PACKETS, 9_000, 60).per(new Grouping(24, 48)),
                        RateRule.perSecond(Dimension.BYTES, 9_000_000, 60).per(new Grouping(20, 40)),
                        RateRule.perSecond(Dimension.CONNECTIONS, 900, 60).per(new Grouping(16, 32)),
                        RateRule.perSecond(Dimension.PACKETS, 99_000, 60).per(new Grouping(16, 32))));
        var ports =
                new TreeSet<>(IntStream.range(443, 443 + Abi.SYN_PORTS).boxed().toList());
        var cookies = new SynCookies(SynCookies.Mode.AUTO, ports, 5_000, Duration.ofSeconds(10));

        VerifierLoad load = verify(
                settings(abuse).withPolicy(policy).withSynCookies(cookies).withLists(List.of("drop")));

        assertThat(load.instructions()).isLessThan(INSTRUCTIONS);
        assertThat(load.stackBytes()).isBetween(1, STACK_BYTES);
        assertThat(load.translatedBytes()).isPositive();
        assertThat(load.nativeBytes()).isPositive();
        assertThat(load.instructions())
                .as("what is off is left out")
                .isGreaterThan(verify(settings(new AbuseFilter(Martians.OFF, new TreeSet<>())))
                        .instructions());
    }

    @Test
    void measuringLeavesARunningFilterAsItIs() {
        try (var namespaces = new NamespacePair()) {
            var settings = new XdpSettings(NamespacePair.GUARDED, pins, List.of());
            try (XdpDataPlane plane = namespaces.inside(() -> XdpDataPlane.open(settings))) {
                XdpStatus before = namespaces.inside(() -> XdpInspection.open().of(pins));

                VerifierLoad load = XdpObject.verify(LibBpf.open(), new LibC(), settings);

                XdpStatus after = namespaces.inside(() -> XdpInspection.open().of(pins));
                ProgramInfo program = after.attached().getFirst().program().orElseThrow();
                assertThat(after.attached().getFirst().programId())
                        .isEqualTo(before.attached().getFirst().programId());
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
        assertThat(VerifierLoad.of(program, log)).isEqualTo(new VerifierLoad(4711, 96, 800, 500));
        assertThatThrownBy(() -> VerifierLoad.of(program, "nothing"))
                .isInstanceOf(XdpException.class)
                .hasMessageContaining("stack depth");
    }

    private XdpSettings settings(AbuseFilter abuse) {
        return new XdpSettings(
                NamespacePair.GUARDED,
                pins,
                List.of(),
                MapCapacities.DEFAULT.withListEntries(1_024),
                ReportPacing.DEFAULT,
                abuse);
    }

    private VerifierLoad verify(XdpSettings settings) {
        // An interface with an Ethernet address, or there would be no SYN cookies.
        try (var namespaces = new NamespacePair()) {
            VerifierLoad load = namespaces.inside(() -> XdpObject.verify(LibBpf.open(), new LibC(), settings));
            assertThat(Files.exists(pins)).isFalse();
            return load;
        }
    }
}
