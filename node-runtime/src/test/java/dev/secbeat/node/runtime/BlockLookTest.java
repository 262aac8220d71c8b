// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.secbeat.node.api.NodeId;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class BlockLookTest {
    private static final NodeId A = NodeId.of("r", "a");
    private static final NodeId B = NodeId.of("r", "b");
    private static final SortedSet<NodeId> BOTH = new TreeSet<>(List.of(A, B));

    private final BlockLook look = new BlockLook();
    private final List<String> all = new ArrayList<>();
    private int second;

    /** The seconds of the next looks, each with whom. */
    private List<String> looks(int seconds, long changes) {
        List<String> looks = new ArrayList<>();
        for (int i = 0; i < seconds; i++) {
            second++;
            look.second(BOTH, changes).ifPresent(peer -> looks.add(second + peer.name()));
        }
        return looks;
    }

    @Test
    void peersTakeTurns() {
        assertThat(looks(35, 0)).containsExactly("10a", "20b", "30a");
    }

    /** Before the first of its prefixes changes anything, and though it changes little a second. */
    @Test
    void whileALongOrderIsUnderWayALookIsPutOff() {
        boolean[] working = {true};
        look.putOffWhile(() -> working[0]);
        assertThat(looks(20, 0)).isEmpty();
        working[0] = false;
        assertThat(looks(1, 0)).containsExactly("21a");
        working[0] = true;
        assertThat(looks(BlockLook.SECONDS + BlockLook.MOST_POSTPONED, 0)).containsExactly("91b");
    }

    @Test
    void aloneNobodyIsAsked() {
        for (int i = 0; i < 100; i++) {
            assertThat(look.second(new TreeSet<>(), 0)).isEmpty();
        }
        assertThat(looks(1, 0)).as("until somebody is there").hasSize(1);
    }

    /** What nodes are working off makes their maps differ for moments. */
    @Test
    void whileTheMapChangesALookIsPutOffButNotForEver() {
        List<String> looks = new ArrayList<>();
        for (int i = 1; i <= 30; i++) {
            looks.addAll(looks(1, i * (BlockLook.BUSY + 1)));
        }
        assertThat(looks).isEmpty();
        assertThat(looks(1, 30 * (BlockLook.BUSY + 1) + BlockLook.BUSY)).containsExactly("31a");
        for (int i = 1; i <= 70; i++) {
            looks.addAll(looks(1, (40 + i) * (BlockLook.BUSY + 1)));
        }
        assertThat(looks).containsExactly("101b");
    }

    @Test
    void lookingInVainBecomesRareAndNewsMakeItOftenAgain() {
        List<String> looks = looks(10, 0);
        for (int i = 0; i < 2_000; i++) {
            if (!looks.isEmpty()) {
                look.took(0);
            }
            looks = new ArrayList<>(looks(1, 0));
            all.addAll(looks);
        }
        assertThat(all).containsExactly("20b", "40a", "80b", "160a", "320b", "640a", "1280b", "1920a");
        look.took(1);
        assertThat(looks(570, 0)).containsExactly("2560b", "2570a", "2580b");
    }
}
