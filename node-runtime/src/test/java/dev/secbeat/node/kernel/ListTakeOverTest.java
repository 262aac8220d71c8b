// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.secbeat.node.api.Prefix;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Lists in force outlive the daemon; the next one changes them when it has read its own. */
@NeedsKernel
class ListTakeOverTest {
    private static final byte[] LISTED = Frame.from("198.51.100.7").udp(0).bytes();
    private static final byte[] OTHER = Frame.from("203.0.113.7").udp(0).bytes();
    private NamespacePair namespaces;
    private Path pins;

    @BeforeEach
    void open() {
        namespaces = new NamespacePair();
        namespaces.ipInside("link", "set", NamespacePair.GUARDED, "down");
        pins = Path.of("/sys/fs/bpf/secbeat-test-" + ProcessHandle.current().pid() + "-" + System.nanoTime());
    }

    @AfterEach
    void close() {
        XdpDataPlane.detach(pins);
        namespaces.close();
    }

    private XdpDataPlane plane(int room, String... lists) {
        return plane(room, ignored -> {}, lists);
    }

    private XdpDataPlane plane(int room, Consumer<SourceLists> filler, String... lists) {
        MapCapacities capacities = new MapCapacities(64, 64, 8, 64, 4096).withListEntries(room);
        XdpSettings settings = new XdpSettings(
                        NamespacePair.GUARDED, pins, List.of(), capacities, ReportPacing.DEFAULT, AbuseFilter.DEFAULT)
                .withLists(List.of(lists));
        return namespaces.inside(() -> XdpDataPlane.open(settings, filler));
    }

    private static int verdict(XdpDataPlane plane, byte[] frame) {
        return new TestRun(plane.programFd()).verdict(frame, 1);
    }

    /** Of the program that the interface runs now; in the inner network namespace. */
    private static int attachedVerdict(byte[] frame) {
        LibBpf bpf = LibBpf.open();
        LibC c = new LibC();
        int index = c.ifNameToIndex(NamespacePair.GUARDED);
        int program = bpf.programById(
                XdpQuery.running(bpf, index, NamespacePair.GUARDED).programId());
        try {
            return new TestRun(program).verdict(frame, 1);
        } finally {
            c.close(program);
        }
    }

    private static void fill(SourceLists lists, String... sources) {
        try {
            lists.enforce(List.of(ListTexts.list(sources)));
        } catch (ListRoomException e) {
            throw new AssertionError(e);
        }
    }

    private static SourceLists lists(XdpDataPlane plane) {
        return plane.lists().orElseThrow();
    }

    private static long packets(XdpDataPlane plane, String list) {
        return Objects.requireNonNull(lists(plane).dropped().get(list)).packets();
    }

    @Test
    void listsStayInForceUntilTheNextDaemonHasRead() throws Exception {
        try (XdpDataPlane first = plane(100, "a", "b")) {
            assertThat(lists(first).held()).isEmpty();
            lists(first).enforce(List.of(ListTexts.list("198.51.100.7"), ListTexts.list("203.0.113.0/24")));
            assertThat(verdict(first, LISTED)).isEqualTo(TestRun.XDP_DROP);
            assertThat(verdict(first, OTHER)).isEqualTo(TestRun.XDP_DROP);
        }
        try (XdpDataPlane second = plane(100, "c", "b", "a")) {
            assertThat(second.tookOver()).isTrue();
            assertThat(lists(second).held()).containsExactly("b", "a");
            assertThat(verdict(second, LISTED)).isEqualTo(TestRun.XDP_DROP);
            assertThat(packets(second, "a")).as("counted on under its name").isEqualTo(2);
            assertThat(packets(second, "b")).isEqualTo(1);
            assertThat(packets(second, "c")).isZero();
            lists(second).enforce(List.of(ListTexts.list("198.51.100.7"), ListEntries.none(), ListEntries.none()));
            assertThat(verdict(second, LISTED)).isEqualTo(TestRun.XDP_DROP);
            assertThat(verdict(second, OTHER)).isEqualTo(TestRun.XDP_PASS);
            assertThat(packets(second, "a")).isEqualTo(2);
            assertThat(packets(second, "c")).isEqualTo(1);
        }
    }

