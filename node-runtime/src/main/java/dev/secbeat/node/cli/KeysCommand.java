// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.cli;

import dev.secbeat.node.cluster.KeyFileException;
import dev.secbeat.node.cluster.NkeySigner;
import dev.secbeat.node.json.JsonText;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Makes and shows keys; never prints a seed. */
@Command(
        name = "keys",
        mixinStandardHelpOptions = true,
        description = "Makes nkeys for nodes, orchestrators and people, and says which of them the fleet trusts.",
        subcommands = {
            KeysListCommand.class,
            KeysAddCommand.class,
            KeysRevokeCommand.class,
            KeysSignCommand.class,
            KeysFetchCommand.class
        },
        exitCodeListHeading = "%nExit status:%n",
        exitCodeList = {"0:done", "1:the file could not be written or read"})
public final class KeysCommand {
    private static final String JSON = "print one JSON object instead of the key alone";

    @Spec
    CommandSpec spec = CommandSpec.create();

    @Command(
            name = "new",
            mixinStandardHelpOptions = true,
            description = "Writes a new seed to FILE (mode 0600, never overwriting) and prints its public key.")
    int create(
            @Parameters(paramLabel = "FILE", description = "where the seed goes") Path file,
            @Option(names = "--json", description = JSON) boolean json) {
        try (NkeySigner key = NkeySigner.create(file)) {
            return tell(file, key, json);
        } catch (FileAlreadyExistsException e) {
            return fail(file + " exists and was left as it is: name another file, or delete it if its key is not used");
        } catch (IOException e) {
            return fail(file + " cannot be written (" + e + "): name a file in a folder you may write to");
        }
    }

    @Command(name = "show", mixinStandardHelpOptions = true, description = "Prints the public key of a seed file.")
    int show(
            @Parameters(paramLabel = "FILE", description = "a seed file") Path file,
            @Option(names = "--json", description = JSON) boolean json) {
        try (NkeySigner key = NkeySigner.load(file)) {
            return tell(file, key, json);
        } catch (KeyFileException e) {
            return fail(String.valueOf(e.getMessage()));
        }
    }

    private int tell(Path file, NkeySigner key, boolean json) {
        out().println(json ? JsonText.object(Map.of("file", file, "publicKey", key.publicKey())) : key.publicKey());
        out().flush();
        return ExitCode.OK;
    }

    private PrintWriter out() {
        return spec.commandLine().getOut();
    }

    private int fail(String message) {
        PrintWriter err = spec.commandLine().getErr();
        err.println("secbeat keys: " + message);
        err.flush();
        return ExitCode.FAILED;
    }
}
