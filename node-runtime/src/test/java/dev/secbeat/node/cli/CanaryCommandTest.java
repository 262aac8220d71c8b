// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.cli;

import static dev.secbeat.node.cluster.Samples.EAST;
import static dev.secbeat.node.cluster.Samples.WEST;
import static org.assertj.core.api.Assertions.assertThat;

import dev.secbeat.node.api.BlockEntry;
import dev.secbeat.node.api.NodeId;
import dev.secbeat.node.api.NodeStatus;
import dev.secbeat.node.api.Prefix;
import dev.secbeat.node.cluster.CanaryRun;
import dev.secbeat.node.cluster.Keys;
import dev.secbeat.node.control.Operator;
import dev.secbeat.node.control.Role;
import dev.secbeat.node.control.TrustFile;
import dev.secbeat.node.support.Await;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.FutureTask;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** A block is tried in one of two regions, over a real server, by nodes whose traffic is made up. */
class CanaryCommandTest {
    private static final Prefix ATTACKER = Prefix.parse("203.0.113.42");
    private static final String[] TRY = {
        "block",
        "203.0.113.42",
        "--ttl",
        "10m",
        "--reason",
        "x",
        "--canary",
        EAST.region().value(),
        "--watch",
        "4s"
    };

    /** What becomes of the region once it has the block. */
    private enum Then {
        NOTHING,
        BACKEND_FAILS,
        NODE_DIES,
        NODE_IS_RESTARTED,
        COUNTS_STAND_STILL,
        /** Hardly anything ever went through it. */
        QUIET,
        /** Nothing comes through any more, while no node can tell what the block would take. */
        ALL_IS_LOST
    }

    @TempDir
    Path folder;

    private interface Course {
        void run(Trial trial);
    }

    /** All at once, each in a fleet of its own: what takes long is that regions are watched. */
    @TestFactory
    Stream<DynamicTest> trials() {
        List<DynamicTest> begun = List.of(
                begun("what harms nobody there is ordered for the fleet", this::harmless),
                begun("what harms the backend is taken back, and the fleet never gets it", this::harmful),
                begun("a region that falls silent is left to its lease", this::silent),
                begun("a region whose nodes restart with it does not pass", this::restarted),
                begun("what cannot be judged does not pass", this::unjudged),
                begun("where nothing shows, nothing is tried unless that is meant", this::quiet),
                begun("what loses all traffic is taken back, though nobody could tell what it takes", this::lost),
                begun("a limit is tried likewise, and its trial ends once the fleet has it", this::limited),
                begun("a limit that harms the backend is taken back", this::harmfulLimit),
                begun("what the region refuses is not tried", this::refused),
                begun("what cannot be tried is said before anything is sent", this::impossible));
        return begun.stream();
    }

    private DynamicTest begun(String name, Course course) {
        FutureTask<Boolean> whole = new FutureTask<>(() -> {
            Path own = Files.createDirectories(folder.resolve(name.replace(' ', '-')));
            try (Trial trial = new Trial(new SmallFleet(own))) {
                course.run(trial);
            }
            return true;
        });
        Thread _ = Thread.startVirtualThread(whole);
        return DynamicTest.dynamicTest(name, whole::get);
    }

    private void harmless(Trial trial) {
        TestNode first = trial.node(trial.fleet.east, EAST, Then.NOTHING);
        TestNode second = trial.node(trial.fleet.west, WEST, Then.NOTHING);

        Shell shell = trial.fleet.asked(TRY);

        assertThat(shell.err()).isEmpty();
        assertThat(shell.out())
                .containsSubsequence("before: ", "1 of 1 nodes have it in force", "with it: ", "2 of 2 nodes have it");
        assertThat(shell.status()).isZero();
        assertThat(List.of(first, second)).allSatisfy(node -> {
            BlockEntry entry = entry(node);
            assertThat(entry.active()).isTrue();
            assertThat(entry.scope().isFleet()).isTrue();
        });
        assertThat(first.blocks.decisions).as("the lease, then the whole").isEqualTo(2);
        assertThat(second.blocks.decisions).isOne();
        assertThat(trial.leaseMillis)
                .as("had whoever tried it died, the region would have been rid of it so soon")
                .isBetween(1L, Duration.ofSeconds(4).plus(CanaryRun.MARGIN).toMillis());
        assertThat(first.blocks.expiry(ATTACKER)).isEqualTo(second.blocks.expiry(ATTACKER));
    }

    private void harmful(Trial trial) {
        TestNode first = trial.node(trial.fleet.east, EAST, Then.BACKEND_FAILS);
        TestNode second = trial.node(trial.fleet.west, WEST, Then.NOTHING);

        Shell shell = trial.fleet.asked(TRY);

        assertThat(shell.out())
                .containsSubsequence("with it: ", "taken back: the backend fails", "1 of 1 nodes have it");
        assertThat(shell.status()).isEqualTo(ExitCode.ROLLED_BACK);
        assertThat(entry(first).active()).isFalse();
        assertThat(second.blocks.decisions).isZero();

        Shell json = trial.fleet.asked(withJson());
        assertThat(json.out())
                .hasLineCount(1)
                .contains("\"exitCode\":10", "\"objections\":[\"the backend fails", "\"undone\":{");
        assertThat(json.status()).isEqualTo(ExitCode.ROLLED_BACK);
    }

