// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.secbeat.node.api.Prefix;
import dev.secbeat.node.cli.ExitCode;
import dev.secbeat.node.cli.SecBeat;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** {@code secbeat xdp status} on a real interface, whatever state the filter is in. */
@NeedsKernel
class XdpStatusTest {
    private StatusStand stand;

    @BeforeEach
    void open() {
        stand = new StatusStand();
    }

    @AfterEach
    void close() {
        stand.close();
    }

    @Test
    void tellsOfARunningNodeWhatTheNodeItselfWould() {
        try (XdpDataPlane plane = openPlane()) {
            for (String prefix : new String[] {"198.51.100.7", "198.51.100.0/25", "2001:db8::7", "2001:db8:1::/48"}) {
                plane.block(Prefix.parse(prefix), 600_000);
            }
            new TestRun(plane.programFd())
                    .verdict(Frame.from("198.51.100.7").udp(0).bytes(), 3);

            XdpStatus status = stand.inspect();

            assertThat(status.state()).isEqualTo(XdpStatus.State.FILTERING);
            assertThat(status.remarks()).isEmpty();
            assertThat(status.abiVersion()).contains(Abi.VERSION);
            assertThat(status.nodeProcess())
                    .isEqualTo(OptionalLong.of(ProcessHandle.current().pid()));
            assertThat(status.tables()).isEqualTo(plane.mapFill());
            for (XdpReason reason : XdpReason.values()) {
                assertThat(status.packets())
                        .contains(new XdpStatus.Counted(
                                reason.label(),
                                Optional.of(reason.action()),
                                plane.stats().of(reason)));
            }
            assertThat(status.total(XdpReason.Action.DROP))
                    .isEqualTo(plane.stats().of(XdpReason.Action.DROP));
            assertThat(status.total(XdpReason.Action.DROP).packets()).isEqualTo(3);
            assertThat(status.events())
                    .containsExactly(
                            Map.entry("ring_full", 0L), Map.entry("source_evicted", 0L), Map.entry("samples_lost", 0L));
        }
    }

    @Test
    void tellsWhatIsAttachedWhere() {
        Instant before = Instant.now();
        try (XdpDataPlane plane = openPlane()) {
            XdpStatus.Attached attached = stand.inspect().attached().getFirst();
            assertThat(attached.on()).contains(new XdpStatus.On(NamespacePair.GUARDED, false, XdpMode.NATIVE));
            ProgramInfo program = attached.program().orElseThrow();
            assertThat(program.id()).isEqualTo(attached.programId());
            assertThat(program.name()).isEqualTo(Abi.PROGRAM);
            assertThat(program.tag()).matches("[0-9a-f]{16}");
            assertThat(program.loadedAt())
                    .isBetween(before.minusSeconds(5), Instant.now().plusSeconds(5));
            assertThat(program.verifiedInstructions()).isPositive();
            assertThat(program.translatedBytes()).isPositive();
            assertThat(program.nativeBytes()).isPositive();
            assertThat(plane.mode()).isEqualTo(XdpMode.NATIVE);

            stand.namespaces.ipInside("link", "set", NamespacePair.GUARDED, "up");
            assertThat(stand.inspect().attached().getFirst().on().orElseThrow().up())
                    .isTrue();
        }
    }

