// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.cli;

import java.util.List;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** The part of docs/cli.md that is made from the commands themselves. */
final class CliReference {
    static final String BEGIN = "<!-- commands -->";
    static final String END = "<!-- end of commands -->";

    private CliReference() {}

    static String of(CommandLine line) {
        StringBuilder page = new StringBuilder(BEGIN).append('\n');
        line.getSubcommands().values().forEach(command -> add(command, page));
        return page.toString();
    }

    private static void add(CommandLine line, StringBuilder page) {
        CommandSpec command = line.getCommandSpec();
        page.append("\n### `").append(command.qualifiedName(" ")).append("`\n\n");
        page.append(text(command.usageMessage().description())).append('\n');
        List<OptionSpec> options = command.options().stream()
                .filter(option -> !option.hidden() && !option.usageHelp() && !option.versionHelp())
                .toList();
        if (!options.isEmpty() || !command.positionalParameters().isEmpty()) {
            page.append("\n| option | meaning |\n|---|---|\n");
            command.positionalParameters()
                    .forEach(parameter -> row(page, "`" + parameter.paramLabel() + "`", parameter));
            options.forEach(option -> row(page, names(option), option));
        }
        if (!command.usageMessage().exitCodeList().isEmpty()) {
            page.append("\nExit status: ");
            page.append(command.usageMessage().exitCodeList().entrySet().stream()
                    .map(code -> code.getKey() + " " + code.getValue())
                    .collect(Collectors.joining("; ")));
            page.append(".\n");
        }
        line.getSubcommands().values().forEach(below -> add(below, page));
    }

    private static void row(StringBuilder page, String name, ArgSpec argument) {
        page.append("| ")
                .append(name)
                .append(" | ")
                .append(text(argument.description()))
                .append(" |\n");
    }

    private static String names(OptionSpec option) {
        String value = option.arity().max() > 0 ? " " + option.paramLabel() : "";
        return List.of(option.names()).stream()
                .map(name -> "`" + name + value + "`")
                .collect(Collectors.joining(", "));
    }

    private static String text(String... lines) {
        return List.of(lines).stream()
                .map(line ->
                        Ansi.OFF.string(String.format(line)).replace("|", "\\|").strip())
                .collect(Collectors.joining(" "));
    }
}
