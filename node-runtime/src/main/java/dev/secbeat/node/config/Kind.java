// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.config;

import java.util.Optional;
import java.util.function.Function;

/**
 * A kind of value: its TOML type, what of that type is allowed, and what it means.
 *
 * @param type {@code String}, {@code Long}, {@code Number} (also with a fraction) or {@code Boolean}
 * @param allowed what an operator may write, as the end of a sentence
 * @param reader the meaning, or empty when the value is not allowed
 */
record Kind<T>(Class<?> type, String allowed, Function<Object, Optional<T>> reader) {

    static <T> Kind<T> text(String allowed, Function<String, Optional<T>> reader) {
        return new Kind<>(String.class, allowed, value -> reader.apply((String) value));
    }

    static <T> Kind<T> integer(String allowed, Function<Long, Optional<T>> reader) {
        return new Kind<>(Long.class, allowed, value -> reader.apply((Long) value));
    }

    static Kind<Boolean> flag() {
        return new Kind<>(Boolean.class, "true or false", value -> Optional.of((Boolean) value));
    }
}