    @Test
    void readingTakesNoClaim() {
        openPlane().close();
        List<XdpStatus> seen = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            seen.add(stand.inspect());
            openPlane().close(); // A lock left behind would keep it from opening.
        }
        assertThat(seen)
                .allSatisfy(status -> assertThat(status.nodeProcess()).isEmpty())
                .allSatisfy(status -> assertThat(status.state()).isEqualTo(XdpStatus.State.FILTERING));
    }

    @Test
    void aStoppedNodeFiltersOnAndIsShown() {
        openPlane().close();

        assertThat(stand.status("--pins", stand.pins.toString())).isEqualTo(ExitCode.OK);

        assertThat(stand.said())
                .contains(stand.pins + ": filtering")
                .contains(NamespacePair.GUARDED + " (index ", "down), native XDP")
                .contains("does not run")
                .contains("block_addr4", "blocked_prefix", "ring_full")
                .doesNotContain("note", "another");
    }

    @Test
    void oneObjectForScripts() {
        try (XdpDataPlane plane = openPlane()) {
            plane.block(Prefix.parse("198.51.100.7"), 600_000);

            assertThat(stand.status("--json", "--pins", stand.pins.toString())).isEqualTo(ExitCode.OK);
        }
        String abi = "\"abi_version\":" + Abi.VERSION;
        assertThat(stand.said().strip())
                .startsWith("{" + abi + ",\"filters\":[{\"pins\":\"" + stand.pins + "\",\"state\":\"filtering\","
                        + "\"node\":{\"runs\":true,\"pid\":"
                        + ProcessHandle.current().pid() + "}," + abi
                        + ",\"readable\":true,\"interface\":{\"index\":")
                .contains("\"name\":\"guard0\",\"up\":false,\"mode\":\"native\"}")
                .contains("\"name\":\"secbeat_xdp\",\"tag\":\"", "\"verified_instructions\":")
                .contains("\"block_addr4\":{\"entries\":1,\"capacity\":262144}")
                .contains("\"clean\":{\"action\":\"pass\",\"packets\":0,\"bytes\":0}")
                .contains(
                        "\"totals\":{\"pass\":{\"packets\":0,\"bytes\":0},\"drop\":{\"packets\":0,\"bytes\":0},\"answered\":{\"packets\":0,\"bytes\":0}}")
                .contains(
                        "\"events\":{\"ring_full\":0,\"source_evicted\":0,\"samples_lost\":0},\"remarks\":[]}],\"others\":[]}")
                .hasLineCount(1);
    }

    @Test
    void tablesWithoutAnInterfaceAreNoFilter() {
        openPlane().close();
        stand.namespaces.ipInside("link", "delete", NamespacePair.GUARDED);

        assertThat(stand.status("--pins", stand.pins.toString())).isEqualTo(ExitCode.PINNED_ONLY);

        assertThat(stand.said())
                .contains("not filtering")
                .contains("guards nothing")
                .contains("block_addr4");
    }

    @Test
    void whereNothingIsPinnedNothingFilters() {
        openPlane().close();
        XdpDataPlane.detach(stand.pins);

        assertThat(stand.status("--pins", stand.pins.toString())).isEqualTo(ExitCode.NOT_FILTERING);
        assertThat(stand.said().strip()).isEqualTo(stand.pins + ": nothing is pinned, so no filter of a node");
    }

    @Test
    void someoneElsesProgramIsNamed() {
        Path others = stand.pins.resolveSibling(stand.pins.getFileName() + "-other");
        try (XdpDataPlane other = stand.open(new XdpSettings(NamespacePair.GUARDED, others, List.of()))) {
            assertThat(stand.status("--pins", stand.pins.toString())).isEqualTo(ExitCode.NOT_FILTERING);
            assertThat(stand.said())
                    .contains("guard0 (index ", "runs another XDP program: id ", "name 'secbeat_xdp', native");
            assertThat(other.mode()).isEqualTo(XdpMode.NATIVE);
        } finally {
            XdpDataPlane.detach(others);
        }
    }

    @Test
    void tablesOfAnotherVersionAreCalledThat() {
        openPlane().close();
        setWords("meta", 0, Abi.META_BYTES, 99);

        assertThat(stand.status("--pins", stand.pins.toString())).isEqualTo(ExitCode.OK);

        assertThat(stand.said())
                .contains(stand.pins + ": filtering", "guard0", "secbeat_xdp")
                .contains("of ABI version 99; this build reads " + Abi.VERSION)
                .contains("note", "what they hold is not shown")
                .doesNotContain("block_addr4", "blocked_exact");
    }

    @Test
    void aMapThatIsNoTableOfOursCostsOneRemark() {
        openPlane().close();
        for (String map : List.of("meta", "block_prefix6")) {
            NamespacePair.run(List.of("rm", stand.pins.resolve(map).toString()));
            NamespacePair.run(List.of(("bpftool map create " + stand.pins.resolve(map)
                            + " type percpu_hash key 8 value 8 entries 4 name " + map)
                    .split(" ")));
        }
        XdpStatus status = stand.inspect();
        assertThat(status.abiVersion()).isEmpty();
        assertThat(status.state()).isEqualTo(XdpStatus.State.FILTERING);
        assertThat(status.remarks()).singleElement().asString().contains("meta is no table of SecBeat's");
    }

    @Test
    void reasonsOfANewerVersionAreCountedByNumber() {
        openPlane().close();
        int cpus = LibBpf.open().possibleCpus();
        setWords("stats", Abi.REASON_ROOM - 1, Abi.COUNTER_BYTES, 7); // the same on every CPU

        assertThat(stand.inspect().packets().getLast())
                .isEqualTo(new XdpStatus.Counted(
                        "reason_" + (Abi.REASON_ROOM - 1), Optional.empty(), new XdpStats.Tally(7L * cpus, 0)));
    }

    @Test
    void everyPinDirectoryIsFoundAlsoOfAnotherNetworkNamespace() {
        openPlane().close();
        XdpInspection inspection = XdpInspection.open();

        assertThat(inspection.pinDirectories()).contains(stand.pins);

        XdpStatus status = inspection.of(stand.pins);
        assertThat(status.attached().getFirst().on()).isEmpty();
        assertThat(status.attached().getFirst().program().map(ProgramInfo::name))
                .contains(Abi.PROGRAM);
        assertThat(status.remarks()).singleElement().asString().contains("another network namespace");
    }

    @Test
    void withoutPrivilegeItSaysWhatIsMissing() throws Exception {
        Ended ended = asProcess("setpriv", "--bounding-set=-all", "--inh-caps=-all");
        assertThat(ended.status).isEqualTo(ExitCode.FAILED);
        assertThat(ended.said).contains("CAP_BPF and CAP_NET_ADMIN", "run as root");
    }

    @Test
    void theNodesOwnPrivilegesAreEnough() throws Exception {
        openPlane().close();
        Ended ended = asProcess("setpriv", "--bounding-set=-all,+bpf,+net_admin,+perfmon", "--inh-caps=-all");
        assertThat(ended.said).contains("\"state\":\"filtering\"", "\"name\":\"guard0\"", "CAP_SYS_ADMIN");
        assertThat(ended.status).isEqualTo(ExitCode.OK);
    }

    @Test
    void locksAreReadAsTheKernelListsThem() {
        List<String> locks = List.of(
                "1: POSIX  ADVISORY  WRITE 11 00:2d:77 0 EOF",
                "2: FLOCK  ADVISORY  WRITE 12 00:2d:78 0 EOF",
                "3: FLOCK  ADVISORY  WRITE 13 00:2d:77 0 EOF",
                "3: -> FLOCK  ADVISORY  WRITE 14 00:2d:79 0 EOF");
        assertThat(PinClaim.holder(locks, 0, 0x2d, 77)).hasValue(13);
        assertThat(PinClaim.holder(locks, 0, 0x2d, 79)).isEmpty();
    }

    @Test
    void mountsAreReadAsTheKernelListsThem() {
        assertThat(PinSearch.mounts(List.of(
                        "bpf /sys/fs/bpf bpf rw 0 0", "none /tmp tmpfs rw 0 0", "none /run/two\\040words bpf rw 0 0")))
                .containsExactly(Path.of("/sys/fs/bpf"), Path.of("/run/two words"));
    }

    @Test
    void everyEventHasAName() {
        assertThat(Arrays.stream(XdpEvent.values()).map(XdpEvent::code))
                .containsExactlyElementsOf(
                        IntStream.range(0, Abi.EVENTS).boxed().toList());
    }

    private XdpDataPlane openPlane() {
        return stand.open(new XdpSettings(NamespacePair.GUARDED, stand.pins, List.of()));
    }

    /** Writes a value whose first byte is {@code first} and all others 0. */
    private void setWords(String map, int key, int valueBytes, int first) {
        List<String> update = new ArrayList<>(List.of(
                ("bpftool map update pinned " + stand.pins.resolve(map) + " key " + key + " 0 0 0 value " + first)
                        .split(" ")));
        update.addAll(Collections.nCopies(valueBytes - 1, "0"));
        NamespacePair.run(update);
    }

    private record Ended(int status, String said) {}

    private Ended asProcess(String... prefix) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("nsenter", "--net=" + stand.namespaces.innerPath()));
        command.addAll(List.of(prefix));
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-XX:TieredStopAtLevel=1", "--enable-native-access=ALL-UNNAMED", "-cp"));
        command.addAll(List.of(System.getProperty("java.class.path"), SecBeat.class.getName()));
        command.addAll(List.of("xdp", "status", "--json", "--pins", stand.pins.toString()));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Ended(process.waitFor(), output);
    }
}
