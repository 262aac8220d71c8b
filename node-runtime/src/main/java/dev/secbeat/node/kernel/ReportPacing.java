// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.kernel;

import java.time.Duration;

/**
 * When the kernel tells the daemon about a source. Smaller values detect sooner and cost more reports.
 *
 * @param stepPackets packets of one source that are worth a report at once, 1 to 1000000
 * @param tick age after which fewer packets are worth one, 1 ms to 10 s
 */
public record ReportPacing(int stepPackets, Duration tick) {
    /** Every 64 packets, or 20 ms after the last report. */
    public static final ReportPacing DEFAULT = new ReportPacing(64, Duration.ofMillis(20));

    public ReportPacing {
        if (stepPackets < 1 || stepPackets > 1_000_000) {
            throw new IllegalArgumentException("stepPackets is " + stepPackets + ": allowed are 1 to 1000000");
        }
        if (tick.compareTo(Duration.ofMillis(1)) < 0 || tick.compareTo(Duration.ofSeconds(10)) > 0) {
            throw new IllegalArgumentException("tick is " + tick + ": allowed are 1 ms to 10 s");
        }
    }
}
