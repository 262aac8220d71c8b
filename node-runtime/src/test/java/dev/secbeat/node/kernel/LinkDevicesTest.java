// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Interfaces of this kernel, as its routing socket tells them. */
@NeedsKernel
class LinkDevicesTest {
    @Test
    void realOnesAreSeenWithHowTheyStandToEachOther() {
        try (NamespacePair namespaces = new NamespacePair()) {
            namespaces.ipInside("link", "add", "bridge0", "type", "bridge");
            namespaces.ipInside("link", "add", "wire0", "type", "veth", "peer", "name", "wire1");
            namespaces.ipInside("link", "set", "wire0", "mtu", "1280", "address", "02:00:00:00:00:aa");
            namespaces.ipInside("link", "set", "wire1", "master", "bridge0");
            namespaces.ipInside("link", "add", "link", "wire0", "name", "above0", "type", "macvlan");

            List<LinkDevice> all = namespaces.inside(() -> new LinkDevices(new LibC()).all());
            assertThat(all)
                    .extracting(LinkDevice::name)
                    .containsExactlyInAnyOrder("lo", NamespacePair.GUARDED, "bridge0", "wire0", "wire1", "above0");
            LinkDevice wire = named(all, "wire0");
            LinkDevice port = named(all, "wire1");
            LinkDevice bridge = named(all, "bridge0");
            LinkDevice above = named(all, "above0");
            assertThat(wire.kind()).isEqualTo("veth");
            assertThat(wire.mtu()).isEqualTo(1280);
            assertThat(wire.mac()).isEqualTo("0200000000aa");
            assertThat(wire.parent()).isEmpty();
            assertThat(bridge.kind()).isEqualTo("bridge");
            assertThat(port.portKind()).isEqualTo("bridge");
            assertThat(port.master()).isEqualTo(bridge.index());
            assertThat(port.isBundled()).isFalse();
            assertThat(port.carries(bridge)).isTrue();
            assertThat(above.parent()).hasValue(wire.index());
            assertThat(wire.carries(above)).isTrue();
            assertThat(named(all, NamespacePair.GUARDED).linkElsewhere()).isTrue();
        }
    }

    @Test
    void moreThanOneDatagramOfThem() {
        try (NamespacePair namespaces = new NamespacePair()) {
            IntStream.range(0, 60).forEach(i -> namespaces.ipInside("link", "add", "br" + i, "type", "bridge"));
            assertThat(namespaces.inside(() -> new LinkDevices(new LibC()).all()))
                    .extracting(LinkDevice::name)
                    .hasSize(62)
                    .doesNotHaveDuplicates();
        }
    }

    private static LinkDevice named(List<LinkDevice> all, String name) {
        return all.stream().filter(one -> one.name().equals(name)).findFirst().orElseThrow();
    }
}
