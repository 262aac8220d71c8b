// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.verdict;

import dev.secbeat.node.api.LimitEntry;
import dev.secbeat.node.api.LimitRule;
import java.util.List;

/** Told what the {@link LimitBook} does, while it does it. */
public interface LimitListener {
    /** The word has become the newest on its limit; decided here, heard, or remembered over a restart. */
    void onAccepted(LimitEntry entry);

    /** From now on sources are counted against these limits; strictest first is not promised. */
    void onRules(List<LimitRule> rules);

    /** A sink did not take the limits; it is tried again each second. */
    void onSinkFailure(VerdictSinkException failure);
}
