// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.cli;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads a moment as people write it: how long ago, such as {@code 2h}, or {@code 2026-11-26T16:30:00Z}. */
final class Moments implements ITypeConverter<Instant> {
    private static final Pattern AGO = Pattern.compile("\\d{1,6}[smhd]");

    @Override
    public Instant convert(String text) {
        if (AGO.matcher(text).matches()) {
            Duration ago = new Durations().convert(text);
            return Instant.ofEpochMilli(System.currentTimeMillis()).minus(ago);
        }
        try {
            return Instant.parse(text);
        } catch (DateTimeException e) {
            throw new TypeConversionException(
                    "'" + text + "' is no moment: write how long ago, such as 2h, or 2026-11-26T16:30:00Z");
        }
    }
}
