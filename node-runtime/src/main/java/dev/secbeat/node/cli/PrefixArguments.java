// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.cli;

import dev.secbeat.node.api.CommandBody;
import dev.secbeat.node.api.Prefix;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Which prefixes are meant: named on the line, listed in a file, or both. */
final class PrefixArguments {
    @Parameters(arity = "0..*", paramLabel = "PREFIX", description = "203.0.113.42, 203.0.113.0/24 or 2001:db8::/32")
    List<String> prefixes = List.of();

    @Option(
            names = "--file",
            paramLabel = "LIST",
            description = "file with a prefix a line, up to 100,000; empty lines and what follows # are passed over;"
                    + " - reads standard input")
    @Nullable
    Path file;

    /** Each prefix once, in the order in which they were named. */
    List<Prefix> read() throws CliException {
        Set<Prefix> found = new LinkedHashSet<>();
        for (String text : prefixes) {
            found.add(Arguments.prefix(text));
        }
        if (file != null) {
            addFrom(file, found);
        }
        if (found.isEmpty()) {
            throw new CliException(ExitCode.USAGE, "no prefix is named: name some, or a file of them with --file");
        }
        return List.copyOf(found);
    }

    private static void addFrom(Path file, Set<Prefix> found) throws CliException {
        try (BufferedReader lines = file.toString().equals("-")
                ? new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))
                : Files.newBufferedReader(file)) {
            int number = 0;
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                number++;
                add(line, file + ":" + number, found);
            }
        } catch (IOException e) {
            throw new CliException(ExitCode.USAGE, "the list " + file + " cannot be read (" + e + ")");
        }
    }

    private static void add(String line, String place, Set<Prefix> found) throws CliException {
        int comment = line.indexOf('#');
        String text = (comment < 0 ? line : line.substring(0, comment)).strip();
        if (text.isEmpty()) {
            return;
        }
        try {
            found.add(Prefix.parse(text));
        } catch (IllegalArgumentException e) {
            throw new CliException(ExitCode.USAGE, place + ": " + e.getMessage() + "; nothing was sent");
        }
        if (found.size() > CommandBody.MAX_PREFIXES_IN_PARTS) {
            throw new CliException(
                    ExitCode.USAGE,
                    place + ": more than " + CommandBody.MAX_PREFIXES_IN_PARTS
                            + " prefixes; nothing was sent: split the list, or name wider prefixes");
        }
    }
}
