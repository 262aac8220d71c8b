// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.secbeat.node.config.NodeConfig;
import java.net.URI;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** How many copies of the lease and of the audit trail a cluster can hold. */
class OrchestratorReplicasTest {
    @Test
    void threeReplicasNeedThreeServers() {
        assertThat(replicas()).isEqualTo(1);
        assertThat(replicas("nats://b:4222")).isEqualTo(1);
        assertThat(replicas("nats://a:4222", "nats://b:4222")).isEqualTo(1);
        assertThat(replicas("nats://b:4222", "nats://c:4222")).isEqualTo(3);
    }

    private static int replicas(String... others) {
        return RoomSettings.replicas(new NodeConfig.Nats(
                URI.create("nats://a:4222"),
                Stream.of(others).map(URI::create).toList(),
                Optional.empty(),
                false,
                Optional.empty()));
    }
}
