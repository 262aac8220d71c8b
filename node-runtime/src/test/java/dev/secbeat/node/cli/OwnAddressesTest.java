// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.cli;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.secbeat.node.api.Prefix;
import java.net.InetAddress;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Who would shut himself out is asked whether he means it. */
class OwnAddressesTest {
    private final OwnAddresses own = new OwnAddresses(
            Map.of("SSH_CONNECTION", "198.51.100.7 50000 192.0.2.1 22"),
            List.of(InetAddress.ofLiteral("192.0.2.1"), InetAddress.ofLiteral("127.0.0.1")));

    @Test
    void whereTheTerminalIsAndTheMachineItself() {
        assertThatThrownBy(() -> own.refuse(List.of(Prefix.parse("203.0.113.1"), Prefix.parse("198.51.100.0/24"))))
                .isInstanceOf(CliException.class)
                .hasMessageContaining("198.51.100.0/24 holds 198.51.100.7")
                .hasMessageContaining("--even-myself");
        assertThatThrownBy(() -> own.refuse(List.of(Prefix.parse("192.0.2.1"))))
                .hasMessageContaining("an address of this machine");
    }

    @Test
    void othersAndLoopbackAreNot() {
        assertThatCode(() -> own.refuse(List.of(Prefix.parse("198.51.100.8"), Prefix.parse("127.0.0.1"))))
                .doesNotThrowAnyException();
        assertThatCode(() -> new OwnAddresses(Map.of("SSH_CONNECTION", "nonsense"), List.of())
                        .refuse(List.of(Prefix.parse("198.51.100.7"))))
                .doesNotThrowAnyException();
    }
}
