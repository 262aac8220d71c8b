// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.cli;

import dev.secbeat.node.api.CommandBody;
import dev.secbeat.node.api.Scope;
import dev.secbeat.node.cluster.AgreedOrder;
import dev.secbeat.node.cluster.FleetOrders;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Undoes a command. */
@Command(
        name = "undo",
        description =
                "Brings every prefix that a command decided back to how it stood before, unless somebody has decided"
                        + " on it since; an undo can be undone.",
        exitCodeList = {
            "0:undone on every node in scope",
            "2:the command line is wrong",
            "3:no fleet answers, nothing was sent",
            "4:a node refused, or does not remember the command; or it is not known for which nodes it was",
            "5:some nodes did not answer",
            "9:it waits until another administrator approves it",
            "11:done, but for prefixes on which somebody has decided since"
        })
public final class UndoCommand extends OrderCommand {
    @Parameters(paramLabel = "ID", description = "id of the command, as it was printed and as the audit trail has it")
    String id = "";

    @Option(names = "--reason", defaultValue = "", paramLabel = "TEXT", description = "why; kept in the audit trail")
    String reason = "";

    @Option(names = "--even-myself", description = "also when a block comes back that holds your own address")
    boolean evenMyself;

    @Override
    int carryOut(Orders orders, CommandBody body) throws CliException, InterruptedException, ExecutionException {
        Optional<Scope> named = named();
        return give(orders, named.isPresent() ? named.get() : given(orders), body);
    }

    /** The nodes that the command was for: of others it is no command, and somebody's key may not reach them. */
    private Scope given(Orders orders) throws CliException, InterruptedException {
        String which =
                ", so it is not known for which nodes it was, and nothing was sent: name them with --region REGION or --scope,"
                        + " of a command for the whole fleet --scope all";
        return switch (AgreedOrder.ever(orders.link(), UUID.fromString(id))) {
            case AgreedOrder.Found(dev.secbeat.node.api.Command whole) -> {
                if (!json) {
                    out().println("undoing " + FleetOrders.words(whole) + " (given by " + whole.actor() + ")");
                }
                yield whole.scope();
            }
            case AgreedOrder.Doubtful two ->
                throw new CliException(ExitCode.REFUSED, "different orders bear the id " + id + which);
            case AgreedOrder.Missing(String why) ->
                throw new CliException(
                        ExitCode.REFUSED, "command " + id + " could not be looked up (" + why + ")" + which);
        };
    }

    @Override
    boolean isEvenMyself() {
        return evenMyself;
    }

    @Override
    CommandBody body() throws CliException {
        try {
            return new CommandBody.Undo(UUID.fromString(id), reason);
        } catch (IllegalArgumentException e) {
            throw new CliException(ExitCode.USAGE, "'" + id + "' is not the id of a command: " + e.getMessage());
        }
    }
}
