// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.cli;

import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code secbeat completion bash}: what the shell needs to complete commands and options. */
@Command(
        name = "completion",
        mixinStandardHelpOptions = true,
        description = {
            "Prints a script by which a shell completes SecBeat's commands and options.",
            "In bash: source <(secbeat completion bash). In zsh the same, after: autoload -U +X bashcompinit && bashcompinit."
        },
        exitCodeListHeading = "%nExit status:%n",
        exitCodeList = {"0:printed", "2:the command line is wrong"})
public final class CompletionCommand implements Callable<Integer> {
    /** Shells that understand the script; the words people type. */
    enum Shell {
        bash,
        zsh
    }

    @Spec
    CommandSpec spec = CommandSpec.create();

    @Parameters(paramLabel = "SHELL", description = "one of: ${COMPLETION-CANDIDATES}")
    Shell shell = Shell.bash;

    @Override
    public Integer call() {
        spec.commandLine().getOut().print(AutoComplete.bash("secbeat", SecBeat.line()));
        spec.commandLine().getOut().flush();
        return ExitCode.OK;
    }
}
