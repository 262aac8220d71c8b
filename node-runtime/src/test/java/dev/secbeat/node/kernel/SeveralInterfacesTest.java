// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.secbeat.node.support.Await;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** One program and one set of tables on several real interfaces, with real packets over each. */
@NeedsKernel
class SeveralInterfacesTest {
    private static final int MINUTES = 600_000;

    private NamespacePair namespaces;
    private List<Wire> wires;
    private Path pins;

    @BeforeEach
    void open() {
        namespaces = new NamespacePair();
        wires = IntStream.range(0, 3)
                .mapToObj(number -> new Wire(namespaces, number))
                .toList();
        pins = Path.of("/sys/fs/bpf/secbeat-test-" + ProcessHandle.current().pid() + "-" + System.nanoTime());
    }

    @AfterEach
    void close() {
        wires.forEach(Wire::close);
        XdpDataPlane.detach(pins);
        namespaces.close();
    }

    private XdpSettings settings(String... interfaces) {
        return new XdpSettings(interfaces[0], pins, List.of()).withInterfaces(List.of(interfaces));
    }

    private XdpDataPlane openOn(String... interfaces) {
        return namespaces.inside(() -> XdpDataPlane.open(settings(interfaces)));
    }

    private int programOn(String name) {
        return namespaces.inside(() -> XdpLink.programOn(LibBpf.open(), new LibC().ifNameToIndex(name)));
    }

    private static long dropped(XdpDataPlane plane) {
        return plane.stats().of(XdpReason.Action.DROP).packets();
    }

    private void blockAll(XdpDataPlane plane) {
        wires.forEach(wire -> plane.block(wire.source(), MINUTES));
    }

    @Test
    void aBlockIsInForceOnEachAndCountedOnce() throws IOException {
        try (XdpDataPlane plane = openOn("guard0", "guard1")) {
            assertThat(plane.mode()).isEqualTo(XdpMode.NATIVE);
            assertThat(plane.tookOver()).isFalse();
            assertThat(programOn("guard0")).isPositive().isEqualTo(programOn("guard1"));
            for (Wire wire : wires) {
                wire.assertArrives(1);
            }
            blockAll(plane);
            for (Wire wire : wires.subList(0, 2)) {
                wire.send(5);
            }
            Await.until("5 drops on each", () -> dropped(plane) == 10);
            for (Wire wire : wires.subList(0, 2)) {
                wire.assertNothingArrives();
                assertThat(plane.hits(wire.source())).isEqualTo(5);
            }
            wires.get(2).assertArrives(1);
        }
    }

    @Test
    void oneThatOnlyRunsGenericallyMakesTheWholeGeneric() {
        namespaces.ipInside("link", "add", "bridge0", "type", "bridge");
        try (XdpDataPlane plane = openOn("guard0", "bridge0", "guard1")) {
            assertThat(plane.mode()).isEqualTo(XdpMode.GENERIC);
        }
        assertThat(namespaces.inside(() -> XdpInspection.open().of(pins)).attached())
                .extracting(one -> one.on().orElseThrow().mode())
                .containsExactly(XdpMode.NATIVE, XdpMode.GENERIC, XdpMode.NATIVE);
    }

    @Test
    void interfacesComeAndGoWithoutAGapOnTheOneThatStays() throws Exception {
        try (XdpDataPlane alone = openOn("guard1")) {
            blockAll(alone);
        }
        Wire kept = wires.get(1);
        AtomicLong sent = new AtomicLong();
        Thread flood = kept.flood(sent);
        long dropped = 0;
        for (List<String> interfaces : List.of(
                List.of("guard0", "guard1"),
                List.of("guard1", "guard2"),
                List.of("guard2", "guard1", "guard0"),
                List.of("guard1"))) {
            try (XdpDataPlane next = openOn(interfaces.toArray(String[]::new))) {
                assertThat(next.tookOver()).isTrue();
                long before = dropped;
                Await.until("drops go on", () -> dropped(next) > before);
                dropped = dropped(next);
            }
            assertThat(pins.resolve("link"))
                    .as("for versions that know no other")
                    .exists();
            for (Wire wire : wires) {
                boolean named = interfaces.contains(wire.guarded());
                assertThat(programOn(wire.guarded()) != 0).as(wire.guarded()).isEqualTo(named);
                if (!named) {
                    wire.assertArrives(1);
                }
            }
        }
        flood.interrupt();
        flood.join();
        kept.assertNothingArrives();
        try (XdpDataPlane last = openOn("guard1")) {
            Await.until("every packet sent was dropped", () -> dropped(last) == sent.get());
        }
        assertThat(new PinDirectory(pins).links()).containsExactly(pins.resolve("link"));
    }

    @Test
    void allChangePlacesAtOnce() throws IOException {
        try (XdpDataPlane first = openOn("guard0")) {
            blockAll(first);
        }
        try (XdpDataPlane second = openOn("guard1", "guard2")) {
            assertThat(second.tookOver()).isFalse();
            wires.get(0).assertArrives(1);
            wires.get(1).send(1);
            wires.get(2).send(1);
            Await.until("a drop on each", () -> dropped(second) == 2);
        }
    }

