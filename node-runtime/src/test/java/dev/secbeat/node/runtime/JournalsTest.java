// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.secbeat.node.api.BlockEntry;
import dev.secbeat.node.api.Dimension;
import dev.secbeat.node.api.LimitEntry;
import dev.secbeat.node.api.LimitKey;
import dev.secbeat.node.api.LimitRule;
import dev.secbeat.node.api.NodeId;
import dev.secbeat.node.api.Origin;
import dev.secbeat.node.api.Prefix;
import dev.secbeat.node.api.Scope;
import dev.secbeat.node.control.AuditEntry;
import dev.secbeat.node.control.DecisionLog;
import dev.secbeat.node.support.Await;
import dev.secbeat.node.time.NodeClock;
import java.nio.file.Path;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** All journals of a node together, on a real disk. Each test goes round often, as the audit comes to the disk by itself each second. */
class JournalsTest {
    private static final NodeId SELF = NodeId.of("eu", "n1");
    private static final String SOURCE = "203.0.113.42";
    private static final int ROUNDS = 10;

    @TempDir
    Path folder;

    private final OpenParts parts = new OpenParts();
    private final NodeClock clock = NodeClock.system();
    private long untilMillis;
    private Journals journals;

    @BeforeEach
    void open() {
        untilMillis = clock.epochMillis() + 3_600_000;
        journals = Journals.open(folder, parts, clock, 1_024, () -> {});
    }

    @AfterEach
    void close() {
        parts.close();
    }

    @Test
    void noBlockIsOnTheDiskBeforeItsIntent() {
        for (int round = 1; round <= ROUNDS; round++) {
            UUID _ = intent();
            journals.blocks()
                    .accept(new BlockEntry(Prefix.parse(SOURCE), round, SELF, Origin.OPERATOR, true, untilMillis));
            awaitDisk(journals.blocks().decisions());
            assertThat(journals.audit().isOnDisk()).isTrue();
        }
    }

    @Test
    void noLimitIsOnTheDiskBeforeItsIntent() {
        LimitKey key = new LimitKey(LimitRule.target(SOURCE), Dimension.REQUESTS, new Scope.Fleet());
        for (int round = 1; round <= ROUNDS; round++) {
            UUID order = intent();
            journals.limits()
                    .accept(new LimitEntry(
                            key,
                            Optional.empty(),
                            round,
                            SELF,
                            untilMillis,
                            order,
                            clock.epochMillis(),
                            Optional.empty()));
            awaitDisk(journals.limits().decisions());
            assertThat(journals.audit().isOnDisk()).isTrue();
        }
    }

    private UUID intent() {
        UUID order = UUID.randomUUID();
        journals.audit().append(new AuditEntry.Intent(clock.epochMillis(), order, "UA", "ada", untilMillis, "{}"));
        return order;
    }

    private static void awaitDisk(DecisionLog log) {
        long newest = log.newest();
        Await.until("the disk has it", () -> log.state(0, newest) == DecisionLog.State.DURABLE);
    }
}
