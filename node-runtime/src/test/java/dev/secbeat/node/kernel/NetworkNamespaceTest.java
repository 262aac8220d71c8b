// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;

@NeedsKernel
class NetworkNamespaceTest {

    @Test
    void movesTheCallingThreadAndNoOther() {
        try (NamespacePair namespaces = new NamespacePair()) {
            LibC c = new LibC();
            assertThat(namespaces.inside(() -> c.ifNameToIndex(NamespacePair.GUARDED)))
                    .isPositive();
            assertThat(c.ifNameToIndex(NamespacePair.GUARDED)).isZero();
        }
    }

    @Test
    void saysWhichNamespaceIsMissing() {
        assertThatThrownBy(() -> NetworkNamespace.enter(Path.of("/run/netns/secbeat-absent")))
                .isInstanceOf(XdpException.class)
                .hasMessageContaining("open(/run/netns/secbeat-absent)")
                .hasMessageContaining("ENOENT");
    }

    @Test
    void saysWhenTheFileIsNoNamespace() {
        assertThatThrownBy(() -> NetworkNamespace.enter(Path.of("/etc/passwd")))
                .isInstanceOf(XdpException.class)
                .hasMessageContaining("setns(/etc/passwd)")
                .hasMessageContaining("EINVAL");
    }

    @Test
    void refusesAVirtualThread() throws Exception {
        FutureTask<Void> task = new FutureTask<>(() -> {
            NetworkNamespace.enter(Path.of("/proc/self/ns/net"));
            return null;
        });
        Thread.ofVirtual().start(task).join();
        assertThatThrownBy(task::get)
                .cause()
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("virtual");
    }
}
