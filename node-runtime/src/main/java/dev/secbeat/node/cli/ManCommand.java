// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code secbeat man DIR}: the manual, a page a command. */
@Command(
        name = "man",
        mixinStandardHelpOptions = true,
        description = "Writes the manual pages, one a command, into a folder such as /usr/local/share/man/man1.",
        exitCodeListHeading = "%nExit status:%n",
        exitCodeList = {"0:written", "1:a page could not be written", "2:the command line is wrong"})
public final class ManCommand implements Callable<Integer> {
    @Spec
    CommandSpec spec = CommandSpec.create();

    @Parameters(paramLabel = "DIR", description = "made if it is missing; pages of the same names are replaced")
    Path folder = Path.of("");

    @Override
    public Integer call() {
        Map<String, String> pages = ManPage.all(SecBeat.line());
        try {
            Files.createDirectories(folder);
            for (Map.Entry<String, String> page : pages.entrySet()) {
                Files.writeString(folder.resolve(page.getKey() + ".1"), page.getValue());
            }
        } catch (IOException e) {
            PrintWriter err = spec.commandLine().getErr();
            err.println("secbeat man: " + folder + " cannot be written (" + e + "): name a folder you may write to");
            err.flush();
            return ExitCode.FAILED;
        }
        CommandLine line = spec.commandLine();
        line.getOut().println(pages.size() + " pages in " + folder);
        line.getOut().flush();
        return ExitCode.OK;
    }
}
