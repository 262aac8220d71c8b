// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Sources that cannot come from the Internet, at each level, and their neighbours outside the range. */
@NeedsKernel
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MartianTest {
    private static final String ALLOWED = "10.20.0.0/16";
    private final Map<Martians, XdpBench> benches = new EnumMap<>(Martians.class);

    /** A range of which both ends are martians from {@code level} on, and the addresses around it not. */
    record Range(Martians level, String first, String last, String before, String after) {}

    @BeforeEach
    void open() {
        for (Martians level : Martians.values()) {
            benches.computeIfAbsent(
                    level, _ -> new XdpBench(new AbuseFilter(level, new TreeSet<>()), ALLOWED, "2001:db8:a::/48"));
        }
    }

    @AfterAll
    void close() {
        benches.values().forEach(XdpBench::close);
    }

    private XdpBench at(Martians level) {
        XdpBench bench = benches.get(level);
        if (bench == null) {
            throw new AssertionError("no bench for " + level);
        }
        return bench;
    }

    static List<Range> ranges() {
        List<Range> ranges = new ArrayList<>();
        Martians level = Martians.INVALID;
        ranges.add(new Range(level, "0.0.0.1", "0.255.255.255", "", "1.0.0.0"));
        ranges.add(new Range(level, "127.0.0.0", "127.255.255.255", "126.255.255.255", "128.0.0.0"));
        ranges.add(new Range(level, "224.0.0.0", "239.255.255.255", "223.255.255.255", ""));
        ranges.add(new Range(level, "240.0.0.0", "255.255.255.255", "", ""));
        ranges.add(new Range(level, "::1", "::ffff:ffff:ffff:ffff", "", "64:ff9b::1"));
        ranges.add(new Range(level, "ff00::", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "", ""));
        ranges.add(new Range(level, "fe80::", "febf:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "", ""));
        level = Martians.UNROUTABLE;
        ranges.add(new Range(level, "10.0.0.0", "10.255.255.255", "9.255.255.255", "11.0.0.0"));
        ranges.add(new Range(level, "100.64.0.0", "100.127.255.255", "100.63.255.255", "100.128.0.0"));
        ranges.add(new Range(level, "169.254.0.0", "169.254.255.255", "169.253.255.255", "169.255.0.0"));
        ranges.add(new Range(level, "172.16.0.0", "172.31.255.255", "172.15.255.255", "172.32.0.0"));
        ranges.add(new Range(level, "192.0.0.0", "192.0.0.255", "191.255.255.255", "192.0.1.0"));
        ranges.add(new Range(level, "192.0.2.0", "192.0.2.255", "192.0.1.255", "192.0.3.0"));
        ranges.add(new Range(level, "192.168.0.0", "192.168.255.255", "192.167.255.255", "192.169.0.0"));
        ranges.add(new Range(level, "198.18.0.0", "198.19.255.255", "198.17.255.255", "198.20.0.0"));
        ranges.add(new Range(level, "198.51.100.0", "198.51.100.255", "198.51.99.255", "198.51.101.0"));
        ranges.add(new Range(level, "203.0.113.0", "203.0.113.255", "203.0.112.255", "203.0.114.0"));
        ranges.add(new Range(level, "100::", "1fff:ffff::", "", "2000::"));
        ranges.add(new Range(level, "4000::", "fe7f:ffff::", "3ffe:ffff::", ""));
        ranges.add(new Range(level, "fc00::1", "fdff:ffff::1", "", ""));
        ranges.add(new Range(level, "fec0::", "feff:ffff::", "", ""));
        ranges.add(new Range(level, "64:ff9b:1::", "64:ff9b:1:ffff::", "64:ff9b::ffff:ffff", ""));
        ranges.add(new Range(level, "2001:2::", "2001:2:0:ffff::", "2001:1:ffff::", "2001:2:1::"));
        ranges.add(new Range(level, "2001:db8::", "2001:db8:ffff::", "2001:db7:ffff::", "2001:db9::"));
        ranges.add(new Range(level, "3fff::", "3fff:fff:ffff::", "3ffe:ffff::", "3fff:1000::"));
        return ranges;
    }

    @ParameterizedTest
    @MethodSource("ranges")
    void areDroppedFromTheirLevelOnAndTheirNeighboursNever(Range range) {
        for (Martians level : Martians.values()) {
            XdpReason inside = level.compareTo(range.level) >= 0 ? XdpReason.MARTIAN : XdpReason.CLEAN;
            assertThat(reasonFor(level, range.first))
                    .as("%s at %s", range.first, level)
                    .isEqualTo(inside);
            assertThat(reasonFor(level, range.last))
                    .as("%s at %s", range.last, level)
                    .isEqualTo(inside);
            for (String outside : List.of(range.before, range.after)) {
                if (!outside.isEmpty()) {
                    assertThat(reasonFor(level, outside))
                            .as("%s at %s", outside, level)
                            .isEqualTo(XdpReason.CLEAN);
                }
            }
        }
    }

    private XdpReason reasonFor(Martians level, String source) {
        String destination = source.contains(":") ? "2001:4860::80" : "8.0.0.80";
        byte[] plain = Frame.from(source).to(destination).tcp(Frame.ACK).bytes();
        byte[] tagged = Frame.from(source)
                .to(destination)
                .vlan(0x88A8)
                .vlan(0x8100)
                .udp(0)
                .bytes();
        XdpReason found = at(level).reasonFor(plain);
        assertThat(at(level).reasonFor(tagged)).as("%s with two tags", source).isEqualTo(found);
        return found;
    }

    /** What hosts of one link say to each other. */
    @ParameterizedTest
    @CsvSource({
        "0.0.0.0, 255.255.255.255, 17, CLEAN",
        "0.0.0.0, 224.0.0.1, 2, CLEAN",
        "0.0.0.0, 192.0.2.1, 17, MARTIAN",
        "0.0.0.1, 255.255.255.255, 17, MARTIAN",
        "::, ff02::16, 58, CLEAN",
        "::, ff02::16, 17, MARTIAN",
        "::, 2001:db8::1, 58, MARTIAN",
        "::1, ff02::16, 58, MARTIAN",
        "fe80::1, 2001:db8::1, 58, CLEAN",
        "fe80::1, fe80::2, 17, CLEAN",
        "fe80::1, ff02::5, 89, CLEAN",
        "fe80::1, 2001:db8::1, 17, MARTIAN",
        "fe80::1, 2001:db8::1, 253, MARTIAN",
        "ff02::1, ff02::2, 58, MARTIAN",
    })
    void onTheLinkPass(String source, String destination, int protocol, XdpReason expected) {
        Frame frame = Frame.from(source).to(destination);
        byte[] transport = new byte[8];
        transport[5] = (byte) (protocol == Frame.UDP ? 8 : 0);
        byte[] bytes = frame.transport(protocol, transport).bytes();
        assertThat(at(Martians.OFF).reasonFor(bytes)).isEqualTo(XdpReason.CLEAN);
        assertThat(at(Martians.INVALID).reasonFor(bytes)).isEqualTo(expected);
        assertThat(at(Martians.UNROUTABLE).reasonFor(bytes)).isEqualTo(expected);
    }

    @Test
    void neighbourDiscoveryPassesFromTheLinkAndFromNoAddress() {
        for (String source : List.of("fe80::1", "::")) {
            byte[] frame =
                    Frame.from(source).to("ff02::1").hopLimit(255).icmp(135).bytes();
            assertThat(at(Martians.UNROUTABLE).reasonFor(frame)).isEqualTo(XdpReason.NEIGHBOUR);
        }
    }

    /** Written by hand, for the usual notation of an IPv4-mapped address stands for the IPv4 address itself. */
    @Test
    void ipv4MappedIsInvalidOnTheWire() {
        Frame frame = Frame.from("::c633:6407").to("2001:4860::80").tcp(Frame.ACK);
        byte[] mapped = frame.bytes();
        mapped[frame.ipOffset() + 8 + 10] = (byte) 0xFF;
        mapped[frame.ipOffset() + 8 + 11] = (byte) 0xFF;
        assertThat(at(Martians.OFF).reasonFor(mapped)).isEqualTo(XdpReason.CLEAN);
        assertThat(at(Martians.INVALID).reasonFor(mapped)).isEqualTo(XdpReason.MARTIAN);
    }

    @Test
    void passWhenAllowed() {
        assertThat(reasonFor(Martians.UNROUTABLE, "10.20.0.1")).isEqualTo(XdpReason.ALLOWED);
        assertThat(reasonFor(Martians.UNROUTABLE, "2001:db8:a::1")).isEqualTo(XdpReason.ALLOWED);
    }

    @Test
    void areMartiansRatherThanBlocked() {
        at(Martians.INVALID).block("127.0.0.1");
        assertThat(reasonFor(Martians.INVALID, "127.0.0.1")).isEqualTo(XdpReason.MARTIAN);
        at(Martians.INVALID).unblock("127.0.0.1");
    }
}
