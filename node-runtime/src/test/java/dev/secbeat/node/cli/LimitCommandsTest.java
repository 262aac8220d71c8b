// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.cli;

import static dev.secbeat.node.cluster.Samples.EAST;
import static dev.secbeat.node.cluster.Samples.WEST;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Limits and drills from the command line, to a small fleet over a real server. */
class LimitCommandsTest {
    @TempDir
    Path folder;

    private SmallFleet fleet;

    @BeforeEach
    void open() {
        fleet = new SmallFleet(folder).withNodes().withStream();
    }

    @AfterEach
    void close() {
        fleet.close();
    }

    @Test
    void aLimitIsGivenListedReplacedUndoneAndEnded() {
        assertThat(fleet.asked("limits").out()).contains("0 in force");
        Shell given = fleet.asked(
                "limit", "203.0.113.0/24", "--requests", "200", "--per", "10s", "--for", "30m", "--reason", "flood");
        assertThat(given.err()).isEmpty();
        assertThat(given.out()).contains("2 of 2 nodes have it in force, read back from the kernel");
        assertThat(given.status()).isZero();

        Shell listed = fleet.asked("limits", "--json");
        JsonNode row = SmallFleet.objects(listed).getFirst().path("limits").path(0);
        assertThat(row.path("of").asText()).isEqualTo("203.0.113.0/24");
        assertThat(row.path("dimension").asText()).isEqualTo("requests");
        assertThat(row.path("most").asInt()).isEqualTo(200);
        assertThat(row.path("windowMillis").asInt()).isEqualTo(10_000);
        assertThat(row.path("blockSeconds").asInt()).isEqualTo(60);
        assertThat(row.path("meant").asInt()).isEqualTo(2);
        assertThat(row.path("inForce").asInt()).isEqualTo(2);
        assertThat(given.out()).contains(row.path("commandId").asText());
        assertThat(fleet.asked("limits").out())
                .containsPattern("203\\.0\\.113\\.0/24 +requests +200 +10 s +60 s +[0-9]+ s +2/2  "
                        + row.path("commandId").asText());

        Shell other = fleet.asked(
                "limit", "203.0.113.0/24", "--requests", "50", "--reason", "more", "--block", "5m", "--json");
        assertThat(other.status()).isZero();
        String command = SmallFleet.objects(other).getFirst().path("commandId").asText();
        assertThat(fleet.asked("undo", command, "--reason", "wrong").status()).isZero();
        assertThat(most()).isEqualTo("200");
        assertThat(fleet.asked("unlimit", "203.0.113.0/24").status()).isZero();
        assertThat(fleet.asked("limits").out()).contains("0 in force");
        Shell none = fleet.asked("unlimit", "203.0.113.0/24");
        assertThat(none.status()).isEqualTo(ExitCode.REFUSED);
        assertThat(none.out()).contains("NOTHING_TO_DO", "secbeat limits");
    }

    private String most() {
        JsonNode limits =
                SmallFleet.objects(fleet.asked("limits", "--json")).getFirst().path("limits");
        assertThat(limits).hasSize(1);
        return limits.path(0).path("most").asText();
    }

    @Test
    void aDryRunChangesNothing() {
        Shell shell = fleet.asked("limit", "203.0.113.7", "--packets", "5", "--reason", "x", "--dry-run");
        assertThat(shell.out()).contains("2 of 2 nodes would carry this out; nothing was changed");
        assertThat(fleet.asked("limits").out()).contains("0 in force");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "limit 203.0.113.7 --reason x | --requests",
                "limit 203.0.113.7 --requests 1 --packets 1 --reason x | mutually exclusive",
                "limit 203.0.113.7 --requests 0 --reason x | a limit is 1 to",
                "limit 203.0.113.7 --requests 1 --per 61s --reason x | 1 to 60 whole seconds",
                "limit 203.0.113 --requests 1 --reason x | is not an address or prefix",
                "limit 2001:db8::1 --requests 1 --reason x | name the /64",
                "limit all --requests 1 | --reason",
                "unlimit all --dimension hits | requests, connections, packets, bytes",
                "drill live fire | block, limit",
            })
    void whatMakesNoSenseIsToldAndNotSent(String line, String told) {
        Shell shell = fleet.asked(line.split(" "));
        assertThat(shell.status()).isEqualTo(ExitCode.USAGE);
        assertThat(shell.err()).contains(told);
    }

    @Test
    void whoMayNotBlockAllMayNotLimitAll() {
        Shell shell = fleet.asked("limit", "all", "--requests", "100", "--reason", "flood");
        assertThat(shell.status()).isEqualTo(ExitCode.REFUSED);
        assertThat(shell.out()).contains("TOO_WIDE", "name a prefix");
    }

    @Test
    void aLiveDrillIsHeldMeasuredMarkedAndOver() {
        Shell shell = fleet.asked("drill", "live", "block", "--reason", "monday");
        assertThat(shell.status()).isZero();
        assertThat(shell.out())
                .contains(EAST + "  drilled after", WEST + "  drilled after")
                .containsPattern("drill: the slowest node took [0-9.]+ ms")
                .contains("drill: over on all nodes");
        Shell json = fleet.asked("drill", "live", "limit", "--json");
        assertThat(json.out()).contains("\"state\":\"DRILLED\"").hasLineCount(1);
    }

    @Test
    void theLabsDrillsAreListedAsBefore() {
        assertThat(Shell.run("drill", "nonsense").err()).contains("there is no drill 'nonsense'");
    }
}
