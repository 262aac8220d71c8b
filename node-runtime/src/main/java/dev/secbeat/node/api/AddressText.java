// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.api;

import java.nio.ByteBuffer;

/** Text form of addresses; IPv6 in the canonical form of RFC 5952 (lower case, longest zero run as {@code ::}). */
final class AddressText {
    private static final byte[] NONE = {};

    private AddressText() {}

    /** Whether {@code text} can only be an address literal, so that parsing it never asks a name server. */
    static boolean looksLikeLiteral(String text) {
        boolean v6 = text.indexOf(':') >= 0;
        boolean v4 = text.chars().filter(c -> c == '.').count() == 3;
        return (v6 || v4)
                && !text.contains("%")
                && text.chars().allMatch(c -> c == '.' || c == ':' || Character.digit(c, v6 ? 16 : 10) >= 0);
    }

    /** The four bytes of an address written as usual, with no number longer than three digits; none for all other texts. */
    static byte[] parseV4(String text) {
        byte[] bytes = new byte[4];
        int at = 0;
        for (int i = 0; i < 4; i++) {
            int number = 0;
            int begin = at;
            while (at < text.length() && at - begin < 3 && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
                number = 10 * number + text.charAt(at) - '0';
                at++;
            }
            boolean ends = i == 3 ? at == text.length() : at < text.length() && text.charAt(at) == '.';
            boolean padded = at - begin > 1 && text.charAt(begin) == '0'; // Some read that as octal.
            if (at == begin || number > 255 || !ends || padded) {
                return NONE;
            }
            bytes[i] = (byte) number;
            at++;
        }
        return bytes;
    }

    static String format(byte[] address) {
        return address.length == 4 ? formatV4(address) : formatV6(ByteBuffer.wrap(address));
    }

    private static String formatV4(byte[] a) {
        return (a[0] & 0xFF) + "." + (a[1] & 0xFF) + "." + (a[2] & 0xFF) + "." + (a[3] & 0xFF);
    }

    private static String formatV6(ByteBuffer address) {
        int[] groups = new int[8];
        for (int i = 0; i < 8; i++) {
            groups[i] = address.getShort(2 * i) & 0xFFFF;
        }
        int start = longestZeroRun(groups);
        int end = start < 0 ? -1 : runEnd(groups, start);
        StringBuilder text = new StringBuilder(39);
        for (int i = 0; i < 8; i++) {
            if (i == start) {
                text.append("::");
                i = end - 1;
            } else {
                if (i > 0 && i != end) {
                    text.append(':');
                }
                text.append(Integer.toHexString(groups[i]));
            }
        }
        return text.toString();
    }

    /** Index of the first longest run of two or more zero groups, or -1. */
    private static int longestZeroRun(int[] groups) {
        int best = -1;
        int bestLength = 1;
        for (int i = 0; i < 8; i++) {
            int length = runEnd(groups, i) - i;
            if (length > bestLength) {
                best = i;
                bestLength = length;
            }
        }
        return best;
    }

    private static int runEnd(int[] groups, int start) {
        int end = start;
        while (end < 8 && groups[end] == 0) {
            end++;
        }
        return end;
    }
}
