// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.secbeat.node.api.Prefix;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Every way in which attaching can fail says what to do about it, and changes nothing. */
@NeedsKernel
class AttachFailureTest {
    private NamespacePair namespaces;
    private Path pins;

    @BeforeEach
    void open() {
        namespaces = new NamespacePair();
        pins = Path.of("/sys/fs/bpf/secbeat-test-" + ProcessHandle.current().pid() + "-" + System.nanoTime());
    }

    @AfterEach
    void close() {
        XdpDataPlane.detach(pins);
        namespaces.close();
    }

    private XdpDataPlane openOn(String interfaceName, Path directory) {
        return namespaces.inside(() -> XdpDataPlane.open(new XdpSettings(interfaceName, directory, List.of())));
    }

    @Test
    void anInterfaceThatIsNotThere() {
        assertThatThrownBy(() -> openOn("absent0", pins))
                .isInstanceOf(XdpException.class)
                .hasMessageContaining("absent0")
                .hasMessageContaining("ip link");
        assertThat(pins).doesNotExist();
    }

    @Test
    void anInterfaceWithoutNativeXdpRunsItGenerically() {
        namespaces.ipInside("link", "add", "bridge0", "type", "bridge");
        try (XdpDataPlane plane = openOn("bridge0", pins)) {
            assertThat(plane.mode()).isEqualTo(XdpMode.GENERIC);
            plane.block(Prefix.parse("198.51.100.7"), 600_000);
            byte[] frame = Frame.from("198.51.100.7").udp(0).bytes();
            assertThat(new TestRun(plane.programFd()).verdict(frame, 1)).isEqualTo(TestRun.XDP_DROP);
        }
        try (XdpDataPlane again = openOn("bridge0", pins)) {
            assertThat(again.mode()).isEqualTo(XdpMode.GENERIC);
            assertThat(again.tookOver()).isTrue();
        }
    }

    @Test
    void someoneElsesProgramIsLeftAlone() {
        Path others = pins.resolveSibling(pins.getFileName() + "-other");
        try (XdpDataPlane other = openOn(NamespacePair.GUARDED, others)) {
            assertThatThrownBy(() -> openOn(NamespacePair.GUARDED, pins))
                    .isInstanceOf(XdpException.class)
                    .hasMessageContaining("name 'secbeat_xdp'")
                    .hasMessageMatching(".*: id \\d+, .*")
                    .hasMessageContaining("bpftool net");
            assertThat(pins).doesNotExist();
            assertThat(other.stats().of(XdpReason.Action.DROP).packets()).isZero();
        } finally {
            XdpDataPlane.detach(others);
        }
    }

    @Test
    void aPinDirectoryThatGuardsAnInterfaceOfAnotherNetworkNamespace() {
        openOn(NamespacePair.GUARDED, pins).close();
        try (NamespacePair elsewhere = new NamespacePair()) {
            XdpSettings settings = new XdpSettings(NamespacePair.GUARDED, pins, List.of());
            assertThatThrownBy(() -> elsewhere.inside(() -> XdpDataPlane.open(settings)))
                    .isInstanceOf(XdpException.class)
                    .hasMessageContaining("guards another interface")
                    .hasMessageContaining("not one of this network namespace");
            assertThat(NamespacePair.run(List.of("nsenter", "--net=" + elsewhere.innerPath(), "ip", "link")))
                    .doesNotContain("xdp");
        }
        assertThat(pins.resolve("link")).exists();
    }

    @Test
    void aPinDirectoryElsewhere() {
        assertThatThrownBy(() -> openOn(NamespacePair.GUARDED, Path.of("/tmp/secbeat-not-bpffs")))
                .isInstanceOf(XdpException.class)
                .hasMessageContaining("not on a BPF filesystem")
                .hasMessageContaining("/sys/fs/bpf");
        assertThatThrownBy(() -> openOn(NamespacePair.GUARDED, Path.of("/sys/fs/bpf/node.1")))
                .isInstanceOf(XdpException.class)
                .hasMessageContaining("dot");
    }

    @Test
    void noPrivilege() {
        assertRefused(
                List.of("setpriv", "--bounding-set=-all", "--inh-caps=-all"), "CAP_BPF and CAP_NET_ADMIN", "root");
    }

    @Test
    void privilegeForBpfButNotForTheNetwork() {
        assertRefused(without("bpf,+sys_admin"), "lacks CAP_NET_ADMIN", "AmbientCapabilities");
    }

    private static List<String> without(String capabilities) {
        return List.of("setpriv", "--bounding-set=-all,+" + capabilities, "--inh-caps=-all");
    }

    private void assertRefused(List<String> prefix, String... expected) {
        List<String> inNamespace = new java.util.ArrayList<>(List.of("nsenter", "--net=" + namespaces.innerPath()));
        inNamespace.addAll(prefix);
        try (DataPlaneProcess process = DataPlaneProcess.start(inNamespace, "", pins.toString())) {
            assertThat(process.said()).startsWith("refused ").contains(expected);
        }
        assertThat(pins).doesNotExist();
    }

    @Test
    void theLeastPrivilegeThatIsDocumentedIsEnough() {
        List<String> least = List.of(
                "nsenter",
                "--net=" + namespaces.innerPath(),
                "setpriv",
                "--bounding-set=-all,+bpf,+net_admin,+perfmon",
                "--inh-caps=-all");
        try (DataPlaneProcess process = DataPlaneProcess.start(least, "", pins.toString(), "198.51.100.7")) {
            assertThat(process.said()).isEqualTo("opened native");
        }
    }

    @Test
    void aMissingBpfFilesystemIsMounted() {
        try (DataPlaneProcess process = DataPlaneProcess.start(withoutBpffs(""), "", pins.toString())) {
            assertThat(process.said()).isEqualTo("opened native");
        }
    }

    @Test
    void aMissingBpfFilesystemThatCannotBeMountedIsExplained() {
        String setpriv = "setpriv --bounding-set=-all,+bpf,+net_admin,+perfmon --inh-caps=-all ";
        try (DataPlaneProcess process = DataPlaneProcess.start(withoutBpffs(setpriv), "", pins.toString())) {
            assertThat(process.said()).startsWith("refused ").contains("mount -t bpf bpf /sys/fs/bpf");
        }
    }

    private List<String> withoutBpffs(String prefix) {
        String script = "while umount -l /sys/fs/bpf 2>/dev/null; do :; done; exec " + prefix + "\"$@\"";
        return List.of("nsenter", "--net=" + namespaces.innerPath(), "unshare", "--mount", "sh", "-c", script, "sh");
    }
}