    private void silent(Trial trial) {
        TestNode first = trial.node(trial.fleet.east, EAST, Then.NODE_DIES);
        TestNode second = trial.node(trial.fleet.west, WEST, Then.NOTHING);
        String[] longer = TRY.clone();
        longer[longer.length - 1] = "60s";

        Shell shell = trial.fleet.asked(longer);

        assertThat(shell.out())
                .contains(
                        "taken back: no longer heard: [" + EAST + "]",
                        "could not be told",
                        "ends by itself within 75 s");
        assertThat(shell.status()).isEqualTo(ExitCode.ROLLED_BACK);
        assertThat(entry(first).expiresAtMillis() - System.currentTimeMillis())
                .isLessThan(Duration.ofSeconds(75).toMillis());
        assertThat(second.blocks.decisions).isZero();
    }

    /** Counts of before and after a restart cannot be compared, so nothing else would show. */
    private void restarted(Trial trial) {
        trial.node(trial.fleet.east, EAST, Then.NODE_IS_RESTARTED);
        TestNode second = trial.node(trial.fleet.west, WEST, Then.NOTHING);

        Shell shell = trial.fleet.asked(TRY);

        assertThat(shell.out()).contains("taken back: restarted since: [" + EAST + "]");
        assertThat(shell.status()).isEqualTo(ExitCode.ROLLED_BACK);
        assertThat(second.blocks.decisions).isZero();
    }

    private void unjudged(Trial trial) {
        trial.node(trial.fleet.east, EAST, Then.COUNTS_STAND_STILL);
        TestNode second = trial.node(trial.fleet.west, WEST, Then.NOTHING);

        Shell shell = trial.fleet.asked(TRY);

        assertThat(shell.out()).contains("taken back: its nodes have not told long enough");
        assertThat(shell.status()).isEqualTo(ExitCode.ROLLED_BACK);
        assertThat(second.blocks.decisions).isZero();
    }

    private void quiet(Trial trial) {
        TestNode first = trial.node(trial.fleet.east, EAST, Then.QUIET);
        TestNode second = trial.node(trial.fleet.west, WEST, Then.NOTHING);

        Shell shell = trial.fleet.asked(TRY);

        assertThat(shell.out()).contains("not tried: so little goes through the region", "--even-unjudged");
        assertThat(shell.status()).isEqualTo(ExitCode.ROLLED_BACK);
        assertThat(first.blocks.decisions + second.blocks.decisions).isZero();

        List<String> even = new ArrayList<>(List.of(TRY));
        even.add("--even-unjudged");
        assertThat(trial.fleet.asked(even.toArray(String[]::new)).status()).isZero();
        assertThat(entry(second).active()).isTrue();
    }

    private void lost(Trial trial) {
        TestNode first = trial.node(trial.fleet.east, EAST, Then.ALL_IS_LOST);
        TestNode second = trial.node(trial.fleet.west, WEST, Then.NOTHING);

        Shell shell = trial.fleet.asked(TRY);

        assertThat(shell.out()).contains("taken back: packets passed fell", "its nodes could not tell");
        assertThat(shell.status()).isEqualTo(ExitCode.ROLLED_BACK);
        assertThat(entry(first).active()).isFalse();
        assertThat(second.blocks.decisions).isZero();
    }

    private void limited(Trial trial) {
        TestNode first = trial.node(trial.fleet.east, EAST, Then.NOTHING);
        TestNode second = trial.node(trial.fleet.west, WEST, Then.NOTHING);

        Shell shell = trial.fleet.asked(limit());

        assertThat(shell.err()).isEmpty();
        assertThat(shell.out())
                .containsSubsequence(
                        "before: ",
                        "1 of 1 nodes have it in force",
                        "with it: ",
                        "2 of 2 nodes have it",
                        "1 of 1 nodes have it");
        assertThat(shell.status()).isZero();
        assertThat(List.of(first, second))
                .allSatisfy(node -> assertThat(node.limits())
                        .extracting(limit -> limit.key().scope().toString())
                        .containsExactly("all"));
    }

    private void harmfulLimit(Trial trial) {
        TestNode first = trial.node(trial.fleet.east, EAST, Then.BACKEND_FAILS);
        TestNode second = trial.node(trial.fleet.west, WEST, Then.NOTHING);

        Shell shell = trial.fleet.asked(limit());

        assertThat(shell.out()).containsSubsequence("taken back: the backend fails", "1 of 1 nodes have it");
        assertThat(shell.status()).isEqualTo(ExitCode.ROLLED_BACK);
        assertThat(first.limits()).isEmpty();
        assertThat(second.limits()).isEmpty();
    }

    private static String[] limit() {
        return new String[] {
            "limit", "198.51.100.0/24", "--requests", "9", "--reason", "x", "--canary", "us-east", "--watch", "4s"
        };
    }

