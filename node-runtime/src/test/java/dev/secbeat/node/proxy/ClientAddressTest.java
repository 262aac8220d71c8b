// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.secbeat.node.api.Prefix;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClientAddressTest {
    private static final Prefix PEER = Prefix.parse("192.0.2.1");

    private final ClientAddress addresses = new ClientAddress(List.of(Prefix.parse("192.0.2.0/24")));

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "203.0.113.42 | 203.0.113.42",
                "203.0.113.42:51123 | 203.0.113.42",
                "2001:db8::7 | 2001:db8::7",
                "[2001:db8::7] | 2001:db8::7",
                "[2001:db8::7]:51123 | 2001:db8::7",
                "203.0.113.42:51123, 192.0.2.9:443 | 203.0.113.42",
            })
    void hopsAreReadWithAndWithoutPort(String forwardedFor, String client) {
        assertThat(addresses.resolve(PEER, List.of(forwardedFor))).isEqualTo(Prefix.parse(client));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "203.0.113.42:",
                "203.0.113.42:port",
                "203.0.113.42:123456",
                "203.0.113.0/24",
                "[203.0.113.42",
                "[2001:db8::7]x",
                "[2001:db8::7]:",
                "[]:80",
                "[example]:80",
                "unknown",
            })
    void whatIsNoAddressLeavesThePeer(String forwardedFor) {
        assertThat(addresses.resolve(PEER, List.of(forwardedFor))).isEqualTo(PEER);
    }
}
