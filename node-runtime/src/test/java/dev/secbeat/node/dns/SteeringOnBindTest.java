// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.dns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.secbeat.node.api.FailoverOutcome.Result;
import dev.secbeat.node.api.FailoverPlan.RecordChange;
import dev.secbeat.node.failover.DnsException;
import dev.secbeat.node.failover.Lease;
import dev.secbeat.node.failover.ServerRound;
import dev.secbeat.node.failover.SteeredRecord;
import dev.secbeat.node.failover.SteeringChange;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Changes with all that belongs to them, on real servers. */
class SteeringOnBindTest {
    private static final String NAME = "secbeat.example.";
    private static final String NOTES = "_secbeat-moves.example.";
    private static final Map<String, String> SECRETS =
            Map.of("NA", "bmEtc2VjcmV0LW5hLXNlY3JldA==", "EU", "ZXUtc2VjcmV0LWV1LXNlY3JldA==");
    private static final Map<String, String> HOMES = Map.of("NA", "192.0.2.1", "EU", "192.0.2.2");
    private static final RecordChange NA_TO_EU =
            new RecordChange("NA", NAME, "A", List.of("192.0.2.1"), List.of("192.0.2.2"));
    private static final RecordChange NOTE =
            new RecordChange("NA", NOTES, "TXT", List.of(), List.of("\"one\"", "\"two\" \"strings\""));

    @TempDir
    private Path folder;

    private NamedServer primary;

    @BeforeEach
    void start() throws Exception {
        assumeTrue(Files.isExecutable(NamedServer.PROGRAM), "BIND is not installed: apt install bind9");
        primary = server("primary");
    }

    @AfterEach
    void stop() {
        if (primary != null) {
            primary.close();
        }
    }

    @Test
    void recordAndNoteChangeTogetherAndAreAsPlannedOnEveryServer() {
        Rfc2136Dns dns = dns(primary.address());

        SteeringChange.Ended ended = make(dns, 1, NA_TO_EU, NOTE);

        assertThat(ended.result()).as(ended.toString()).isEqualTo(Result.APPLIED);
        assertThat(ended.evidence()).containsExactly("2 answers of the authoritative servers are as planned");
        assertThat(dns.current().notes())
                .contains(new SteeredRecord("NA", NOTES, "TXT", NOTE.after()))
                .contains(new SteeredRecord("EU", NOTES, "TXT", List.of()));
        assertThat(make(dns, 1, NA_TO_EU.reversed(), NOTE.reversed()).result()).isEqualTo(Result.APPLIED);
        assertThat(dns.current().records()).containsExactlyInAnyOrder(home("NA"), home("EU"));
        assertThat(dns.current().notes()).allMatch(note -> note.addresses().isEmpty());
    }

    @Test
    void whatASecondServerAnswersOtherwiseIsPutBackOnTheFirst() throws Exception {
        try (NamedServer other = server("other")) { // It follows nobody.
            Rfc2136Dns both = dns(primary.address(), other.address());

            SteeringChange.Ended ended = make(both, 1, NA_TO_EU, NOTE);

            assertThat(ended.result()).as(ended.toString()).isEqualTo(Result.ROLLED_BACK);
            assertThat(ended.evidence())
                    .anyMatch(line -> line.contains("answers [192.0.2.1] for " + NAME + " A instead of [192.0.2.2]"))
                    .contains("2 record set(s) were put back as they were");
            assertThat(dns(primary.address()).current().records()).contains(home("NA"));
            assertThat(dns(primary.address()).current().notes())
                    .allMatch(note -> note.addresses().isEmpty());
        }
    }

    @Test
    void aServerThatIsAwayIsSaidAndHoldsNothingUp() throws Exception {
        NamedServer away = server("away");
        away.close();

        SteeringChange.Ended ended = make(dns(primary.address(), away.address()), 1, NA_TO_EU);

        assertThat(ended.result()).as(ended.toString()).isEqualTo(Result.APPLIED);
        assertThat(ended.evidence())
                .anyMatch(line -> line.contains(away.address().getPort() + " (view NA) did not answer"))
                .anyMatch(line -> line.contains("asked again while this orchestrator leads"));
    }

    /** It slept through the change and comes back with what stood there before. */
    @Test
    void aServerThatComesBackWithOldRecordsIsFoundAndOneThatFollowsIsNot() throws Exception {
        NamedServer away = server("away");
        away.close();
        Rfc2136Dns dns = dns(primary.address(), away.address());
        assertThat(make(dns, 1, NA_TO_EU, NOTE).result()).isEqualTo(Result.APPLIED);
        ServerRound round = new ServerRound();
        look(dns, round, 0);
        look(dns, round, 1);
        assertThat(round.silent()).as("asked once, not for each record").hasSize(1);
        assertThat(round.differing()).isEmpty();

        try (NamedServer back = new NamedServer(
                Files.createDirectory(folder.resolve("back")), away.address().getPort(), SECRETS, HOMES)) {
            look(dns, round, 0);
            look(dns, round, 1);
            assertThat(round.differing()).as("it may be about to follow").isEmpty();
            look(dns, round, 1);

            assertThat(round.silent()).isEmpty();
            assertThat(round.differing())
                    .hasSize(2)
                    .anyMatch(line -> line.contains("answers [192.0.2.1] for " + NAME + " A instead of [192.0.2.2]"))
                    .anyMatch(line -> line.contains("answers [] for " + NOTES + " TXT instead of"));
            assertThat(make(dns(back.address()), 1, NA_TO_EU, NOTE).result()).isEqualTo(Result.APPLIED);
            look(dns, round, 0);
            look(dns, round, 1);
            assertThat(round.differing()).isEmpty();
        }
    }

