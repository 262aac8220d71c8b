// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.cli;

import dev.secbeat.node.api.NodeId;
import dev.secbeat.node.api.Prefix;
import dev.secbeat.node.api.RegionId;
import dev.secbeat.node.control.Member;
import dev.secbeat.node.control.Operator;
import dev.secbeat.node.control.Reach;
import dev.secbeat.node.control.Role;
import dev.secbeat.node.control.TrustFile;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Lets a key in: a person's with a role and a reach, a node's or an orchestrator's. */
@Command(
        name = "add",
        description = "Puts a public key into the trust file, or changes what it may, and gives the file to the fleet.",
        exitCodeList = {
            "0:in force on every node",
            "1:a file cannot be read or written",
            "2:the command line is wrong",
            "3:no fleet answers, nothing was written",
            "4:refused, nothing was written",
            "5:written and sent, but not in force on every node yet"
        })
final class KeysAddCommand extends TrustChange {
    /** Exactly one of them says whose key it is. */
    static final class Holder {
        @Option(names = "--role", paramLabel = "ROLE", description = "a person's: VIEWER, OPERATOR or ADMIN")
        @Nullable
        Role role;

        @Option(names = "--node", paramLabel = "REGION/NODE", description = "a node's, such as us-east/us-east-node-1")
        @Nullable
        String node;

        @Option(names = "--orchestrator", paramLabel = "NAME", description = "an orchestrator's")
        @Nullable
        String orchestrator;
    }

    @Parameters(paramLabel = "KEY", description = "public key, as 'secbeat keys new' printed it")
    String key = "";

    @ArgGroup(exclusive = true, multiplicity = "1")
    Holder holder = new Holder();

    @Option(names = "--name", paramLabel = "NAME", description = "a person's name, for logs and screens")
    @Nullable
    String name;

    @Option(
            names = "--region",
            split = ",",
            paramLabel = "REGION",
            description = "the regions whose nodes this person may command (default: all)")
    List<String> regions = List.of();

    @Option(
            names = "--widest-ipv4",
            paramLabel = "LENGTH",
            description = "widest IPv4 prefix this person may block, 8 to 32 (default: by role)")
    @Nullable
    Integer widestIpv4;

    @Option(
            names = "--widest-ipv6",
            paramLabel = "LENGTH",
            description = "widest IPv6 prefix this person may block, 16 to 128 (default: by role)")
    @Nullable
    Integer widestIpv6;

    @Option(
            names = "--address",
            split = ",",
            paramLabel = "ADDRESS",
            description =
                    "addresses from which a node or an orchestrator reaches others, at most 4: no node of the fleet"
                            + " blocks them; the list takes the place of the one before")
    List<String> addresses = List.of();

    @Override
    TrustFile change(TrustFile before, String signer) throws CliException {
        if (before.hasWithdrawn(key)) {
            throw new CliException(
                    ExitCode.REFUSED,
                    "key " + key + " was withdrawn and is not trusted again: make a new one with 'secbeat keys new'");
        }
        List<Operator> operators = new ArrayList<>(before.operators());
        List<Member> members = new ArrayList<>(before.members());
        operators.removeIf(operator -> operator.publicKey().equals(key));
        members.removeIf(member -> member.publicKey().equals(key));
        Role role = holder.role;
        if (role != null) {
            if (!addresses.isEmpty()) {
                throw new CliException(
                        ExitCode.USAGE,
                        "--address is for nodes and orchestrators: people's are told with their orders");
            }
            operators.add(operator(role));
        } else {
            members.add(member());
        }
        return new TrustFile(0, operators, members, before.withdrawn(), before.formerMembers(), Optional.empty());
    }

    private Operator operator(Role role) throws CliException {
        String theName = name;
        if (theName == null) {
            throw new CliException(ExitCode.USAGE, "a person's key needs a --name");
        }
        Reach standard = Reach.of(role);
        Integer ipv4 = widestIpv4;
        Integer ipv6 = widestIpv6;
        return new Operator(
                key,
                role,
                theName,
                new Reach(
                        regions.stream().map(RegionId::new).toList(),
                        ipv4 == null ? standard.widestIpv4() : ipv4,
                        ipv6 == null ? standard.widestIpv6() : ipv6));
    }

    private Member member() throws CliException {
        if (name != null || !regions.isEmpty() || widestIpv4 != null || widestIpv6 != null) {
            throw new CliException(
                    ExitCode.USAGE, "--name, --region and --widest-... are for people: a machine commands nothing");
        }
        String orchestrator = holder.orchestrator;
        List<Prefix> own = addresses.stream().map(Prefix::parse).toList();
        return orchestrator != null
                ? new Member.Orchestrator(key, orchestrator, own)
                : new Member.Node(key, nodeId(String.valueOf(holder.node)), own);
    }

    private static NodeId nodeId(String text) throws CliException {
        String[] parts = text.split("/", -1);
        if (parts.length != 2) {
            throw new CliException(ExitCode.USAGE, "'" + text + "' is no REGION/NODE, such as us-east/us-east-node-1");
        }
        return NodeId.of(parts[0], parts[1]);
    }
}
