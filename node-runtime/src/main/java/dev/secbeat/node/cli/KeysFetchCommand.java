// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.cli;

import dev.secbeat.node.cluster.FleetLink;
import dev.secbeat.node.control.TrustFile;
import dev.secbeat.node.json.JsonText;
import dev.secbeat.node.runtime.TrustPaper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Gets the fleet's trust file. */
@Command(
        name = "fetch",
        description = "Writes the newest trust file that nodes of the fleet hold to FILE, replacing it.",
        exitCodeList = {
            "0:written",
            "1:the file cannot be written",
            "3:no fleet, or no node of it, answers",
            "5:written, but the nodes hold different files"
        })
final class KeysFetchCommand extends FleetCommand {
    @Option(names = "--trust", required = true, paramLabel = "FILE", description = "where it goes")
    Path trust = Path.of("trust.json");

    @Override
    int run() throws CliException, InterruptedException {
        try (FleetLink link = connection.connect()) {
            List<TrustFile> held = new TrustFleet(link).held();
            if (held.isEmpty()) {
                throw new CliException(ExitCode.NO_FLEET, "no node answers, nothing was written: see 'secbeat status'");
            }
            TrustFile newest = held.getFirst();
            TrustPaper.write(trust, newest);
            out().println(
                            json
                                    ? JsonText.object(Map.of("version", newest.version(), "different", held.size()))
                                    : trust + " is version " + newest.version() + " now"
                                            + (held.size() > 1
                                                    ? "; the nodes hold " + held.size() + " different files"
                                                    : ""));
            return held.size() > 1 ? ExitCode.INCOMPLETE : ExitCode.OK;
        } catch (IOException e) {
            throw new CliException(ExitCode.FAILED, trust + " cannot be written (" + e + ")");
        }
    }
}
