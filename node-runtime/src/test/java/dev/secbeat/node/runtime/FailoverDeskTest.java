// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.secbeat.node.api.Command;
import dev.secbeat.node.api.CommandBody;
import dev.secbeat.node.api.FailoverPlan;
import dev.secbeat.node.api.Refusal;
import dev.secbeat.node.api.RegionId;
import dev.secbeat.node.api.Scope;
import dev.secbeat.node.api.SignedCommand;
import dev.secbeat.node.cluster.NkeySigner;
import dev.secbeat.node.cluster.NkeyVerifier;
import dev.secbeat.node.config.OrchestratorConfig;
import dev.secbeat.node.control.CommandCheck;
import dev.secbeat.node.control.Operator;
import dev.secbeat.node.control.Role;
import dev.secbeat.node.control.TrustFile;
import dev.secbeat.node.failover.DnsAnswers;
import dev.secbeat.node.failover.DnsProvider;
import dev.secbeat.node.failover.FailoverPlanner;
import dev.secbeat.node.failover.FleetView;
import dev.secbeat.node.failover.Lease;
import dev.secbeat.node.failover.Steering;
import dev.secbeat.node.failover.Verified;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who may make the orchestrator ask the DNS, and how long it waits for that. */
class FailoverDeskTest {
    private static final long NOW = 1_000_000;
    private static final RegionId EAST = new RegionId("us-east");
    private static final RegionId WEST = new RegionId("eu-west");

    @TempDir
    Path folder;

    private final HangingDns dns = new HangingDns();
    private final DnsWorker reader = new DnsWorker(dns, Duration.ofMillis(20));
    private final FleetView fleet =
            new FleetRegistry(List.of(region(EAST, "192.0.2.1"), region(WEST, "192.0.2.2"))).view(NOW);
    private NkeySigner operator;
    private NkeySigner stranger;
    private FailoverDesk desk;

    @BeforeEach
    void open() throws IOException {
        operator = NkeySigner.create(folder.resolve("operator.nk"));
        stranger = NkeySigner.create(folder.resolve("stranger.nk"));
        TrustFile trust = new TrustFile(List.of(new Operator(operator.publicKey(), Role.OPERATOR, "olga")));
        desk = new FailoverDesk(
                new FailoverPlanner("first", 1),
                new SteeredDns(
                        new Steering("service.example.", Map.of("NA", EAST, "EU", WEST)), 30_000, Optional.of(reader)),
                new CommandCheck(() -> trust, new NkeyVerifier()));
    }

    @AfterEach
    void close() {
        dns.mayAnswer.countDown();
        reader.close();
        operator.close();
        stranger.close();
    }

    @Test
    void aStrangersCommandIsRefusedWithoutAskingTheDns() {
        SignedCommand order = command(stranger);

        Refusal refusal = desk.check(order, NOW).orElseThrow();
        FailoverPlan plan = desk.refused(order.command(), fleet, refusal, NOW);

        assertThat(plan.refusal()).map(Refusal::code).contains(Refusal.Code.UNKNOWN_ACTOR);
        assertThat(plan.changes()).isEmpty();
        assertThat(dns.questions).hasValue(0);
    }

    @Test
    void aDnsThatHangsIsNotWaitedForAndNotAskedAgain() {
        FailoverPlan first = desk.plan(command(operator).command(), fleet, NOW).plan();
        FailoverPlan second = desk.plan(command(operator).command(), fleet, NOW).plan();

        assertThat(first.notes()).anyMatch(note -> note.contains("no answer within 20 ms"));
        assertThat(first.changes()).isNotEmpty();
        assertThat(second.notes()).anyMatch(note -> note.contains("an earlier question is still unanswered"));
        assertThat(dns.questions.get()).isLessThanOrEqualTo(1);
    }

    private static OrchestratorConfig.Region region(RegionId region, String address) {
        return new OrchestratorConfig.Region(region, 0, List.of(address), List.of());
    }

    private static SignedCommand command(NkeySigner signer) {
        Instant now = Instant.ofEpochMilli(NOW);
        return signer.sign(new Command(
                UUID.randomUUID(),
                now,
                now.plusSeconds(60),
                signer.publicKey(),
                new Scope.Fleet(),
                true,
                new CommandBody.Failover(EAST, WEST, "test")));
    }

    private static final class HangingDns implements DnsProvider {
        private final AtomicInteger questions = new AtomicInteger();
        private final CountDownLatch mayAnswer = new CountDownLatch(1);

        @Override
        public DnsAnswers current() {
            questions.incrementAndGet();
            try {
                mayAnswer.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return DnsAnswers.of(List.of());
        }

        @Override
        public void raise(Lease fence) {
            throw new AssertionError("nothing is to be changed");
        }

        @Override
        public void apply(List<FailoverPlan.RecordChange> changes, Lease fence) {
            throw new AssertionError("nothing is to be changed");
        }

        @Override
        public Verified verify(List<FailoverPlan.RecordChange> changes) {
            return new Verified(0, List.of(), List.of());
        }

        @Override
        public int servers() {
            return 1;
        }

        @Override
        public Verified compare(DnsAnswers answers, int server) {
            return new Verified(0, List.of(), List.of());
        }
    }
}
