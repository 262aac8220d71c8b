// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.cli;

import dev.secbeat.node.cluster.FleetLink;
import dev.secbeat.node.control.Member;
import dev.secbeat.node.control.Operator;
import dev.secbeat.node.control.Reach;
import dev.secbeat.node.control.TrustFile;
import dev.secbeat.node.json.Json;
import dev.secbeat.node.runtime.TrustPaper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Who is trusted, and how far. */
@Command(
        name = "list",
        description =
                "Shows who is trusted and how far: by a trust file, or by the newest that nodes of the fleet hold.",
        exitCodeList = {
            "0:shown",
            "1:the file cannot be read",
            "3:no fleet, or no node of it, answers",
            "5:shown, but the nodes hold different files"
        })
final class KeysListCommand extends FleetCommand {
    private static final String ROW = "%-12s %-24s %-58s %s%n";

    @Option(names = "--trust", paramLabel = "FILE", description = "a trust file (default: ask the fleet)")
    @Nullable
    Path trust;

    @Override
    int run() throws CliException, InterruptedException {
        Path file = trust;
        if (file != null) {
            try {
                print(TrustPaper.read(file));
                return ExitCode.OK;
            } catch (IOException e) {
                throw new CliException(ExitCode.FAILED, "cannot read " + file + ": " + e.getMessage());
            }
        }
        try (FleetLink link = connection.connect()) {
            List<TrustFile> held = new TrustFleet(link).held();
            if (held.isEmpty()) {
                throw new CliException(ExitCode.NO_FLEET, "no node answers: see 'secbeat status'");
            }
            print(held.getFirst());
            if (held.size() > 1 && !json) {
                out().println("The nodes hold different files, versions "
                        + held.stream().map(f -> Long.toString(f.version())).collect(Collectors.joining(", ")) + ".");
            }
            return held.size() > 1 ? ExitCode.INCOMPLETE : ExitCode.OK;
        }
    }

    private void print(TrustFile file) {
        if (json) {
            out().println(Json.TRUST.encodeText(file));
            return;
        }
        out().println(file.seal()
                .map(seal -> "Version " + file.version() + ", signed by " + seal.signer())
                .orElse("Not signed"));
        out().printf(ROW, "ROLE", "NAME", "KEY", "MAY COMMAND");
        for (Operator operator : file.operators()) {
            out().printf(ROW, operator.role(), operator.name(), operator.publicKey(), reach(operator));
        }
        file.members().forEach(member -> {
            String[] words = member.toString().split(" ", 2);
            out().printf(ROW, words[0], words[1], member.publicKey(), "nothing" + at(member));
        });
        Map<String, String> former = file.formerMembers().stream()
                .collect(Collectors.toMap(
                        Member::publicKey, member -> member.toString().split(" ", 2)[1]));
        file.withdrawn()
                .forEach(key -> out().printf(ROW, "withdrawn", former.getOrDefault(key, ""), key, "nothing any more"));
    }

    private static String at(Member member) {
        return member.addresses().isEmpty()
                ? ""
                : "; never blocked: "
                        + member.addresses().stream().map(Object::toString).collect(Collectors.joining(", "));
    }

    private static String reach(Operator operator) {
        Reach reach = operator.reach();
        String regions = reach.regions().isEmpty()
                ? "all regions"
                : reach.regions().stream().map(Object::toString).collect(Collectors.joining(", "));
        return switch (operator.role()) {
            case VIEWER -> "nothing";
            case OPERATOR, ADMIN ->
                regions + "; blocks up to /" + reach.widestIpv4() + " and IPv6 /" + reach.widestIpv6();
        };
    }
}