    @Test
    void aDryRunStaysOneUntilTheNextDaemonHasReadAndItsCountsStay() throws Exception {
        try (XdpDataPlane first = plane(100, "a", "b")) {
            lists(first)
                    .replace(List.of(
                            new SourceList(ListTexts.list("198.51.100.7"), true, ListNote.NONE),
                            SourceList.of(ListTexts.list("203.0.113.0/24"))));
            assertThat(verdict(first, LISTED)).isEqualTo(TestRun.XDP_PASS);
        }
        try (XdpDataPlane second = plane(100, "a", "b")) {
            assertThat(lists(second).held()).containsExactly("a", "b");
            assertThat(verdict(second, LISTED)).isEqualTo(TestRun.XDP_PASS);
            assertThat(verdict(second, OTHER)).isEqualTo(TestRun.XDP_DROP);
            lists(second).enforce(List.of(ListTexts.list("198.51.100.7"), ListEntries.none()));
            assertThat(verdict(second, LISTED)).isEqualTo(TestRun.XDP_DROP);
            assertThat(packets(second, "a")).isEqualTo(1);
            assertThat(Objects.requireNonNull(lists(second).spared().get("a")).packets())
                    .isEqualTo(2);
        }
    }

    @Test
    void withoutListsTheProgramAsksNone() throws Exception {
        try (XdpDataPlane first = plane(100, "a")) {
            lists(first).enforce(List.of(ListTexts.list("198.51.100.7")));
            first.block(Prefix.parse("203.0.113.7"), 600_000);
        }
        try (XdpDataPlane second = plane(0)) {
            assertThat(second.lists()).isEmpty();
            assertThat(verdict(second, LISTED)).isEqualTo(TestRun.XDP_PASS);
            assertThat(verdict(second, OTHER)).as("blocks stay").isEqualTo(TestRun.XDP_DROP);
        }
        try (XdpDataPlane third = plane(100, "a")) {
            assertThat(lists(third).held()).isEmpty();
            assertThat(verdict(third, LISTED)).isEqualTo(TestRun.XDP_PASS);
            lists(third).enforce(List.of(ListTexts.list("198.51.100.7")));
            assertThat(verdict(third, LISTED)).isEqualTo(TestRun.XDP_DROP);
        }
    }

    @Test
    void anotherRoomMeansNewTablesAndNothingElseIsLost() throws Exception {
        try (XdpDataPlane first = plane(100, "a")) {
            lists(first).enforce(List.of(ListTexts.list("198.51.100.7")));
            assertThat(verdict(first, LISTED)).isEqualTo(TestRun.XDP_DROP);
        }
        for (int start = 0; start < 2; start++) {
            try (XdpDataPlane next = plane(100_000, "a")) {
                assertThat(next.tookOver()).isTrue();
                assertThat(lists(next).room()).isEqualTo(100_000);
                assertThat(lists(next).held()).hasSize(start);
                lists(next).enforce(List.of(ListTexts.list("198.51.100.7")));
                assertThat(verdict(next, LISTED)).isEqualTo(TestRun.XDP_DROP);
                assertThat(packets(next, "a")).isEqualTo(2L + start);
            }
        }
    }

    @Test
    void newTablesAreFilledBeforeTheProgramTakesOver() throws Exception {
        try (XdpDataPlane first = plane(100, "a")) {
            lists(first).enforce(List.of(ListTexts.list("198.51.100.7")));
            assertThat(verdict(first, LISTED)).isEqualTo(TestRun.XDP_DROP);
        }
        List<Integer> verdicts = new ArrayList<>();
        try (XdpDataPlane next = plane(
                100_000,
                lists -> {
                    fill(lists, "198.51.100.7", "198.51.100.8");
                    verdicts.add(attachedVerdict(LISTED));
                    fill(lists, "198.51.100.7");
                },
                "a")) {
            assertThat(verdicts)
                    .as("the program before, while the tables are filled")
                    .containsExactly(TestRun.XDP_DROP);
            assertThat(verdict(next, LISTED)).isEqualTo(TestRun.XDP_DROP);
            assertThat(verdict(next, Frame.from("198.51.100.8").udp(0).bytes())).isEqualTo(TestRun.XDP_PASS);
            lists(next).enforce(List.of(ListTexts.list("203.0.113.7")));
            assertThat(verdict(next, LISTED)).isEqualTo(TestRun.XDP_PASS);
            assertThat(verdict(next, OTHER)).isEqualTo(TestRun.XDP_DROP);
        }
    }

    @Test
    void tablesThatStayAreNotFilled() throws Exception {
        try (XdpDataPlane first = plane(100, "a")) {
            lists(first).enforce(List.of(ListTexts.list("198.51.100.7")));
        }
        try (XdpDataPlane next = plane(100, lists -> fill(lists, "203.0.113.7"), "a")) {
            assertThat(verdict(next, LISTED)).isEqualTo(TestRun.XDP_DROP);
            assertThat(verdict(next, OTHER)).isEqualTo(TestRun.XDP_PASS);
        }
    }

    @Test
    void afterCloseNothingIsTouched() throws Exception {
        XdpDataPlane plane = plane(100, "a");
        SourceLists lists = lists(plane);
        plane.close();
        assertThatThrownBy(() -> lists.enforce(List.of(ListEntries.none()))).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(lists::dropped).isInstanceOf(IllegalStateException.class);
    }
}
