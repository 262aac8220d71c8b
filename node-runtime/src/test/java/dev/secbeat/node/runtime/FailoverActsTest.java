// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.secbeat.node.api.Command;
import dev.secbeat.node.api.CommandBody;
import dev.secbeat.node.api.FailoverOutcome;
import dev.secbeat.node.api.FailoverPlan;
import dev.secbeat.node.api.Receipt;
import dev.secbeat.node.api.Refusal;
import dev.secbeat.node.api.RegionId;
import dev.secbeat.node.api.Scope;
import dev.secbeat.node.api.SignedCommand;
import dev.secbeat.node.api.SteeringReport;
import dev.secbeat.node.cluster.NkeySigner;
import dev.secbeat.node.cluster.NkeyVerifier;
import dev.secbeat.node.cluster.Samples;
import dev.secbeat.node.config.OrchestratorConfig;
import dev.secbeat.node.control.AuditEntry;
import dev.secbeat.node.control.AuditLog;
import dev.secbeat.node.control.CommandCheck;
import dev.secbeat.node.control.Operator;
import dev.secbeat.node.control.ReceiptBudget;
import dev.secbeat.node.control.Role;
import dev.secbeat.node.control.TrustFile;
import dev.secbeat.node.failover.DnsAnswers;
import dev.secbeat.node.failover.DnsProvider;
import dev.secbeat.node.failover.FailoverPlanner;
import dev.secbeat.node.failover.FleetView;
import dev.secbeat.node.failover.LeaderLease;
import dev.secbeat.node.failover.Lease;
import dev.secbeat.node.failover.SteeredRecord;
import dev.secbeat.node.failover.Steering;
import dev.secbeat.node.failover.Verified;
import dev.secbeat.node.support.Await;
import dev.secbeat.node.time.NodeClock;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an orchestrator that leads answers to floods of orders, of which most are not what they claim. */
class FailoverActsTest {
    private static final RegionId EAST = new RegionId("us-east");
    private static final RegionId WEST = new RegionId("eu-west");
    private static final String NAME = "service.example.";
    /** Forged ones, a minute. */
    private static final int MOST_WRITTEN = 10;

    private static final int MOST_AT_ONCE = ReceiptBudget.BURST + ReceiptBudget.SPARE;

    @TempDir
    Path folder;

    private final long now = System.currentTimeMillis();
    private final Heard voice = new Heard();
    private final FleetView fleet = fleet();
    private NkeySigner operator;
    private NkeySigner admin;
    private NkeySigner stranger;
    private final List<String> doings = new CopyOnWriteArrayList<>();
    private final List<AuditEntry> written = new ArrayList<>();
    private CommandCheck check;
    private Leadership leadership;
    private FailoverActs acts;

    @BeforeEach
    void lead() throws IOException {
        operator = NkeySigner.create(folder.resolve("operator.nk"));
        admin = NkeySigner.create(folder.resolve("admin.nk"));
        stranger = NkeySigner.create(folder.resolve("stranger.nk"));
        TrustFile trust = new TrustFile(List.of(
                new Operator(operator.publicKey(), Role.OPERATOR, "olga"),
                new Operator(admin.publicKey(), Role.ADMIN, "adam")));
        check = new CommandCheck(() -> trust, new NkeyVerifier());
        leadership = new Leadership("first", new Mine(), 20_000, _ -> {});
        assertThat(leadership.tick(now - 1_000)).isPresent();
        acts = acts(Optional.empty());
    }

    private FailoverActs acts(Optional<DnsWorker> worker) {
        FailoverDesk desk = new FailoverDesk(
                new FailoverPlanner("first", 1),
                new SteeredDns(new Steering(NAME, Map.of("NA", EAST, "EU", WEST)), 30_000, worker),
                check);
        AuditLog log = entry -> {
            written.add(entry);
            doings.add(entry instanceof AuditEntry.Intent ? "intent" : "outcome");
        };
        FailoverTrail trail = new FailoverTrail(log, () -> doings.add("disk"), check);
        return new FailoverActs(desk, leadership, voice, trail, NodeClock.system(), () -> {});
    }

    @AfterEach
    void close() {
        operator.close();
        admin.close();
        stranger.close();
    }

    @Test
    void ofForgedOrdersSoManyAreAnsweredAndTheRestAreCounted() {
        int flood = 3 * MOST_AT_ONCE;
        for (int i = 0; i < flood; i++) {
            acts.take(order(stranger, false), fleet, now);
        }
        assertThat(voice.plans).hasSize(MOST_AT_ONCE);
        assertThat(voice.outcomes).hasSize(MOST_AT_ONCE);
        assertThat(voice.untold).hasSize(flood - MOST_AT_ONCE).containsOnly(Refusal.Code.UNKNOWN_ACTOR);

        acts.take(order(admin, true), fleet, now);
        assertThat(voice.plans).as("a genuine one is not drowned").hasSize(MOST_AT_ONCE + 1);
        assertThat(written).as("nor do they fill the trail").hasSize(MOST_WRITTEN + 1);
        assertThat(words(MOST_WRITTEN)).contains("records would change");
        acts.collect(now + 60_000);
        assertThat(words(MOST_WRITTEN + 1)).startsWith(flood - MOST_WRITTEN + " more commands were refused");
    }

    private String words(int at) {
        return written.get(at) instanceof AuditEntry.Outcome outcome ? outcome.text() : "";
    }

