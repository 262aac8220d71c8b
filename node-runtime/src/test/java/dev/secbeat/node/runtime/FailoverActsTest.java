// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.secbeat.node.api.Command;
import dev.secbeat.node.api.CommandBody;
import dev.secbeat.node.api.FailoverOutcome;
import dev.secbeat.node.api.FailoverPlan;
import dev.secbeat.node.api.Refusal;
import dev.secbeat.node.api.RegionId;
import dev.secbeat.node.api.Scope;
import dev.secbeat.node.api.SignedCommand;
import dev.secbeat.node.api.SteeringReport;
import dev.secbeat.node.cluster.NkeySigner;
import dev.secbeat.node.cluster.NkeyVerifier;
import dev.secbeat.node.config.OrchestratorConfig;
import dev.secbeat.node.control.CommandCheck;
import dev.secbeat.node.control.Operator;
import dev.secbeat.node.control.ReceiptBudget;
import dev.secbeat.node.control.Role;
import dev.secbeat.node.control.TrustFile;
import dev.secbeat.node.failover.FailoverPlanner;
import dev.secbeat.node.failover.FleetView;
import dev.secbeat.node.failover.LeaderLease;
import dev.secbeat.node.failover.Lease;
import dev.secbeat.node.failover.Steering;
import dev.secbeat.node.time.NodeClock;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an orchestrator that leads answers to floods of orders, of which most are not what they claim. */
class FailoverActsTest {
    private static final RegionId EAST = new RegionId("us-east");
    private static final RegionId WEST = new RegionId("eu-west");
    private static final int MOST_AT_ONCE = ReceiptBudget.BURST + ReceiptBudget.SPARE;

    @TempDir
    Path folder;

    private final long now = System.currentTimeMillis();
    private final Heard voice = new Heard();
    private final FleetView fleet =
            new FleetRegistry(List.of(region(EAST, "192.0.2.1"), region(WEST, "192.0.2.2"))).view(now);
    private NkeySigner operator;
    private NkeySigner admin;
    private NkeySigner stranger;
    private FailoverActs acts;

    @BeforeEach
    void lead() throws IOException {
        operator = NkeySigner.create(folder.resolve("operator.nk"));
        admin = NkeySigner.create(folder.resolve("admin.nk"));
        stranger = NkeySigner.create(folder.resolve("stranger.nk"));
        TrustFile trust = new TrustFile(List.of(
                new Operator(operator.publicKey(), Role.OPERATOR, "olga"),
                new Operator(admin.publicKey(), Role.ADMIN, "adam")));
        FailoverDesk desk = new FailoverDesk(
                new FailoverPlanner("first", 1),
                new SteeredDns(
                        new Steering("service.example.", Map.of("NA", EAST, "EU", WEST)), 30_000, Optional.empty()),
                new CommandCheck(() -> trust, new NkeyVerifier()));
        Leadership leadership = new Leadership("first", new Mine(), 20_000, _ -> {});
        assertThat(leadership.tick(now - 1_000)).isPresent();
        acts = new FailoverActs(desk, leadership, voice, NodeClock.system(), () -> {});
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
            assertThat(voice.untold).hasSize(2 * MOST_AT_ONCE - answers).containsOnly(Refusal.Code.REPLAYED);
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

    private static OrchestratorConfig.Region region(RegionId region, String address) {
        return new OrchestratorConfig.Region(region, 0, List.of(address), List.of());
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

        @Override
        public void intend(FailoverPlan plan, String actor, String reason) {
            throw new AssertionError("nothing is to be changed");
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
