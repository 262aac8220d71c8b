// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.api;

import java.util.regex.Pattern;

/**
 * Name of a region, such as {@code us-east}. Safe to use as one NATS subject token, a file name and a metric label.
 *
 * @param value 1 to 32 characters of {@code a-z 0-9 -}, starting with a letter or digit
 */
public record RegionId(String value) implements Comparable<RegionId> {
    private static final Pattern VALID = Pattern.compile("[a-z0-9][a-z0-9-]{0,31}");

    public RegionId {
        if (!VALID.matcher(value).matches()) {
            throw new IllegalArgumentException("region '" + value
                    + "' is not a name: use 1 to 32 of a-z, 0-9 and '-', starting with a letter or digit");
        }
    }

    @Override
    public int compareTo(RegionId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
