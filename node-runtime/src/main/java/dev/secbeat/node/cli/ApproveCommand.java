// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.cli;

import dev.secbeat.node.api.CommandBody;
import dev.secbeat.node.api.Scope;
import dev.secbeat.node.cluster.AgreedOrder;
import dev.secbeat.node.cluster.FleetLink;
import dev.secbeat.node.cluster.FleetOrders;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Agrees to a command of somebody else. */
@Command(
        name = "approve",
        description =
                "Agrees, as a second administrator, to a command that waits for it: a block of more than a /16 (IPv4)"
                        + " or /32 (IPv6). It is looked up and shown, and the nodes carry out this and nothing else.",
        exitCodeList = {
            "0:in force on every node in scope",
            "2:the command line is wrong",
            "3:no fleet answers, nothing was sent",
            "4:a node refused, no such command waits there, or it cannot be told to what one would agree",
            "5:some nodes did not answer",
            "11:done, but for prefixes on which somebody has decided since"
        })
public final class ApproveCommand extends OrderCommand {
    private static final int MOST_TOLD = 5;

    @Parameters(paramLabel = "ID", description = "id of the command, as it was printed")
    String id = "";

    @Option(names = "--even-myself", description = "also when your own address is among what it blocks")
    boolean evenMyself;

    @Option(
            names = "--even-unseen",
            description =
                    "also when the order cannot be looked up: agrees to whatever each node holds under the id; with"
                            + " --scope or --region, as it is not known for which nodes it is")
    boolean evenUnseen;

    @Option(
            names = "--by",
            paramLabel = "PUBLIC-KEY",
            description = "who gave it: where somebody else has published another order under its id")
    String by = "";

    @Override
    int carryOut(Orders orders, CommandBody body) throws CliException, InterruptedException, ExecutionException {
        if (!(body instanceof CommandBody.Approve approve)) {
            return super.carryOut(orders, body);
        }
        Agreement seen = seen(orders, approve, named());
        return give(orders, seen.nodes(), seen.approval());
    }

    /** To what one agrees, and the nodes where it waits. */
    private record Agreement(CommandBody.Approve approval, Scope nodes) {}

    /** The approval of what the fleet's stream has under the id, which is shown, for the nodes that it is for. */
    private Agreement seen(Orders orders, CommandBody.Approve approve, Optional<Scope> named)
            throws CliException, InterruptedException {
        return switch (looked(orders.link(), approve.command())) {
            case AgreedOrder.Found found -> {
                if (!json) {
                    out().println("approving " + FleetOrders.words(found.whole()) + " (given by "
                            + found.whole().actor() + ")");
                }
                yield new Agreement(found.approval(), named.orElse(found.whole().scope()));
            }
            case AgreedOrder.Doubtful(List<dev.secbeat.node.api.Command> two) ->
                throw new CliException(
                        ExitCode.REFUSED,
                        "different orders bear the id " + approve.command()
                                + ", so nothing was sent: somebody tries to have another one approved; ask who gave"
                                + " them, and undo it and have it ordered anew, or agree to that of one of them with --by"
                                + " PUBLIC-KEY" + told(two));
            case AgreedOrder.Missing(String why)
            when evenUnseen ->
                new Agreement(
                        approve,
                        named.orElseThrow(
                                () -> new CliException(
                                        ExitCode.REFUSED,
                                        "command " + approve.command() + " could not be looked up (" + why
                                                + "), so it is not known for which nodes it is, and nothing was sent: name them"
                                                + " with --region REGION or --scope, of a command for the whole fleet --scope all")));
            case AgreedOrder.Missing(String why) ->
                throw new CliException(
                        ExitCode.REFUSED,
                        "what command " + approve.command() + " orders could not be looked up (" + why
                                + "), so nothing was sent: check the id, have it ordered anew, or agree to whatever the nodes"
                                + " hold under it with --even-unseen");
        };
    }

    private AgreedOrder looked(FleetLink link, UUID order) throws InterruptedException {
        return by.isEmpty()
                ? AgreedOrder.find(link, order)
                : AgreedOrder.find(link, order, one -> one.actor().equals(by));
    }

    private static String told(List<dev.secbeat.node.api.Command> orders) {
        return orders.stream()
                .limit(MOST_TOLD)
                .map(order -> "; " + order.actor() + ": " + FleetOrders.words(order))
                .collect(Collectors.joining());
    }

    @Override
    boolean isEvenMyself() {
        return evenMyself;
    }

    @Override
    CommandBody body() throws CliException {
        try {
            return new CommandBody.Approve(UUID.fromString(id));
        } catch (IllegalArgumentException e) {
            throw new CliException(ExitCode.USAGE, "'" + id + "' is not the id of a command: " + e.getMessage());
        }
    }
}
