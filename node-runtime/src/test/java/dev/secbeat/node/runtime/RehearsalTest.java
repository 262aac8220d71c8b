// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.secbeat.node.api.BlockCause;
import dev.secbeat.node.api.Prefix;
import dev.secbeat.node.verdict.VerdictSink;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RehearsalTest {

    @Test
    void everyAttackOfThePlayEndsInABlockOnBothSides() {
        assertThat(Rehearsal.play()).isGreaterThanOrEqualTo(2 * 10);
    }

    @Test
    void everyOrderOfThePlayIsCarriedOutOnBothSides() {
        assertThat(Rehearsal.playOrders()).isEqualTo(2 * 40);
    }

    @Test
    void aSinkThatKeepsItsWordIsLeftAsItWas() {
        Set<Prefix> held = new HashSet<>();
        Rehearsal.prove(sink(held, true));
        assertThat(held).isEmpty();
    }

    @Test
    void aSinkThatForgetsStopsTheStart() {
        VerdictSink forgetful = sink(new HashSet<>(), false);
        assertThatThrownBy(() -> Rehearsal.prove(forgetful))
                .isInstanceOf(StartException.class)
                .hasMessageContaining("0.0.0.1");
    }

    private static VerdictSink sink(Set<Prefix> held, boolean keeps) {
        return new VerdictSink() {
            @Override
            public List<Prefix> block(Prefix prefix, long remainingMillis, BlockCause cause) {
                if (keeps) {
                    held.add(prefix);
                }
                return List.of();
            }

            @Override
            public void unblock(Prefix prefix) {
                held.remove(prefix);
            }

            @Override
            public boolean holds(Prefix prefix) {
                return held.contains(prefix);
            }

            @Override
            public long hits(Prefix prefix) {
                return 0;
            }
        };
    }
}
