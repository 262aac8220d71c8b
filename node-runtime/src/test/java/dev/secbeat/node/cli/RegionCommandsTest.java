// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.secbeat.node.cluster.Keys;
import dev.secbeat.node.dns.NamedServer;
import dev.secbeat.node.runtime.SteeredFleet;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Moving a region's clients from the command line: a real orchestrator, a real NATS server and a real BIND. */
class RegionCommandsTest {
    @TempDir
    Path folder;

    private SteeredFleet fleet;

    @BeforeEach
    void start() throws Exception {
        assumeTrue(Files.isExecutable(NamedServer.PROGRAM), "BIND is not installed: apt install bind9");
        fleet = new SteeredFleet(folder);
    }

    @AfterEach
    void stop() {
        if (fleet != null) {
            fleet.close();
        }
    }

    @Test
    void aPlanChangesNothingAndTheNameTypedOnceMoreCarriesItOut() {
        fleet.lead("first");

        Shell plan = by(fleet.operator, "failover", "us-east", "eu-west", "--reason", "t");
        assertThat(plan.status()).as(plan.err()).isZero();
        assertThat(plan.out())
                .contains("Plan of orchestrator first: failover, from us-east to eu-west")
                .contains("secbeat.example. A (view NA): [192.0.2.10] -> [192.0.2.20]")
                .containsPattern("Nothing was changed. To carry it out: --confirm us-east --plan [0-9a-f]{16}\n");
        assertThat(fleet.answers()).containsEntry("NA", "192.0.2.10");

        Shell done = by(fleet.admin, "failover", "us-east", "eu-west", "--reason", "t", "--confirm", "us-east");
        assertThat(done.status()).as(done.out() + done.err()).isZero();
        assertThat(done.out())
                .contains("Done: every authoritative server that answers says so.", "epoch 1")
                .contains("Without --plan it was what was planned at that moment");
        assertThat(fleet.answers()).containsEntry("NA", "192.0.2.20").containsEntry("AS", "192.0.2.30");

        Shell show = by(fleet.operator, "failover", "show");
        assertThat(show.status()).as(show.out() + show.err()).isZero();
        assertThat(show.out())
                .contains("Orchestrator first leads, epoch 1.")
                .containsPattern("us-east +draining +1 node")
                .contains("failover to eu-west at ")
                .containsPattern("view NA +secbeat.example. A +192.0.2.20");

        JsonNode report = SmallFleet.objects(by(fleet.operator, "failover", "show", "--json"))
                .getFirst();
        assertThat(report.get("answers")).hasSize(4);

        Shell back =
                by(fleet.admin, "failback", "us-east", "--reason", "t", "--confirm", "us-east", "--force", "--json");
        assertThat(back.status()).as(back.out() + back.err()).isZero();
        JsonNode outcome = SmallFleet.objects(back).getFirst();
        assertThat(outcome.get("result").asText()).isEqualTo("APPLIED");
        assertThat(outcome.get("plan").get("act").asText()).isEqualTo("FAILBACK");
        assertThat(fleet.answers()).containsEntry("NA", "192.0.2.10");
    }

    @Test
    void whatWasShownIsCarriedOutOrNothingIsAndWhatDiffersIsSaid() {
        fleet.lead("first");
        String shown = digest("failover", "us-east", "eu-west", "--reason", "t");
        String drain = digest("drain", "us-east", "--reason", "t");
        assertThat(by(fleet.admin, "drain", "us-east", "--reason", "t", "--confirm", "us-east", "--plan", drain)
                        .status())
                .isZero();
        Map<String, String> drained = fleet.answers();

        Shell changed = confirmed("failover", "us-east", "eu-west", shown);
        assertThat(changed.status()).isEqualTo(ExitCode.REFUSED);
        assertThat(changed.out())
                .contains("forbidden, PLAN_CHANGED: ", "secbeat.example. A (view NA) was to change from [192.0.2.10]")
                .contains("Refused, nothing was changed.")
                .containsPattern("To carry this one out: --confirm us-east --plan [0-9a-f]{16}");
        assertThat(fleet.answers()).isEqualTo(drained);

        String back = digest("failback", "us-east", "--reason", "t");
        assertThat(changed.out()).doesNotContain(back);
        Shell wrong = confirmed("failback", "us-east", "", shown);
        assertThat(wrong.status()).isEqualTo(ExitCode.REFUSED);
        assertThat(wrong.out()).contains("PLAN_CHANGED", "it was a failover from us-east to eu-west, it is a failback");
        Shell done = confirmed("failback", "us-east", "--force", back.toUpperCase(Locale.ROOT));
        assertThat(done.status()).as(done.out() + done.err()).isZero();
        assertThat(done.out()).doesNotContain("Without --plan");
        assertThat(fleet.answers()).containsAllEntriesOf(before());
        assertThat(by(fleet.operator, "audit").out()).contains("failback us-east by force as plan " + back);
    }

    @Test
    void aDigestThatIsNoneOrConfirmsNothingIsSaid() {
        assertWrong(
                "nothing is without --confirm REGION", "drain", "apac", "--reason", "t", "--plan", "0123456789abcdef");
        assertWrong("16 hexadecimal digits", "drain", "apac", "--reason", "t", "--confirm", "apac", "--plan", "0123");
    }

