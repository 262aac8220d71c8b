// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.config;

import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.tomlj.Toml;
import org.tomlj.TomlParseError;
import org.tomlj.TomlParseResult;

/** A configuration file: from its path to its text, from its text to its root table. */
final class ConfigFile {
    private static final long MOST_BYTES = 1 << 20;

    private ConfigFile() {}

    static <T> T read(Path file, BiFunction<String, String, T> parser) {
        String text;
        try {
            if (Files.size(file) > MOST_BYTES) {
                throw unreadable(file, "is larger than 1 MiB", "a configuration is a few kilobytes of TOML");
            }
            text = Files.readString(file);
        } catch (NoSuchFileException e) {
            throw unreadable(file, "there is no such file", "name an existing TOML file");
        } catch (MalformedInputException e) {
            throw unreadable(file, "is not UTF-8 text", "save it as UTF-8");
        } catch (IOException e) {
            throw unreadable(file, "cannot be read (" + e + ")", "check its permissions");
        }
        return parser.apply(text, file.toString());
    }

    /** Parses {@code text} and hands its root to {@code reader}; all problems found are thrown together. */
    static <T> T parse(String text, String fileName, Environment environment, Function<Section, T> reader) {
        Problems problems = new Problems(fileName);
        TomlParseResult toml = Toml.parse(text);
        for (TomlParseError error : toml.errors()) {
            problems.add(error.position(), "not TOML: " + error.getMessage());
        }
        problems.throwIfAny();
        T config;
        try (Section root = Section.root(problems, environment, toml)) {
            config = reader.apply(root);
        }
        problems.throwIfAny();
        return config;
    }

    private static ConfigException unreadable(Path file, String found, String allowed) {
        return new ConfigException(List.of(file + ": " + found + "; " + allowed));
    }
}
