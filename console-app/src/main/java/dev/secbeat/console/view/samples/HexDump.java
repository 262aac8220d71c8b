// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.view.samples;

import dev.secbeat.console.model.PacketHeaders;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Bytes as lines of sixteen: offset, hexadecimal, and the letters among them. Bytes of one layer that stand together are
 * one piece, so that a view can colour layers.
 */
final class HexDump {
    static final int PER_LINE = 16;
    private static final int HALF = 8;

    private HexDump() {}

    /** Which header a byte belongs to. */
    enum Layer {
        LINK,
        NETWORK,
        TRANSPORT,
        PAYLOAD
    }

    /** Text of one layer. */
    record Piece(Layer layer, String text) {}

    /** One line; the texts of its pieces, one after the other, are it. */
    record Line(String offset, List<Piece> bytes, List<Piece> letters) {}

    /** The lines of {@code bytes}. */
    static List<Line> lines(ByteBuffer bytes, PacketHeaders.Layers layers) {
        ByteBuffer view = bytes.slice();
        List<Line> lines = new ArrayList<>();
        for (int start = 0; start < view.limit(); start += PER_LINE) {
            lines.add(line(view, start, layers));
        }
        return lines;
    }

    /** All as plain text, to be copied. */
    static String text(ByteBuffer bytes) {
        StringBuilder all = new StringBuilder();
        for (Line line : lines(bytes, new PacketHeaders.Layers(0, 0, 0))) {
            all.append(line.offset()).append("  ");
            line.bytes().forEach(piece -> all.append(piece.text()));
            all.append("  ");
            line.letters().forEach(piece -> all.append(piece.text()));
            all.append('\n');
        }
        return all.toString();
    }

    private static Line line(ByteBuffer view, int start, PacketHeaders.Layers layers) {
        List<Piece> hex = new ArrayList<>();
        List<Piece> letters = new ArrayList<>();
        for (int i = 0; i < PER_LINE; i++) {
            int at = start + i;
            boolean there = at < view.limit();
            Layer layer = there ? layer(at, layers) : Layer.PAYLOAD;
            String gap = i == PER_LINE - 1 ? "" : i == HALF - 1 ? "  " : " ";
            append(hex, layer, (there ? String.format(Locale.ROOT, "%02x", view.get(at)) : "  ") + gap);
            if (there) {
                append(letters, layer, Character.toString(letter(view.get(at))));
            }
        }
        return new Line(String.format(Locale.ROOT, "%04x", start), hex, letters);
    }

    private static void append(List<Piece> pieces, Layer layer, String text) {
        if (!pieces.isEmpty() && pieces.getLast().layer() == layer) {
            pieces.set(pieces.size() - 1, new Piece(layer, pieces.getLast().text() + text));
        } else {
            pieces.add(new Piece(layer, text));
        }
    }

    private static Layer layer(int at, PacketHeaders.Layers layers) {
        if (at < layers.network()) {
            return Layer.LINK;
        }
        if (at < layers.transport()) {
            return Layer.NETWORK;
        }
        return at < layers.payload() ? Layer.TRANSPORT : Layer.PAYLOAD;
    }

    /** Printable ASCII as it is; nothing else reaches the screen. */
    private static char letter(byte value) {
        return value >= 0x20 && value < 0x7F ? (char) value : '.';
    }
}
