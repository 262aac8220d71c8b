// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.crdt;

import static org.assertj.core.api.Assertions.assertThat;

import dev.secbeat.node.api.NodeId;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Who takes the seat, when, and when it is given up. */
class RelaySeatTest {
    private static final NodeId A = NodeId.of("us-east", "a");
    private static final NodeId B = NodeId.of("us-east", "b");
    private static final NodeId C = NodeId.of("us-east", "c");
    private static final long START = 50_000;
    private static final long WALL = 1_800_000_000_000L;
    private static final long SETTLED = START + RelaySeat.SETTLE_MILLIS;

    private final Writers writers = new Writers(B, 1);
    private final RelaySeat seat = new RelaySeat(B, 1);

    private Writers.Writer hear(NodeId node, long incarnation, long millis) {
        Writers.Writer writer =
                writers.get(writers.indexOf(node, incarnation, millis).orElseThrow());
        writer.heardMillis = millis;
        return writer;
    }

    private void turn(long millis) {
        seat.turn(true, writers.peers(), millis, WALL);
    }

    private static RegionFeeds.Stint stint(NodeId node, long epoch) {
        return new RegionFeeds.Stint(node, 1, epoch);
    }

    @Test
    void theLowestTakesAFreeSeatOnceItKnowsWhoIsThere() {
        turn(START);
        hear(C, 1, START + 10);
        turn(SETTLED - 1);
        assertThat(seat.isHeld()).isFalse();

        turn(SETTLED);

        assertThat(seat.isHeld()).isTrue();
        assertThat(seat.holder(SETTLED)).contains(stint(B, WALL));
    }

    @Test
    void aLowerOneThatIsThereGoesFirstAndOneThatHasGoneDoesNot() {
        turn(START);
        hear(A, 1, START);
        turn(SETTLED);
        assertThat(seat.isHeld()).isFalse();

        turn(START + 2_500);
        assertThat(seat.isHeld()).isFalse();
        turn(START + 2_501);
        assertThat(seat.isHeld()).isTrue();
    }

    @Test
    void aSeatThatIsSpokenForIsNotFreeForALowerOne() {
        turn(START);
        hear(C, 1, START);
        seat.onClaim(stint(C, 7), SETTLED);
        turn(SETTLED + RelaySeat.SILENCE_MILLIS);
        assertThat(seat.isHeld()).isFalse();

        hear(C, 1, SETTLED + RelaySeat.SILENCE_MILLIS);
        turn(SETTLED + RelaySeat.SILENCE_MILLIS + 1);
        assertThat(seat.isHeld()).isTrue();
    }

    @Test
    void theHolderThatStartedAnewHasLeftTheSeat() {
        turn(START);
        hear(A, 1, START);
        seat.onClaim(stint(A, 7), SETTLED);
        turn(SETTLED + 10);
        assertThat(seat.isHeld()).isFalse();

        hear(A, 2, SETTLED + 20);
        turn(SETTLED + 20);

        assertThat(seat.isHeld()).isTrue();
    }

    @Test
    void anEpochIsAboveAllThatWereHeardAndAboveWhatTheClockSays() {
        turn(START);
        seat.onClaim(stint(C, WALL + 40), START);
        turn(START + 60_000);
        assertThat(seat.holder(START + 60_000)).contains(stint(B, WALL + 41));
    }

    @Test
    void ofTwoTheLowerEpochResigns() {
        turn(START);
        turn(SETTLED);
        seat.onClaim(stint(C, WALL - 1), SETTLED + 1);
        assertThat(seat.isHeld()).isTrue();

        seat.onClaim(stint(C, WALL + 1), SETTLED + 2);

        assertThat(seat.isHeld()).isFalse();
        assertThat(seat.holder(SETTLED + 2)).contains(stint(C, WALL + 1));
        assertThat(seat.holder(SETTLED + 3 + RelaySeat.SILENCE_MILLIS)).isEmpty();
    }

    @Test
    void theHighestEpochOfAllIsNoDeadEnd() {
        turn(START);
        seat.onClaim(stint(C, RelayCodec.MAX_EPOCH), START);
        turn(START + 60_000);
        assertThat(seat.holder(START + 60_000)).contains(stint(B, RelayCodec.MAX_EPOCH));
    }

    @Test
    void noStintComesTwiceThoughTheHighestEpochIsUsedUp() {
        Set<RegionFeeds.Stint> had = new HashSet<>();
        long millis = START;
        turn(millis);
        for (int stints = 0; stints < 5; stints++) {
            seat.onClaim(stint(C, RelayCodec.MAX_EPOCH), millis + 1);
            seat.onClaim(stint(A, RelayCodec.MAX_EPOCH), millis + 2); // The lower name: whoever holds the seat resigns.
            assertThat(seat.isHeld()).isFalse();
            millis += 60_000;
            turn(millis);
            assertThat(seat.isHeld()).isTrue();
            assertThat(had.add(seat.holder(millis).orElseThrow()))
                    .as("%s is a new one", seat.holder(millis))
                    .isTrue();
        }
        assertThat(had).contains(stint(B, RelayCodec.MAX_EPOCH), stint(B, WALL), stint(B, WALL + 1));
    }

    @Test
    void withoutRelaysTheSeatIsGivenUp() {
        turn(START);
        turn(SETTLED);
        seat.turn(false, writers.peers(), SETTLED + 1, WALL);
        assertThat(seat.isHeld()).isFalse();
        seat.turn(false, writers.peers(), SETTLED + 60_000, WALL);
        assertThat(seat.isHeld()).isFalse();
    }
}