    private Shell confirmed(String act, String region, String to, String plan) {
        return by(
                fleet.admin,
                Stream.of(act, region, to, "--reason", "t", "--confirm", region, "--plan", plan)
                        .filter(word -> !word.isEmpty())
                        .toArray(String[]::new));
    }

    /** What the dry run shows, as scripts read it. */
    private String digest(String... order) {
        Shell plan = by(
                fleet.operator,
                Stream.concat(Stream.of(order), Stream.of("--json")).toArray(String[]::new));
        return SmallFleet.objects(plan).getFirst().get("digest").asText();
    }

    @Test
    void aRuleThatForbidsIsNamedAndForceSkipsIt() {
        fleet.lead("first");
        assertThat(by(fleet.admin, "drain", "apac", "--reason", "t", "--confirm", "apac")
                        .status())
                .isZero();

        Shell refused = by(fleet.admin, "failover", "us-east", "eu-west", "--reason", "t", "--confirm", "us-east");
        Shell forced =
                by(fleet.admin, "failover", "us-east", "eu-west", "--reason", "t", "--confirm", "us-east", "--force");
        Shell role = by(fleet.operator, "failback", "apac", "--reason", "t", "--confirm", "apac");

        assertThat(refused.status()).isEqualTo(ExitCode.REFUSED);
        assertThat(refused.out()).contains("forbidden, RATE: rule 'rate'", "Refused, nothing was changed.");
        assertThat(forced.status()).as(forced.out()).isZero();
        assertThat(role.status()).isEqualTo(ExitCode.REFUSED);
        assertThat(role.out()).contains("WRONG_ROLE");
    }

    @Test
    void aDrillOfADrainSaysThePlanAndNeverCarriesItOut() {
        fleet.lead("first");

        Shell drill = by(fleet.operator, "drill", "live", "drain", "--region", "us-east", "--reason", "exercise");

        assertThat(drill.status()).as(drill.out() + drill.err()).isZero();
        assertThat(drill.out())
                .contains("Plan of orchestrator first: drain, from us-east to ")
                .contains("secbeat.example. A (view NA): [192.0.2.10] -> ")
                .contains("note: this is a drill: nothing is changed")
                .containsPattern("drill: planned after [0-9.]+ ms; nothing was changed");
        assertThat(fleet.answers()).containsAllEntriesOf(before());

        // For a real one the administrator's role would be enough; a drill changes nothing all the same.
        Shell asJson = by(fleet.admin, "drill", "live", "drain", "--region", "us-east", "--json");
        JsonNode plan = SmallFleet.objects(asJson).getFirst();
        assertThat(plan.get("dryRun").asBoolean()).isTrue();
        assertThat(plan.get("act").asText()).isEqualTo("DRAIN");
        assertThat(fleet.answers()).containsAllEntriesOf(before());

        assertWrong("give --region REGION", "drill", "live", "drain");
        assertWrong("one of block, limit, drain", "drill", "live", "failover");
        Shell unknown = by(fleet.admin, "drill", "live", "drain", "--region", "nowhere");
        assertThat(unknown.status()).isEqualTo(ExitCode.REFUSED);
        assertThat(unknown.out()).contains("forbidden, UNKNOWN_REGION");
    }

    private static Map<String, String> before() {
        return Map.of("NA", "192.0.2.10", "EU", "192.0.2.20", "AS", "192.0.2.30");
    }

    @Test
    void whatIsTypedWrongIsSaidAndNothingIsSent() {
        assertWrong("--reason is missing", "failover", "us-east", "eu-west");
        assertWrong(
                "the order is on 'us-east'", "failover", "us-east", "eu-west", "--reason", "t", "--confirm", "eu-west");
        assertWrong("name two regions", "failover", "us-east", "--reason", "t");
        assertWrong("got 'apac' twice", "failover", "apac", "apac", "--reason", "t");
        assertWrong("the order is on 'apac'", "drain", "apac", "--reason", "t", "--confirm", "");
        Shell nobody = by(fleet.admin, "drain", "apac", "--reason", "t", "--wait", "1s");
        assertThat(nobody.status()).isEqualTo(ExitCode.FAILED);
        assertThat(nobody.err()).contains("no orchestrator answered within 1 s, nothing was changed");
        Shell drill = by(fleet.operator, "drill", "live", "drain", "--region", "apac", "--wait", "1s");
        assertThat(drill.status()).isEqualTo(ExitCode.INCOMPLETE);
        assertThat(drill.err()).contains("no orchestrator answered within 1 s, so a real drain would not be made now");
        Shell show = by(fleet.admin, "failover", "show", "--wait", "1s");
        assertThat(show.status()).isEqualTo(ExitCode.FAILED);
        assertThat(show.err()).contains("no orchestrator that leads answered");
    }

    private void assertWrong(String why, String... words) {
        Shell shell = by(fleet.admin, words);
        assertThat(shell.status()).isEqualTo(ExitCode.USAGE);
        assertThat(shell.err()).contains(why);
    }

    private Shell by(Keys key, String... words) {
        fleet.beat();
        return Shell.run(Stream.concat(
                        Stream.of(words),
                        Stream.of(
                                "--nats", fleet.nats.url(), "--key", key.file().toString()))
                .toArray(String[]::new));
    }
}
