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
            "Withdraws a key for good: every node refuses what it signs as soon as it has the new trust file.",
            "What it ordered before stays. Make the NATS servers' user lists anew afterwards ('secbeat nats config')."
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
        return new TrustFile(0, operators, members, withdrawn, Optional.empty());
    }
}
