// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.config;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.tomlj.Toml;
import org.tomlj.TomlArray;
import org.tomlj.TomlPosition;
import org.tomlj.TomlTable;

/** Turns single TOML values into settings: fills in the environment, checks the type, then the meaning. */
final class Values {
    private static final Pattern VARIABLE = Pattern.compile("\\$\\{([^}]*)}");
    private static final int MOST_SHOWN = 80;

    private final Problems problems;
    private final Environment environment;

    Values(Problems problems, Environment environment) {
        this.problems = problems;
        this.environment = environment;
    }

    <T> Optional<T> read(Object raw, @Nullable TomlPosition at, String name, Kind<T> kind) {
        if (!(raw instanceof String text)) {
            return check(raw, describe(raw), at, name, kind);
        }
        Optional<String> filled = fill(text, at, name);
        // A value from the environment may be a secret or a surprise: name the variable, not the value.
        boolean shown = filled.isPresent() && filled.get().equals(text);
        String found = shown ? describe(text) : "the value of " + quoted(text);
        return filled.flatMap(value -> check(typed(value, shown, kind), found, at, name, kind));
    }

    /** Variables are texts; where a number or flag is wanted, a filled-in text may stand for one. */
    private static <T> Object typed(String value, boolean literal, Kind<T> kind) {
        if (literal || kind.type() == String.class) {
            return value;
        }
        if (kind.type() == Boolean.class && (value.equals("true") || value.equals("false"))) {
            return Boolean.valueOf(value);
        }
        if (kind.type() == Number.class && value.matches("[0-9]{1,9}([.][0-9]{1,9})?")) {
            return Double.valueOf(value);
        }
        boolean number = kind.type() == Long.class && value.matches("-?[0-9]{1,18}");
        return number ? (Object) Long.valueOf(value) : value;
    }

    private <T> Optional<T> check(Object value, String found, @Nullable TomlPosition at, String name, Kind<T> kind) {
        Optional<T> meaning = kind.type().isInstance(value) ? kind.reader().apply(value) : Optional.empty();
        if (meaning.isEmpty()) {
            problems.add(at, name, "found " + found, "allowed: " + kind.allowed());
        }
        return meaning;
    }

    private Optional<String> fill(String text, @Nullable TomlPosition at, String name) {
        Matcher matcher = VARIABLE.matcher(text);
        StringBuilder filled = new StringBuilder();
        boolean complete = true;
        while (matcher.find()) {
            String variable = matcher.group(1);
            Optional<String> value = environment.variable(variable);
            if (value.isEmpty()) {
                problems.add(
                        at,
                        name,
                        "the environment has no variable '" + variable + "'",
                        "set " + variable + " or write the value itself");
                complete = false;
            }
            matcher.appendReplacement(filled, Matcher.quoteReplacement(value.orElse("")));
        }
        matcher.appendTail(filled);
        return complete ? Optional.of(filled.toString()) : Optional.empty();
    }

    static String describe(Object value) {
        return switch (value) {
            case String text -> quoted(text);
            case Long number -> "the number " + number;
            case Double number -> "the number " + number;
            case Boolean flag -> flag.toString();
            case TomlTable table -> "a table";
            case TomlArray array -> "an array";
            default -> "the date or time " + value;
        };
    }

    static TomlTable emptyTable() {
        return Toml.parse("");
    }

    private static String quoted(String text) {
        return "'" + (text.length() > MOST_SHOWN ? text.substring(0, MOST_SHOWN) + "..." : text) + "'";
    }
}
