// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.crdt;

import static org.assertj.core.api.Assertions.assertThat;

import dev.secbeat.node.api.Dimension;
import dev.secbeat.node.api.Grouping;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OverloadLedgerTest {
    private static final int MOST = 50;
    private static final int WINDOW = 1000;
    private static final CountLimit LIMIT = new CountLimit(Dimension.REQUESTS, MOST + 0.5, WINDOW);

    /** An event as a node learns of it: not before {@code earliest}, known at {@code arrival}. */
    private record Learned(long earliest, long arrival) {}

    private static OverloadLedger begun(long nowMillis) {
        OverloadLedger ledger = new OverloadLedger(4, 2);
        assertThat(ledger.begin(1, nowMillis)).isTrue();
        return ledger;
    }

    /** Bursts and pauses, as many events as the limit allows in any closed window and not one more. */
    private static List<Learned> greedyButInnocent(Random random) {
        List<Learned> learned = new ArrayList<>();
        Deque<Long> window = new ArrayDeque<>();
        for (long millis = 5_000; millis < 25_000; millis += random.nextInt(4) == 0 ? random.nextInt(300) : 1) {
            while (!window.isEmpty() && window.getFirst() < millis - WINDOW) {
                window.removeFirst();
            }
            for (int i = random.nextInt(30); i > 0 && window.size() < MOST; i--) {
                window.addLast(millis);
                learned.add(new Learned(millis - random.nextInt(450), millis + random.nextInt(400)));
            }
        }
        learned.sort(Comparator.comparingLong(Learned::arrival));
        return learned;
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
    void whoUsesTheLimitToTheFullIsNeverOver(long seed) {
        List<Learned> events = greedyButInnocent(new Random(seed));
        OverloadLedger ledger = begun(5_000);
        assertThat(events).hasSizeGreaterThan(15 * MOST);
        for (Learned event : events) {
            ledger.enter(1, LIMIT, 1, event.earliest, event.arrival);
            assertThat(ledger.isOver(1, LIMIT, event.arrival))
                    .as("at %d", event.arrival)
                    .isFalse();
        }
    }

    /** All of its events are known 100 ms late and may have happened 200 ms earlier than they did. */
    @ParameterizedTest
    @CsvSource({"51, 17", "52, 9", "55, 5", "60, 4", "75, 2"})
    void aLastingOverloadIsFoundAfterSoManyWindows(int perWindow, int windows) {
        OverloadLedger ledger = begun(5_000);
        int found = 0;
        for (int i = 0; i < 100 * perWindow && found == 0; i++) {
            long millis = 5_000 + (long) i * WINDOW / perWindow;
            ledger.enter(1, LIMIT, 1, millis - 200, millis + 100);
            found = ledger.isOver(1, LIMIT, millis + 100) ? (int) Math.ceilDiv(millis - 5_000, (long) WINDOW) : 0;
        }
        assertThat(found).isBetween(1, windows);
    }

    /** Two windows hold 101 events and the 200 of the burst, fractions included. */
    @Test
    void aBurstIsThereOnceForAllWindowsTogether() {
        CountLimit limit = new CountLimit(Dimension.REQUESTS, MOST + 0.5, WINDOW, 200, Grouping.ADDRESS);
        OverloadLedger ledger = begun(5_000);
        ledger.enter(1, limit, 251, 5_000, 5_000);
        assertThat(ledger.isOver(1, limit, 5_000)).isFalse();
        ledger.enter(1, limit, 50, 6_000, 6_000);
        assertThat(ledger.isOver(1, limit, 6_000)).as("301 = 2 * 50.5 + 200").isFalse();
        ledger.enter(1, limit, 2, 6_100, 6_100);
        assertThat(ledger.isOver(1, limit, 6_100)).isTrue();
    }

    /** A burst of many windows' worth is no hiding place for whoever keeps above the limit. */
    @Test
    void whoKeepsAboveTheLimitUsesUpAnyBurst() {
        CountLimit limit = new CountLimit(Dimension.REQUESTS, MOST, WINDOW, 500, Grouping.ADDRESS);
        OverloadLedger ledger = begun(5_000);
        int windows = 0;
        while (windows < 100 && !ledger.isOver(1, limit, 5_000 + windows * (long) WINDOW)) {
            ledger.enter(1, limit, 2 * MOST, 5_000 + windows * (long) WINDOW, 5_000 + windows * (long) WINDOW);
            windows++;
        }
        assertThat(windows).isBetween(11, 12);
    }

    @Test
    void whoStopsIsCleanSoonWhateverItDidBefore() {
        OverloadLedger ledger = begun(5_000);
        ledger.enter(1, LIMIT, 1_000_000, 5_000, 5_000);
        assertThat(ledger.isOver(1, LIMIT, 5_000)).isTrue();

        assertThat(ledger.isOver(1, LIMIT, 10_000)).isFalse();
        assertThat(ledger.isEmpty(1, LIMIT, 10_000)).isTrue();
    }

    @Test
    void whatIsTooOldIsLeftOut() {
        OverloadLedger ledger = begun(5_000);
        ledger.enter(1, LIMIT, 1_000, 1_000, 5_000);
        assertThat(ledger.isEmpty(1, LIMIT, 5_000)).isTrue();
    }

    @Test
    void thereAreOnlySoManyLedgersAndTheyComeBackEmpty() {
        OverloadLedger ledger = begun(5_000);
        ledger.enter(1, LIMIT, 1_000, 5_000, 5_000);
        assertThat(ledger.begin(2, 5_000)).isTrue();
        assertThat(ledger.begin(3, 5_000)).isFalse();
        assertThat(ledger.refused).isEqualTo(1);

        ledger.end(1);

        assertThat(ledger.begin(3, 5_000)).isTrue();
        assertThat(ledger.isEmpty(3, LIMIT, 5_000)).isTrue();
        assertThat(ledger.isOver(1, LIMIT, 5_000)).isFalse();
    }
}