    @Test
    void whenOneCannotBeAttachedNoneIsAndTheEarlierFilterGoesOn() throws IOException {
        try (XdpDataPlane earlier = openOn("guard0")) {
            blockAll(earlier);
        }
        int before = programOn("guard0");
        LibBpf bpf = LibBpf.open();
        LibC c = new LibC();
        PinDirectory directory = new PinDirectory(pins);
        try (XdpObject object = XdpObject.load(bpf, c, settings("guard0"), directory)) {
            namespaces.inside(() -> {
                XdpLinks links = XdpLinks.find(bpf, c, List.of("guard0", "guard1", "guard2"), directory);
                links.requireFree();
                namespaces.ipInside("link", "delete", "guard2");
                assertThatThrownBy(() -> links.install(object.programFd()))
                        .isInstanceOf(XdpException.class)
                        .hasMessageContaining("interface guard2 has gone");
                return links;
            });
        }
        assertThat(directory.links()).containsExactly(pins.resolve("link"));
        assertThat(programOn("guard0")).isEqualTo(before);
        assertThat(programOn("guard1")).isZero();
        wires.get(0).send(1);
        wires.get(0).assertNothingArrives();
        wires.get(1).assertArrives(1);
    }

    @Test
    void whenAProgramCannotBeSwappedOnOneItIsSwappedBackOnTheOthers() throws IOException {
        try (XdpDataPlane earlier = openOn("guard0", "guard1")) {
            blockAll(earlier);
        }
        int before = programOn("guard0");
        LibBpf bpf = LibBpf.open();
        LibC c = new LibC();
        PinDirectory directory = new PinDirectory(pins);
        try (XdpObject object = XdpObject.load(bpf, c, settings("guard0"), directory)) {
            namespaces.inside(() -> {
                XdpLinks links = XdpLinks.find(bpf, c, List.of("guard2", "guard0", "guard1"), directory);
                XdpLinks.Plan plan = links.plan();
                namespaces.ipInside("link", "delete", "guard1");
                assertThatThrownBy(() -> links.install(plan, object.programFd()))
                        .isInstanceOf(XdpException.class)
                        .hasMessageContaining("bpf_link_update(" + pins.resolve("link_2"))
                        .satisfies(thrown -> assertThat(thrown.getSuppressed()).isEmpty());
                return links;
            });
        }
        assertThat(programOn("guard0")).isEqualTo(before);
        assertThat(programOn("guard2")).isZero();
        wires.get(0).send(1);
        wires.get(0).assertNothingArrives();
        wires.get(2).assertArrives(1);
    }

    @Test
    void someoneElsesProgramOnOneIsNamedAndNothingIsChanged() {
        openOn("guard0").close();
        int before = programOn("guard0");
        Path others = pins.resolveSibling(pins.getFileName() + "-other");
        XdpSettings other = new XdpSettings("guard2", others, List.of());
        try (XdpDataPlane _ = namespaces.inside(() -> XdpDataPlane.open(other))) {
            assertThatThrownBy(() -> openOn("guard0", "guard1", "guard2"))
                    .isInstanceOf(XdpException.class)
                    .hasMessageContaining("interface guard2 already runs an XDP program")
                    .hasMessageContaining("id " + programOn("guard2") + ", name 'secbeat_xdp'");
        } finally {
            XdpDataPlane.detach(others);
        }
        assertThat(programOn("guard0")).isEqualTo(before);
        assertThat(programOn("guard1")).isZero();
    }

    @Test
    void someoneElsesProgramOnWhatStandsOnOneIsNamed() {
        namespaces.ipInside("link", "add", "link", "guard1", "name", "above0", "type", "macvlan");
        Path others = pins.resolveSibling(pins.getFileName() + "-other");
        XdpSettings other = new XdpSettings("above0", others, List.of());
        try (XdpDataPlane _ = namespaces.inside(() -> XdpDataPlane.open(other))) {
            assertThatThrownBy(() -> openOn("guard0", "guard1"))
                    .isInstanceOf(XdpException.class)
                    .hasMessageContaining("interface guard1 cannot run an XDP program while above0")
                    .hasMessageContaining("id " + programOn("above0") + ", name 'secbeat_xdp'");
        } finally {
            XdpDataPlane.detach(others);
        }
        assertThat(pins).doesNotExist();
        assertThat(programOn("guard0")).isZero();
    }

    @Test
    void oneOnTheOtherWouldCountTwice() {
        namespaces.ipInside("link", "add", "link", "guard1", "name", "above0", "type", "macvlan");
        namespaces.ipInside("link", "add", "bridge0", "type", "bridge");
        namespaces.ipInside("link", "set", "guard2", "master", "bridge0");
        assertThatThrownBy(() -> openOn("guard0", "above0", "guard1"))
                .isInstanceOf(XdpException.class)
                .hasMessageContaining("interface above0 stands on guard1");
        assertThatThrownBy(() -> openOn("guard2", "bridge0"))
                .isInstanceOf(XdpException.class)
                .hasMessageContaining("interface bridge0 stands on guard2");
        assertThat(pins).doesNotExist();
    }

    @Test
    void aPortOfABridgeIsFilteredBeforeTheBridge() {
        namespaces.ipInside("link", "add", "bridge0", "type", "bridge");
        namespaces.ipInside("link", "set", "guard2", "master", "bridge0");
        try (XdpDataPlane plane = openOn("guard2")) {
            assertThat(plane.mode()).isEqualTo(XdpMode.NATIVE);
        }
    }

    @Test
    void anotherNameOfTheSameInterfaceIsSeenThrough() {
        namespaces.ipInside("link", "property", "add", "dev", "guard1", "altname", "uplink");
        assertThatThrownBy(() -> openOn("guard1", "uplink"))
                .isInstanceOf(XdpException.class)
                .hasMessageContaining("interface guard1 is named twice");
    }
}
