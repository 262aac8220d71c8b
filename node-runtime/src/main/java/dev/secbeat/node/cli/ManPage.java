// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/**
 * A command's manual page in the man macros of roff, made from what {@code --help} is made of. No date is in it, so that
 * the same program gives the same page.
 */
final class ManPage {
    private final CommandSpec command;
    private final StringBuilder page = new StringBuilder(4_096);

    private ManPage(CommandSpec command) {
        this.command = command;
    }

    /** The pages of {@code line} and of all commands below it, by name, such as {@code secbeat-audit-verify}. */
    static Map<String, String> all(CommandLine line) {
        Map<String, String> pages = new LinkedHashMap<>();
        add(line, pages);
        return pages;
    }

    private static void add(CommandLine line, Map<String, String> pages) {
        CommandSpec command = line.getCommandSpec();
        pages.put(name(command), new ManPage(command).text());
        line.getSubcommands().values().forEach(below -> add(below, pages));
    }

    private static String name(CommandSpec command) {
        return command.qualifiedName("-");
    }

    private String text() {
        page.append(".\\\" SPDX-License-Identifier: Apache-2.0\n");
        page.append(".TH ")
                .append(quoted(name(command).toUpperCase(Locale.ROOT)))
                .append(" 1 \"\" SecBeat \"SecBeat\"\n");
        page.append(".SH NAME\n")
                .append(escaped(name(command)))
                .append(" \\- ")
                .append(escaped(summary()))
                .append('\n');
        synopsis();
        section("DESCRIPTION", paragraphs(command.usageMessage().description()));
        parameters();
        options();
        subcommands();
        exitStatus();
        seeAlso();
        return page.toString();
    }

    private String summary() {
        List<String> description = paragraphs(command.usageMessage().description());
        String first = description.isEmpty() ? name(command) : description.getFirst();
        int end = first.indexOf(". ");
        return (end < 0 ? first : first.substring(0, end)).replaceAll("[.]$", "");
    }

    private void synopsis() {
        page.append(".SH SYNOPSIS\n.B ")
                .append(escaped(command.qualifiedName(" ")))
                .append('\n');
        if (!command.options().isEmpty()) {
            page.append("[options]\n");
        }
        for (PositionalParamSpec parameter : command.positionalParameters()) {
            String label = "\\fI" + escaped(parameter.paramLabel()) + "\\fR"
                    + (parameter.arity().max() > 1 ? " ..." : "");
            page.append(parameter.arity().min() == 0 ? "[" + label + "]" : label)
                    .append('\n');
        }
        if (!command.subcommands().isEmpty()) {
            page.append("[\\fIcommand\\fR]\n");
        }
    }

    private void parameters() {
        if (command.positionalParameters().isEmpty()) {
            return;
        }
        page.append(".SH ARGUMENTS\n");
        for (PositionalParamSpec parameter : command.positionalParameters()) {
            item("\\fI" + escaped(parameter.paramLabel()) + "\\fR", paragraphs(parameter.description()));
        }
    }

    private void options() {
        List<OptionSpec> shown =
                command.options().stream().filter(option -> !option.hidden()).toList();
        if (shown.isEmpty()) {
            return;
        }
        page.append(".SH OPTIONS\n");
        for (OptionSpec option : shown) {
            String names = List.of(option.names()).stream()
                    .map(name -> "\\fB" + escaped(name) + "\\fR")
                    .collect(Collectors.joining(", "));
            String value = option.arity().max() > 0 ? "=\\fI" + escaped(option.paramLabel()) + "\\fR" : "";
            item(names + value, paragraphs(option.description()));
        }
    }

    private void subcommands() {
        if (command.subcommands().isEmpty()) {
            return;
        }
        page.append(".SH COMMANDS\n");
        command.subcommands()
                .forEach((name, line) ->
                        item("\\fB" + escaped(name) + "\\fR", List.of(new ManPage(line.getCommandSpec()).summary())));
    }

    private void exitStatus() {
        Map<String, String> codes = command.usageMessage().exitCodeList();
        if (codes.isEmpty()) {
            return;
        }
        page.append(".SH \"EXIT STATUS\"\n");
        codes.forEach((code, meaning) -> item("\\fB" + escaped(code) + "\\fR", List.of(meaning)));
    }

    private void seeAlso() {
        List<String> others = new ArrayList<>();
        if (command.parent() != null) {
            others.add(name(command.parent()));
        }
        command.subcommands().values().forEach(line -> others.add(name(line.getCommandSpec())));
        if (!others.isEmpty()) {
            page.append(".SH \"SEE ALSO\"\n");
            page.append(
                    others.stream().map(name -> ".BR " + escaped(name) + " (1)").collect(Collectors.joining(" ,\n")));
            page.append('\n');
        }
    }

    private void section(String title, List<String> paragraphs) {
        if (!paragraphs.isEmpty()) {
            page.append(".SH ").append(title).append('\n');
            page.append(paragraphs.stream().map(ManPage::line).collect(Collectors.joining(".PP\n")));
        }
    }

    private void item(String tag, List<String> paragraphs) {
        page.append(".TP\n").append(tag).append('\n');
        paragraphs.forEach(paragraph -> page.append(line(paragraph)));
    }

    private static List<String> paragraphs(String... texts) {
        return List.of(texts).stream()
                .map(text -> Ansi.OFF.string(String.format(text)))
                .map(String::strip)
                .filter(text -> !text.isEmpty())
                .toList();
    }

    /** A line of running text: one that begins with a dot or a quote would be a request. */
    private static String line(String text) {
        String escaped = escaped(text);
        return (escaped.startsWith(".") || escaped.startsWith("'") ? "\\&" : "") + escaped + "\n";
    }

    private static String quoted(String text) {
        return '"' + escaped(text) + '"';
    }

    private static String escaped(String text) {
        return text.replace("\\", "\\e").replace("-", "\\-").replace("\n", " ");
    }
}
