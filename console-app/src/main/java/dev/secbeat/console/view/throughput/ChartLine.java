// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.view.throughput;

import dev.secbeat.console.model.RateLine;
import java.util.Optional;

/**
 * A line as it is shown.
 *
 * @param earlier the same of the time it is compared with, where there is any
 * @param ink index of its colour
 */
record ChartLine(RateLine line, Optional<RateLine> earlier, String label, int ink) {
    /** Whether it belongs to the upper panel. */
    boolean isPassed() {
        return line.verdict() == RateLine.Verdict.PASSED;
    }
}
