// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.config;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.tomlj.TomlPosition;

/** Collects everything wrong with one file, so that an operator need not fix it one error at a time. */
final class Problems {
    private static final int MOST = 50;

    private final String fileName;
    private final List<String> lines = new ArrayList<>();

    Problems(String fileName) {
        this.fileName = fileName;
    }

    void add(@Nullable TomlPosition at, String key, String found, String allowed) {
        add(at, key + ": " + found + "; " + allowed);
    }

    void add(@Nullable TomlPosition at, String text) {
        String place = at == null ? "1:1" : at.line() + ":" + at.column();
        if (lines.size() < MOST) {
            lines.add(fileName + ":" + place + ": " + text);
        }
    }

    void throwIfAny() {
        if (!lines.isEmpty()) {
            throw new ConfigException(lines);
        }
    }
}
