// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.control;

import java.util.List;

/** Port: keeps what orders changed beyond a restart. Called by the loop's thread; must not block. */
public interface UndoLog {
    /** Keeps nothing. */
    UndoLog NONE = new UndoLog() {
        @Override
        public List<PastOrder> earlier() {
            return List.of();
        }

        @Override
        public void append(PastOrder order) {}
    };

    /** What was kept by an earlier start, oldest first; an order may come in several pieces. */
    List<PastOrder> earlier();

    void append(PastOrder order);
}