    private void refused(Trial trial) {
        TestNode first = trial.node(trial.fleet.east, EAST, Then.NOTHING);
        trial.node(trial.fleet.west, WEST, Then.NOTHING);
        String[] kept = TRY.clone();
        kept[1] = "192.0.2.1";

        Shell shell = trial.fleet.asked(kept);

        assertThat(shell.out()).contains("NEVER_BLOCK");
        assertThat(shell.status()).isEqualTo(ExitCode.REFUSED);
        assertThat(first.blocks.decisions).isZero();
    }

    private void impossible(Trial trial) {
        TestNode first = trial.node(trial.fleet.east, EAST, Then.NOTHING);
        trial.node(trial.fleet.west, WEST, Then.NOTHING);
        for (String[] wrong : new String[][] {
            {"--dry-run"}, {"--scope", "region.eu-west"}, {"--watch", "1s"}, {"--watch", "6m"}, {"--max-loss", "101"}
        }) {
            List<String> line = new ArrayList<>(List.of(TRY).subList(0, TRY.length - 2));
            line.addAll(List.of(wrong));
            Shell shell = trial.fleet.asked(line.toArray(String[]::new));
            assertThat(shell.status()).as(String.join(" ", wrong)).isEqualTo(ExitCode.USAGE);
        }
        assertThat(trial.fleet
                        .asked("block", "10.0.0.0/8", "--reason", "x", "--canary", "us-east")
                        .err())
                .contains("takes two administrators");
        assertThat(first.blocks.decisions).isZero();
    }

    private static String[] withJson() {
        List<String> line = new ArrayList<>(List.of(TRY));
        line.add("--json");
        return line.toArray(String[]::new);
    }

    private static BlockEntry entry(TestNode node) {
        return Optional.ofNullable(node.blocks.entries.get(ATTACKER)).orElseThrow();
    }

    /** A fleet of two regions whose nodes tell of themselves until it ends. */
    private static final class Trial implements AutoCloseable {
        private final SmallFleet fleet;
        private final List<Thread> tellers = new ArrayList<>();
        private volatile boolean closing;
        /** What was left of the canary's block when it was first seen, milliseconds. */
        private volatile long leaseMillis = -1;

        Trial(SmallFleet fleet) {
            this.fleet = fleet;
        }

        TestNode node(Keys key, NodeId id, Then then) {
            TrustFile trust = new TrustFile(List.of(new Operator(fleet.operator.publicKey(), Role.ADMIN, "olga")));
            TestNode node = new TestNode(key.settings(fleet.server.url()), id, trust, true);
            Await.until("connected", node::isConnected);
            tellers.add(Thread.ofVirtual().start(() -> {
                tell(node, id, then);
                node.close();
            }));
            return node;
        }

        /** A hundred requests and a thousand packets a second, by the clock; counted as soon as they are told. */
        private void tell(TestNode node, NodeId id, Then then) {
            long beginNanos = System.nanoTime();
            long heardMillis = 0;
            double failed = 0;
            long incarnation = 7;
            long passed = 0;
            while (!closing) {
                long uptimeMillis = (System.nanoTime() - beginNanos) / 1_000_000;
                Optional<BlockEntry> block =
                        Optional.ofNullable(node.blocks.entries.get(ATTACKER)).filter(BlockEntry::active);
                boolean isTried = block.isPresent() || !node.limits().isEmpty();
                if (isTried && id.equals(EAST)) {
                    block.ifPresent(this::noteLease);
                    failed += then == Then.BACKEND_FAILS ? (uptimeMillis - heardMillis) / 20.0 : 0;
                    if (then == Then.NODE_DIES) {
                        return;
                    }
                    if (then == Then.NODE_IS_RESTARTED && incarnation == 7) {
                        incarnation = 8;
                        beginNanos = System.nanoTime();
                        uptimeMillis = 0;
                    }
                    uptimeMillis = then == Then.COUNTS_STAND_STILL ? heardMillis : uptimeMillis;
                }
                passed += isCutOff(then, isTried) ? 0 : Math.max(0, uptimeMillis - heardMillis);
                heardMillis = uptimeMillis;
                node.tell(new NodeStatus(
                        id,
                        incarnation,
                        "test",
                        uptimeMillis,
                        System.currentTimeMillis(),
                        NodeStatus.Health.HEALTHY,
                        "native",
                        passed,
                        0,
                        passed / 10,
                        Map.of(),
                        1,
                        0,
                        Map.of(EAST.region().value(), 1L, WEST.region().value(), 1L),
                        Map.of(),
                        List.of(),
                        List.of(),
                        new NodeStatus.Answers(passed / 10, (long) failed),
                        List.of(),
                        List.of()));
                LockSupport.parkNanos(100_000_000);
            }
        }

        private void noteLease(BlockEntry block) {
            if (leaseMillis < 0) {
                leaseMillis = block.expiresAtMillis() - System.currentTimeMillis();
            }
        }

        private static boolean isCutOff(Then then, boolean blocked) {
            return then == Then.QUIET || (then == Then.ALL_IS_LOST && blocked);
        }

        @Override
        public void close() {
            closing = true;
            tellers.forEach(Trial::ended);
            fleet.close();
        }

        private static void ended(Thread teller) {
            try {
                teller.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
