// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.json;

import java.util.Random;

/** Texts with everything that JSON must escape, and what lies beyond one UTF-16 unit. */
final class RandomText {
    private static final String ALPHABET = "az09 \"\\/{}[],:\b\n\r\t\u0000\u001f\u007f\u00e4\u2028\ud83d\ude00";

    private RandomText() {}

    static String of(Random random) {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(12); i > 0; i--) {
            int at = ALPHABET.offsetByCodePoints(0, random.nextInt(ALPHABET.codePointCount(0, ALPHABET.length())));
            text.appendCodePoint(ALPHABET.codePointAt(at));
        }
        return text.toString();
    }
}
