// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.api;

import java.nio.ByteBuffer;
import java.util.regex.Pattern;

/**
 * The start of a packet that met a node's filter. The header is as it came from the wire: nothing in it can be trusted.
 *
 * @param epochMillis when, by the node's wall clock
 * @param action what became of it, a word such as {@code pass}, {@code drop} or {@code answered}
 * @param reason why, a word as in the metrics, such as {@code blocked_exact}
 * @param interfaceName that received it, 1 to 15 characters
 * @param frameBytes length of the whole Ethernet frame, 0 to 2^24
 * @param header its first bytes, at most {@link #MAX_HEADER_BYTES}
 */
public record SampledPacket(
        long epochMillis, String action, String reason, String interfaceName, int frameBytes, ByteBuffer header) {
    /** Most bytes of a frame that are shown. */
    public static final int MAX_HEADER_BYTES = 256;

    /** Longest frame; jumbo frames and what offloads put together stay far below. */
    public static final int MAX_FRAME_BYTES = 1 << 24;

    private static final Pattern WORD = Pattern.compile("[a-z0-9_]{1,32}");
    private static final Pattern INTERFACE = Pattern.compile("[\\x21-\\x7e]{1,15}");

    public SampledPacket {
        require(WORD, "action", action);
        require(WORD, "reason", reason);
        require(INTERFACE, "interface", interfaceName);
        if (frameBytes < 0 || frameBytes > MAX_FRAME_BYTES) {
            throw new IllegalArgumentException(
                    "a frame of " + frameBytes + " bytes: allowed are 0 to " + MAX_FRAME_BYTES);
        }
        if (header.remaining() > MAX_HEADER_BYTES) {
            throw new IllegalArgumentException(
                    header.remaining() + " bytes of a frame: at most " + MAX_HEADER_BYTES + " are shown");
        }
        byte[] copy = new byte[header.remaining()];
        header.duplicate().get(copy);
        header = ByteBuffer.wrap(copy).asReadOnlyBuffer();
    }

    /** Its first bytes; the caller's own view, read-only. */
    @Override
    public ByteBuffer header() {
        return header.duplicate();
    }

    private static void require(Pattern pattern, String what, String text) {
        if (!pattern.matcher(text).matches()) {
            String shown = text.length() > 40 ? text.substring(0, 40) + "..." : text;
            throw new IllegalArgumentException("'" + shown + "' is no " + what + ": it must match " + pattern);
        }
    }
}