    @Test
    void soItIsWithThoseThatNobodyConfirms() {
        Refusal unconfirmed = new Refusal(Refusal.Code.UNCONFIRMED, "nobody confirms it");
        int flood = 2 * MOST_AT_ONCE;
        for (int i = 0; i < flood; i++) {
            acts.refuse(order(stranger, false).command(), unconfirmed, fleet, now);
        }
        assertThat(voice.outcomes).hasSize(MOST_AT_ONCE);
        assertThat(voice.untold).hasSize(flood - MOST_AT_ONCE);
    }

    /** Whoever hears an order may send it again and again while it lives. */
    @Test
    void aGenuineOrderThatComesAgainWithoutEndIsAnsweredSoOften() {
        for (boolean dry : List.of(true, false)) {
            voice.clear();
            SignedCommand order = order(dry ? operator : admin, dry);
            for (int i = 0; i < 2 * MOST_AT_ONCE; i++) {
                acts.take(order, fleet, now);
            }
            int answers = dry ? voice.plans.size() : voice.outcomes.size();
            assertThat(answers).isGreaterThan(ReceiptBudget.BURST).isLessThanOrEqualTo(MOST_AT_ONCE + 1);
            assertThat(written).as("and written once").hasSize(1);
            written.clear();
            assertThat(voice.untold).hasSize(2 * MOST_AT_ONCE - answers).containsOnly(Refusal.Code.REPLAYED);
        }
    }

    @Test
    void beforeTheDnsIsChangedTheDiskHasWhatIsIntended() {
        try (DnsWorker worker = new DnsWorker(new Dns(), Duration.ofSeconds(30))) {
            acts = acts(Optional.of(worker));
            SignedCommand order = order(admin, false);
            acts.take(order, fleet, now);
            Await.until("it has ended", () -> acts.collect(now).isPresent());

            assertThat(doings).startsWith("intent", "disk", "dns").endsWith("outcome");
            assertThat(written).hasSize(2);
            assertThat(written.getFirst()).isInstanceOfSatisfying(AuditEntry.Intent.class, intent -> {
                assertThat(intent.operator()).isEqualTo("adam");
                assertThat(intent.order())
                        .isEqualTo("failover from us-east to eu-west, 1 records from us-east to eu-west on all: test");
            });
            assertThat(written.getLast()).isInstanceOfSatisfying(AuditEntry.Outcome.class, outcome -> {
                assertThat(outcome.state()).isEqualTo(Receipt.State.APPLIED);
                assertThat(outcome.actor()).isEqualTo(admin.publicKey());
                assertThat(outcome.commandId()).isEqualTo(order.command().id());
            });
        }
    }

    private SignedCommand order(NkeySigner signer, boolean dryRun) {
        Instant issued = Instant.ofEpochMilli(now);
        return signer.sign(new Command(
                UUID.randomUUID(),
                issued,
                issued.plusSeconds(60),
                signer.publicKey(),
                new Scope.Fleet(),
                dryRun,
                new CommandBody.Failover(EAST, WEST, "test")));
    }

    private FleetView fleet() {
        FleetRegistry registry = new FleetRegistry(List.of(region(EAST, "192.0.2.1"), region(WEST, "192.0.2.2")));
        registry.onStatus(Samples.status(Samples.EAST, now), now);
        registry.onStatus(Samples.status(Samples.WEST, now), now);
        return registry.view(now);
    }

    private static OrchestratorConfig.Region region(RegionId region, String address) {
        return new OrchestratorConfig.Region(region, 0, List.of(address), List.of());
    }

    /** One that does what it is told. */
    private final class Dns implements DnsProvider {
        @Override
        public DnsAnswers current() {
            return DnsAnswers.of(List.of(
                    new SteeredRecord("NA", NAME, "A", List.of("192.0.2.1")),
                    new SteeredRecord("EU", NAME, "A", List.of("192.0.2.2"))));
        }

        @Override
        public void raise(Lease fence) {
            doings.add("dns");
        }

        @Override
        public void apply(List<FailoverPlan.RecordChange> changes, Lease fence) {
            doings.add("dns");
        }

        @Override
        public Verified verify(List<FailoverPlan.RecordChange> changes) {
            return new Verified(1, List.of(), List.of());
        }

        @Override
        public int servers() {
            return 1;
        }

        @Override
        public Verified compare(DnsAnswers answers, int server) {
            return new Verified(1, List.of(), List.of());
        }
    }

    private static final class Heard implements FailoverVoice {
        private final List<FailoverPlan> plans = new ArrayList<>();
        private final List<FailoverOutcome> outcomes = new ArrayList<>();
        private final List<Refusal.Code> untold = new ArrayList<>();

        void clear() {
            plans.clear();
            outcomes.clear();
            untold.clear();
        }

        @Override
        public void tell(FailoverPlan plan) {
            plans.add(plan);
        }

        @Override
        public void tell(FailoverOutcome outcome) {
            outcomes.add(outcome);
        }

        @Override
        public void tell(SteeringReport report) {
            throw new AssertionError("nobody has asked");
        }

        @Override
        public void untold(Refusal.Code code) {
            untold.add(code);
        }
    }

    private static final class Mine implements LeaderLease {
        @Override
        public Optional<Lease> tryAcquire(String holder, long nowMillis, long ttlMillis) {
            return Optional.of(new Lease(holder, 1, nowMillis + ttlMillis));
        }

        @Override
        public Optional<Lease> current(long nowMillis) {
            return Optional.empty();
        }

        @Override
        public void release(Lease lease) {}
    }
}
