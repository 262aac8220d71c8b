// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.tomlj.TomlArray;
import org.tomlj.TomlPosition;
import org.tomlj.TomlTable;

/**
 * Reads one table of a file, key by key. Every mistake becomes a problem and the default goes on in its place, so that
 * reading never stops early. Which keys exist is what has been asked for: {@link #close} reports the others.
 */
final class Section implements AutoCloseable {
    private final Problems problems;
    private final Values values;
    private final String path;
    private final TomlTable table;
    private final @Nullable TomlPosition position;
    private final TreeSet<String> known = new TreeSet<>();

    private Section(Problems problems, Values values, String path, TomlTable table, @Nullable TomlPosition position) {
        this.problems = problems;
        this.values = values;
        this.path = path;
        this.table = table;
        this.position = position;
    }

    static Section root(Problems problems, Environment environment, TomlTable table) {
        return new Section(problems, new Values(problems, environment), "", table, null);
    }

    /** The table under {@code key}; an empty one when it is absent. */
    Section section(String key) {
        Object value = take(key);
        TomlPosition at = value == null ? position : positionOf(key);
        if (value != null && !(value instanceof TomlTable)) {
            problems.add(at, name(key), Values.describe(value), "a table is allowed: write [" + name(key) + "]");
        }
        TomlTable found = value instanceof TomlTable nested ? nested : Values.emptyTable();
        return new Section(problems, values, name(key), found, at);
    }

    boolean has(String key) {
        return table.contains(List.of(key));
    }

    /** Whether an array without elements stands under {@code key}. */
    boolean isEmptyArray(String key) {
        return table.get(List.of(key)) instanceof TomlArray array && array.isEmpty();
    }

    /** A value that may be absent. */
    <T> Optional<T> optional(String key, Kind<T> kind) {
        Object value = take(key);
        return value == null ? Optional.empty() : values.read(value, positionOf(key), name(key), kind);
    }

    /** A value with a default. */
    <T> T value(String key, Kind<T> kind, T fallback) {
        return optional(key, kind).orElse(fallback);
    }

    /** A value that must be there; {@code placeholder} stands in for it once the problem is noted. */
    <T> T required(String key, Kind<T> kind, T placeholder) {
        Optional<T> value = optional(key, kind);
        if (!has(key)) {
            problems.add(position, name(key), "is missing", kind.allowed());
        }
        return value.orElse(placeholder);
    }

    /** Every element of an array that can be read; {@code fallback} when the key is absent. */
    <T> List<T> list(String key, Kind<T> kind, List<T> fallback) {
        Object value = take(key);
        if (value == null) {
            return fallback;
        }
        if (!(value instanceof TomlArray array)) {
            problems.add(
                    positionOf(key), name(key), Values.describe(value), "an array is allowed, of " + kind.allowed());
            return fallback;
        }
        List<T> read = new ArrayList<>();
        for (int i = 0; i < array.size(); i++) {
            values.read(array.get(i), array.inputPositionOf(i), name(key) + "[" + i + "]", kind)
                    .ifPresent(read::add);
        }
        return List.copyOf(read);
    }

    /** Every table of an array of tables, read by {@code reader}; {@code fallback} when the key is absent. */
    <T> List<T> tables(String key, Function<Section, T> reader, List<T> fallback) {
        Object value = take(key);
        if (value == null) {
            return fallback;
        }
        List<T> read = new ArrayList<>();
        if (value instanceof TomlArray array) {
            for (int i = 0; i < array.size(); i++) {
                readTable(array, i, key, reader).ifPresent(read::add);
            }
        } else {
            problems.add(
                    positionOf(key),
                    name(key),
                    Values.describe(value),
                    "an array of tables is allowed: write [[" + name(key) + "]]");
        }
        return List.copyOf(read);
    }

    private <T> Optional<T> readTable(TomlArray array, int index, String key, Function<Section, T> reader) {
        String item = name(key) + "[" + index + "]";
        TomlPosition at = array.inputPositionOf(index);
        if (!(array.get(index) instanceof TomlTable nested)) {
            problems.add(
                    at, item, Values.describe(array.get(index)), "a table is allowed: write [[" + name(key) + "]]");
            return Optional.empty();
        }
        try (Section section = new Section(problems, values, item, nested, at)) {
            return Optional.of(reader.apply(section));
        }
    }

    /** Notes a problem with the value under {@code key}, or with the whole table when it is absent. */
    void problem(String key, String found, String allowed) {
        problems.add(has(key) ? positionOf(key) : position, name(key), found, allowed);
    }

    /** Reports every key nobody asked for. */
    @Override
    public void close() {
        for (Map.Entry<String, Object> entry : table.entrySet()) {
            String key = entry.getKey();
            if (!known.contains(key)) {
                String meant = Spelling.nearest(key, known)
                        .map(near -> "did you mean '" + near + "'? ")
                        .orElse("");
                problems.add(
                        positionOf(key), name(key), "unknown key", meant + "allowed here: " + String.join(", ", known));
            }
        }
    }

    private @Nullable Object take(String key) {
        known.add(key);
        return table.get(List.of(key));
    }

    private @Nullable TomlPosition positionOf(String key) {
        return table.inputPositionOf(List.of(key));
    }

    private String name(String key) {
        return path.isEmpty() ? key : path + "." + key;
    }
}
