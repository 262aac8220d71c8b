// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.cli;

import java.time.Duration;
import picocli.CommandLine.ITypeConverter;

/** Reads a time as {@link Durations} does, or {@code none} for no time at all. */
final class DurationOrNone implements ITypeConverter<Duration> {
    @Override
    public Duration convert(String text) {
        return text.equals("none") ? Duration.ZERO : new Durations().convert(text);
    }
}
