// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.secbeat.node.api.Prefix;
import java.net.URI;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.slf4j.event.Level;

/** What a node must not be cut off from. */
class LifelinesTest {
    /** As Linux on a machine of little endian writes it. */
    private static final List<String> ROUTES = List.of(
            "Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT",
            "eth0\t00000000\t0101A8C0\t0003\t0\t0\t0\t00000000\t0\t0\t0",
            "eth0\t0001A8C0\t00000000\t0001\t0\t0\t0\t00FFFFFF\t0\t0\t0",
            "ppp0\t00000000\t00000000\t0001\t0\t0\t0\t00000000\t0\t0\t0");

    private static final List<String> ROUTES6 = List.of(
            "00000000000000000000000000000000 00 00000000000000000000000000000000 00"
                    + " fe800000000000000000000000000001 00000400 00000001 00000000 00000003     eth0",
            "20010db8000000000000000000000000 40 00000000000000000000000000000000 00"
                    + " 00000000000000000000000000000000 00000100 00000001 00000000 00000001     eth0");

    @Test
    void gatewaysOfDefaultRoutesAndResolvers() {
        Lifelines lifelines = new Lifelines(Level.WARN);
        lifelines.addRoutes(ROUTES, ROUTES6);
        lifelines.addResolvers(List.of(
                "# by hand",
                "nameserver 127.0.0.53",
                "nameserver 192.0.2.53",
                "nameserver fe80::5%eth0",
                "search a",
                "nameserver",
                "nameserver nonsense"));

        assertThat(lifelines.found())
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        Prefix.parse("192.168.1.1"), "its default gateway",
                        Prefix.parse("fe80::1"), "its default gateway",
                        Prefix.parse("192.0.2.53"), "its DNS resolver",
                        Prefix.parse("fe80::5"), "its DNS resolver"));
    }

    @Test
    void ownAddressesAndServersButNotLoopback() {
        Map<Prefix, String> found = Lifelines.find(
                List.of(URI.create("nats://198.51.100.9:4222"), URI.create("nats://127.0.0.1:4222")), Level.WARN);

        assertThat(found).containsEntry(Prefix.parse("198.51.100.9"), "its NATS server");
        assertThat(found.keySet()).noneMatch(Prefix.parse("127.0.0.0/8")::contains);
        assertThat(found.keySet()).doesNotContain(Prefix.parse("::1"));
    }
}