    private static void look(Rfc2136Dns dns, ServerRound round, int expected) {
        int server = round.next() % dns.servers();
        assertThat(server).isEqualTo(expected);
        round.take(server, dns.compare(dns.current(), server));
    }

    @Test
    void oneViewThatDoesNotTakeItLeavesNoneChanged() {
        RecordChange stale = new RecordChange("EU", NAME, "A", List.of("192.0.2.77"), List.of("192.0.2.1"));
        Rfc2136Dns dns = dns(primary.address());

        SteeringChange.Ended ended = make(dns, 1, NA_TO_EU, stale);

        assertThat(ended.result()).as(ended.toString()).isEqualTo(Result.FAILED);
        assertThat(ended.evidence()).anyMatch(line -> line.contains("NXRRSET"));
        assertThat(ended.evidence()).anyMatch(line -> line.contains("somebody else changes it"));
        assertThat(dns.current().records()).containsExactlyInAnyOrder(home("NA"), home("EU"));
    }

    @Test
    void onceTheFenceIsRaisedNoEarlierLeaderChangesAnyView() {
        Rfc2136Dns dns = dns(primary.address());
        dns.raise(lease(2));
        dns.raise(lease(2));

        assertThat(make(dns, 1, NA_TO_EU).result()).isEqualTo(Result.FENCED);
        RecordChange eu = new RecordChange("EU", NAME, "A", List.of("192.0.2.2"), List.of("192.0.2.1"));
        DnsException late = Assertions.catchThrowableOfType(DnsException.class, () -> dns.apply(List.of(eu), lease(1)));
        assertThat(late.reason()).isEqualTo(DnsException.Reason.FENCED);
        assertThat(dns.current().records()).containsExactlyInAnyOrder(home("NA"), home("EU"));
        assertThat(make(dns, 2, NA_TO_EU).result()).isEqualTo(Result.APPLIED);
    }

    /** One view is changed, then another one leads: it is neither done nor undone, and must not be called "not done". */
    @Test
    void whoIsOvertakenHalfWaySaysThatTheDnsMayBeHalfChanged() throws Exception {
        try (HeldUpdates way = new HeldUpdates(primary.address())) {
            RecordChange euToNa = new RecordChange("EU", NAME, "A", List.of("192.0.2.2"), List.of("192.0.2.1"));
            Rfc2136Dns overtaken = dns(way.address());
            CompletableFuture<SteeringChange.Ended> change = CompletableFuture.supplyAsync(() -> make(
                    overtaken,
                    1,
                    () -> {
                        way.hold(1);
                        return true;
                    },
                    NA_TO_EU,
                    euToNa));
            way.awaitCaught();
            dns(primary.address()).raise(lease(2));
            way.release();

            SteeringChange.Ended ended = change.join();

            assertThat(ended.result()).as(ended.toString()).isEqualTo(Result.FAILED);
            assertThat(ended.evidence())
                    .anyMatch(line -> line.contains("views changed before: [NA]"))
                    .anyMatch(line -> line.contains("look at every view"));
            assertThat(dns(primary.address()).current().records())
                    .contains(new SteeredRecord("NA", NAME, "A", List.of("192.0.2.2")), home("EU"));
        }
    }

    @Test
    void whoseLeaseIsOverChangesNothing() {
        Rfc2136Dns dns = dns(primary.address());

        SteeringChange.Ended ended = make(dns, 1, () -> false, NA_TO_EU);

        assertThat(ended.result()).as(ended.toString()).isEqualTo(Result.FENCED);
        assertThat(dns.current().records()).contains(home("NA"));
    }

    private static SteeredRecord home(String view) {
        return new SteeredRecord(view, NAME, "A", List.of(HOMES.getOrDefault(view, "")));
    }

    private static SteeringChange.Ended make(Rfc2136Dns dns, long epoch, RecordChange... changes) {
        return make(dns, epoch, () -> true, changes);
    }

    private static SteeringChange.Ended make(
            Rfc2136Dns dns, long epoch, BooleanSupplier leads, RecordChange... changes) {
        return new SteeringChange(dns, lease(epoch), leads, times -> times < 2).make(List.of(changes));
    }

    private static Lease lease(long epoch) {
        return new Lease("orc-1", epoch, Long.MAX_VALUE);
    }

    private NamedServer server(String name) throws Exception {
        return new NamedServer(Files.createDirectory(folder.resolve(name)), SECRETS, HOMES);
    }

    private static Rfc2136Dns dns(InetSocketAddress... servers) {
        List<Rfc2136Settings.ViewKey> keys = Stream.of("NA", "EU")
                .map(view -> new Rfc2136Settings.ViewKey(
                        view, view + "-key.", "hmac-sha256", SECRETS.getOrDefault(view, "")))
                .toList();
        return new Rfc2136Dns(new Rfc2136Settings("example.", NAME, 30, List.of(servers), keys, Duration.ofSeconds(5)));
    }
}
