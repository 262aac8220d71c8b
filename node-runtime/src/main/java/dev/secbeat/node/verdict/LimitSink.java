// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.verdict;

import dev.secbeat.node.api.LimitRule;
import java.util.Map;

/**
 * Port: where limits that operators gave are held to by itself, before counting has found who is over them. Called by the node
 * loop's thread alone.
 */
public interface LimitSink {
    /** Of a sink that leaves limits to counting. */
    LimitSink NONE = new LimitSink() {
        @Override
        public void hold(Map<LimitRule, Long> remainingMillis) {
            // What counting finds is blocked.
        }

        @Override
        public boolean holds() {
            return true;
        }
    };

    /**
     * Holds sources to these limits, as far as it can, each for so many milliseconds from now; in place of all it was told
     * before.
     *
     * @throws VerdictSinkException when it could not take them; it holds to some of them or to none then
     */
    void hold(Map<LimitRule, Long> remainingMillis);

    /** Whether it does, asked afresh, as it was last told. */
    boolean holds();
}
