// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.view.samples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.secbeat.console.model.PacketHeaders;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Bytes as people read them. */
class HexDumpTest {
    private static ByteBuffer bytes(int count) {
        byte[] bytes = new byte[count];
        for (int i = 0; i < count; i++) {
            bytes[i] = (byte) ('A' + i);
        }
        return ByteBuffer.wrap(bytes);
    }

    @Test
    void linesAlignAlsoTheLast() {
        assertThat(HexDump.text(bytes(18))).isEqualTo("""
                0000  41 42 43 44 45 46 47 48  49 4a 4b 4c 4d 4e 4f 50  ABCDEFGHIJKLMNOP
                0010  51 52                                             QR
                """);
        assertThat(HexDump.text(ByteBuffer.wrap(new byte[] {0, 0x1B, 0x7F, (byte) 0x80, ' '})))
                .contains("00 1b 7f 80 20")
                .endsWith("  .... \n");
        assertThat(HexDump.text(bytes(0))).isEmpty();
    }

    @Test
    void eachLayerIsAPieceOfItsOwn() {
        List<HexDump.Line> lines = HexDump.lines(bytes(20), new PacketHeaders.Layers(2, 4, 17));
        assertThat(lines.getFirst().letters())
                .containsExactly(
                        new HexDump.Piece(HexDump.Layer.LINK, "AB"),
                        new HexDump.Piece(HexDump.Layer.NETWORK, "CD"),
                        new HexDump.Piece(HexDump.Layer.TRANSPORT, "EFGHIJKLMNOP"));
        assertThat(lines.getLast().letters())
                .containsExactly(
                        new HexDump.Piece(HexDump.Layer.TRANSPORT, "Q"),
                        new HexDump.Piece(HexDump.Layer.PAYLOAD, "RST"));
        assertThat(lines.getFirst().bytes().stream().map(HexDump.Piece::text).collect(Collectors.joining()))
                .hasSize(48);
    }
}
