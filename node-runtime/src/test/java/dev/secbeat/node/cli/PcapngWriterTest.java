// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.secbeat.node.support.PcapngFile;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each block as the draft draws it, written down by hand; then every length read back. */
class PcapngWriterTest {
    /** Its upper half goes first, each half little endian. */
    private static final long TIME = 0x0123_4567_89AB_CDEFL;

    private static final String HEADER = "0a0d0d0a 34000000 4d3c2b1a 0100 0000 ffffffffffffffff"
            + "0100 0500 68656c6c 6f000000" // opt_comment "hello"
            + "0400 0300 61707000" // shb_userappl "app"
            + "0000 0000 34000000";
    private static final String INTERFACE = "01000000 2c000000 0100 0000 80000000"
            + "0200 0600 67756172 64300000" // if_name "guard0"
            + "0900 0100 09000000" // if_tsresol: nanoseconds
            + "0000 0000 2c000000";

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    private static byte[] bytes(String hex) {
        return HexFormat.of().parseHex(hex.replace(" ", ""));
    }

    private PcapngWriter begun() throws IOException {
        PcapngWriter writer = new PcapngWriter(out, 128, "app", "hello");
        assertThat(writer.addInterface("guard0")).isZero();
        return writer;
    }

    @Test
    void beginsWithTheSectionAndItsInterface() throws IOException {
        begun().flush();
        assertThat(out.toByteArray()).isEqualTo(bytes(HEADER + INTERFACE));
    }

    @Test
    void aPacketIsPaddedAndTellsItsTrueLength() throws IOException {
        begun().packet(0, TIME, 1514, ByteBuffer.wrap(bytes("0102030405")), PcapngWriter.Verdict.DROP, "why");
        String packet = "06000000 4c000000 00000000 67452301 efcdab89 05000000 ea050000"
                + "01020304 05000000"
                + "0100 0300 77687900" // opt_comment "why"
                + "0200 0400 01000000" // epb_flags: inbound
                + "0700 0900 02010000 00000000 00000000" // epb_verdict: XDP, XDP_DROP
                + "0000 0000 4c000000";
        assertThat(out.toByteArray()).isEqualTo(bytes(HEADER + INTERFACE + packet));
    }

    @Test
    void endsWithStatistics() throws IOException {
        begun().statistics(0, TIME, TIME + 1, 258, 3);
        String statistics = "05000000 4c000000 00000000 67452301 f0cdab89"
                + "0200 0800 67452301 efcdab89" // isb_starttime
                + "0300 0800 67452301 f0cdab89" // isb_endtime
                + "0700 0800 03000000 00000000" // isb_osdrop
                + "0800 0800 02010000 00000000" // isb_usrdeliv
                + "0000 0000 4c000000";
        assertThat(out.toByteArray()).isEqualTo(bytes(HEADER + INTERFACE + statistics));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 60, 61, 127, 128})
    void everyLengthIsReadBack(int length) throws IOException {
        byte[] start = new byte[length];
        ThreadLocalRandom.current().nextBytes(start);
        PcapngWriter writer = begun();
        assertThat(writer.addInterface("other")).isEqualTo(1);
        writer.packet(1, TIME, length < 128 ? length : 9000, ByteBuffer.wrap(start), PcapngWriter.Verdict.PASS, "");
        writer.packet(0, TIME, length < 128 ? length : 128, ByteBuffer.wrap(start), PcapngWriter.Verdict.PASS, "ü");
        PcapngFile file = PcapngFile.parse(out.toByteArray());
        assertThat(file.application()).isEqualTo("app");
        assertThat(file.comment()).isEqualTo("hello");
        assertThat(file.packets()).extracting(packet -> packet.on().name()).containsExactly("other", "guard0");
        assertThat(file.packets()).extracting(PcapngFile.Packet::comment).containsExactly("", "ü");
        assertThat(file.packets()).allSatisfy(packet -> {
            assertThat(packet.start()).isEqualTo(PcapngFile.list(start));
            assertThat(packet.epochNanos()).isEqualTo(TIME);
            assertThat(packet.verdict()).isEqualTo(PcapngFile.list(bytes("02 0200000000000000")));
        });
        assertThat(file.statistics()).isEmpty();
    }

    @Test
    void whatTheFileHasNoRoomForIsRefused() throws IOException {
        PcapngWriter writer = begun();
        int before = out.size();
        assertThatThrownBy(() ->
                        writer.packet(0, TIME, 129, ByteBuffer.wrap(new byte[129]), PcapngWriter.Verdict.PASS, ""))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("129 bytes");
        assertThatThrownBy(() -> writer.addInterface("x".repeat(PcapngWriter.MAX_TEXT + 1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("at most 4096");
        assertThat(out.size()).as("nothing of it is in the file").isEqualTo(before);
        writer.addInterface("x".repeat(PcapngWriter.MAX_TEXT));
        assertThat(PcapngFile.parse(out.toByteArray()).interfaces()).hasSize(2);
    }
}
