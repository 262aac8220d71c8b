// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.cli;

import dev.secbeat.node.control.Member;
import dev.secbeat.node.control.Operator;
import dev.secbeat.node.control.TrustFile;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Withdraws a key for good. */
@Command(
        name = "revoke",
        description = {
            "Withdraws a key for good: as soon as they have the new trust file, nodes refuse what it signs, and nodes and",
            "orchestrators take no word of a node whose key it is. What it ordered before stays. The key still connects to the",
            "NATS servers until their configuration is made anew ('secbeat nats config') and reloaded."
        },
        exitCodeList = {
            "0:withdrawn on every node",
            "1:a file cannot be read or written",
            "2:the command line is wrong",
            "3:no fleet answers, nothing was written",
            "4:refused, nothing was written",
            "5:written and sent, but not in force on every node yet"
        })
final class KeysRevokeCommand extends TrustChange {
    @Parameters(paramLabel = "KEY", description = "public key to withdraw")
    String key = "";

    @Override
    TrustFile change(TrustFile before, String signer) throws CliException {
        if (key.equals(signer)) {
            throw new CliException(
                    ExitCode.REFUSED,
                    "nobody withdraws the key that signs, so that the last administrator cannot go: let another"
                            + " administrator withdraw it");
        }
        if (before.hasWithdrawn(key)) {
            throw new CliException(ExitCode.REFUSED, "key " + key + " is withdrawn already");
        }
        List<Operator> operators = new ArrayList<>(before.operators());
        List<Member> members = new ArrayList<>(before.members());
        boolean known = operators.removeIf(operator -> operator.publicKey().equals(key));
        known |= members.removeIf(member -> member.publicKey().equals(key));
        if (!known) {
            throw new CliException(
                    ExitCode.REFUSED,
                    "key " + key + " is not in " + trust + ": 'secbeat keys list --trust " + trust + "' shows who is");
        }
        List<String> withdrawn = new ArrayList<>(before.withdrawn());
        withdrawn.add(key);
        List<Member> former = new ArrayList<>(before.formerMembers());
        member(before).map(Member::withoutAddresses).ifPresent(former::add);
        return new TrustFile(0, operators, members, withdrawn, former, Optional.empty());
    }

    @Override
    List<String> afterwards(TrustFile before, TrustFile next) {
        List<String> words = new ArrayList<>();
        words.add(atOnce(member(before), next));
        words.add(
                "Until you do this the key still connects, and hears what it heard: make each NATS server's configuration anew"
                        + " ('secbeat nats config --trust " + trust
                        + " --name SERVER --out FILE', with the options it was made"
                        + " with) and reload it ('nats-server --signal reload').");
        if (member(before).filter(Member.Orchestrator.class::isInstance).isPresent()) {
            words.add(
                    "The machine has the DNS servers' TSIG keys as well, which no trust file withdraws: if it may be in wrong"
                            + " hands, give the DNS servers and the other orchestrators new ones.");
        }
        return words;
    }

    private Optional<Member> member(TrustFile file) {
        return file.members().stream()
                .filter(member -> member.publicKey().equals(key))
                .findFirst();
    }

    private static String atOnce(Optional<Member> whose, TrustFile next) {
        if (whose.isEmpty()) {
            return "At once: whoever has this file refuses what the key signs.";
        }
        return switch (whose.get()) {
            case Member.Node node
            when next.withdrawnNodes().contains(node.id()) ->
                "At once: nodes and orchestrators that have this file take no counts, blocks, snapshots or receipts of "
                        + node
                        + " any more. Blocks that it told before stay until they end; consoles still show what it says.";
            case Member.Node node ->
                node
                        + " has another key in this file, so what is sent under its name is taken as before: also what is sent"
                        + " with the withdrawn key, until you do the following.";
            case Member.Orchestrator orchestrator ->
                "At once: " + orchestrator
                        + ", once it has this file, gives its lease back and acts no more. Somebody else who"
                        + " has its key can take the lease and tell the fleet plans, until you do the following.";
        };
    }
}
