// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.i18n;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.regex.Pattern;

/** Which texts tell of a problem, and the code of each, the same in every language. Pure. */
final class ProblemCodes {
    private static final String FILE = "/dev/secbeat/console/codes.properties";
    private static final Pattern BORNE = Pattern.compile("\\[SB-[A-Z-]+]");
    private static final Pattern BETWEEN = Pattern.compile("\\s+");

    private ProblemCodes() {}

    /** Whether a text already bears one. */
    static boolean isIn(String text) {
        return BORNE.matcher(text).find();
    }

    /**
     * The code of each such text, by its key.
     *
     * @throws IllegalStateException when a text has two codes, which is a fault of the program
     */
    static Map<String, String> byKey() {
        Properties written = new Properties();
        try (InputStream in = Objects.requireNonNull(ProblemCodes.class.getResourceAsStream(FILE), FILE)) {
            written.load(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Map<String, String> codes = new HashMap<>();
        for (String code : written.stringPropertyNames()) {
            for (String key : BETWEEN.split(written.getProperty(code).strip(), -1)) {
                if (codes.putIfAbsent(key, code) != null) {
                    throw new IllegalStateException(FILE + ": " + key + " has two codes");
                }
            }
        }
        return Map.copyOf(codes);
    }
}
