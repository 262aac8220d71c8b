// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.secbeat.node.cli.ExitCode;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What {@code secbeat xdp status} tells of lists, read from the kernel alone. */
@NeedsKernel
class ListStatusTest {
    private static final byte[] LISTED = Frame.from("198.51.100.7").udp(0).bytes();
    private static final byte[] REHEARSED =
            Frame.from("192.0.2.9").to("203.0.113.1").udp(0).bytes();
    private static final ListNote TEXT = new ListNote("file", "", "", 0, 1_700_000_000_000L);
    private static final ListNote GEO =
            new ListNote("countries", "NL,SE", "GeoLite2-Country", 1_690_000_000_000L, 1_700_000_001_000L);

    private StatusStand stand;

    @BeforeEach
    void open() {
        stand = new StatusStand();
    }

    @AfterEach
    void close() {
        stand.close();
    }

    private XdpDataPlane plane(int room, String... lists) {
        MapCapacities capacities = new MapCapacities(64, 64, 8, 64, 4096).withListEntries(room);
        XdpSettings settings = new XdpSettings(
                        NamespacePair.GUARDED,
                        stand.pins,
                        List.of(),
                        capacities,
                        ReportPacing.DEFAULT,
                        AbuseFilter.DEFAULT)
                .withLists(List.of(lists));
        return stand.open(settings);
    }

    private static SourceLists lists(XdpDataPlane plane) {
        return plane.lists().orElseThrow();
    }

    private String status(String... arguments) {
        assertThat(stand.status(arguments)).isEqualTo(ExitCode.OK);
        return stand.said();
    }

    private void leaveTwoLists() throws ListRoomException {
        try (XdpDataPlane plane = plane(100, "drop", "geo")) {
            lists(plane)
                    .replace(List.of(
                            new SourceList(ListTexts.list("198.51.100.7", "203.0.113.0/24"), false, TEXT),
                            new SourceList(ListTexts.list("192.0.2.0/24"), true, GEO)));
            TestRun program = new TestRun(plane.programFd());
            assertThat(program.verdict(LISTED, 3)).isEqualTo(TestRun.XDP_DROP);
            assertThat(program.verdict(REHEARSED, 2)).isEqualTo(TestRun.XDP_PASS);
        }
    }

    private static XdpStats.Tally tally(long packets, byte[] frame) {
        return new XdpStats.Tally(packets, packets * frame.length);
    }

    @Test
    void aStoppedNodesListsAreToldInFull() throws Exception {
        leaveTwoLists();

        assertThat(stand.inspect().remarks()).isEmpty();
        assertThat(stand.inspect().lists())
                .containsExactly(
                        new XdpStatus.Listed(
                                "drop", false, Optional.of(2), TEXT, tally(3, LISTED), XdpStats.Tally.ZERO),
                        new XdpStatus.Listed(
                                "geo", true, Optional.of(1), GEO, XdpStats.Tally.ZERO, tally(2, REHEARSED)));
        assertThat(status("--pins", stand.pins.toString()).lines())
                .anyMatch(line -> line.matches("  drop +2 +3 +0  2023-11-14T22:13:20Z  file"))
                .anyMatch(line -> line.matches("  geo +1 +0 +2  2023-11-14T22:13:21Z  countries NL,SE of"
                        + " GeoLite2-Country, built 2023-07-22T04:26:40Z; dry run, drops nothing"));
    }

    @Test
    void scriptsReadThemAsAnArray() throws Exception {
        leaveTwoLists();

        assertThat(status("--json", "--pins", stand.pins.toString()))
                .contains("\"lists\":[{\"name\":\"drop\",\"dry_run\":false,\"entries\":2,\"origin\":\"file\","
                        + "\"loaded_at\":\"2023-11-14T22:13:20Z\",\"dropped\":{\"packets\":3,\"bytes\":"
                        + 3 * LISTED.length + "},\"spared\":{\"packets\":0,\"bytes\":0}},"
                        + "{\"name\":\"geo\",\"dry_run\":true,\"entries\":1,\"origin\":\"countries\","
                        + "\"selection\":\"NL,SE\",\"database\":\"GeoLite2-Country\","
                        + "\"built_at\":\"2023-07-22T04:26:40Z\",\"loaded_at\":\"2023-11-14T22:13:21Z\",\"dropped\":{\"packets\":0,\"bytes\":0},"
                        + "\"spared\":{\"packets\":2,\"bytes\":" + 2 * REHEARSED.length + "}}]");
    }

    @Test
    void theGenerationInForceIsToldAndItsNotesOutliveARestart() throws Exception {
        leaveTwoLists();
        try (XdpDataPlane next = plane(100, "geo", "new")) {
            assertThat(stand.inspect().lists())
                    .as("in force until the next daemon has read")
                    .extracting(XdpStatus.Listed::name)
                    .containsExactly("drop", "geo");
            for (int version = 1; version <= 3; version++) {
                ListNote note = new ListNote("file", "", "", 0, version);
                lists(next)
                        .replace(List.of(
                                new SourceList(ListTexts.list("198.51.100." + version), false, note),
                                new SourceList(ListEntries.none(), true, ListNote.NONE)));
                assertThat(stand.inspect().lists())
                        .containsExactly(
                                new XdpStatus.Listed(
                                        "geo", false, Optional.of(1), note, XdpStats.Tally.ZERO, tally(2, REHEARSED)),
                                new XdpStatus.Listed(
                                        "new",
                                        true,
                                        Optional.of(0),
                                        ListNote.NONE,
                                        XdpStats.Tally.ZERO,
                                        XdpStats.Tally.ZERO));
            }
        }
    }

    @Test
    void listsOfAVersionThatNotedNothingAreToldAsFarAsTheyAreKnown() throws Exception {
        leaveTwoLists();
        NamespacePair.run(
                List.of("rm", stand.pins.resolve(KernelMap.LIST_NOTES.mapName()).toString()));

        assertThat(stand.inspect().lists())
                .extracting(XdpStatus.Listed::name, XdpStatus.Listed::entries, XdpStatus.Listed::note)
                .containsExactly(
                        tuple("drop", Optional.empty(), ListNote.NONE), tuple("geo", Optional.empty(), ListNote.NONE));
        assertThat(status("--pins", stand.pins.toString()).lines())
                .anyMatch(line -> line.matches("  drop +unknown +3 +0  unknown +unknown"));
    }

    @Test
    void whereNoListIsConfiguredNoneIsTold() throws Exception {
        leaveTwoLists();
        plane(0).close();

        assertThat(stand.inspect().lists()).isEmpty();
        assertThat(status("--pins", stand.pins.toString())).doesNotContain("LIST ", "geo");
    }

    @Test
    void textsAreCutToWholeCharactersAndControlCharactersAreShown() throws Exception {
        try (XdpDataPlane plane = plane(100, "geo")) {
            ListNote note = new ListNote("countries", "x".repeat(200), "a" + "\u00e9".repeat(40), 1, 2);
            lists(plane).replace(List.of(new SourceList(ListEntries.none(), false, note)));
            assertThat(stand.inspect().lists().getFirst().note())
                    .isEqualTo(new ListNote("countries", "x".repeat(96), "a" + "\u00e9".repeat(31), 1, 2));
            ListNote hostile = new ListNote("countries", "NL", "\u001b[2J", 1, 2);
            lists(plane).replace(List.of(new SourceList(ListEntries.none(), false, hostile)));
            assertThat(stand.inspect().lists().getFirst().note().database()).isEqualTo("?[2J");
        }
    }
}
