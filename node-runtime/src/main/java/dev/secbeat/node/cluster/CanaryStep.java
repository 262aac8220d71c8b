// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.cluster;

import dev.secbeat.node.api.RegionFlow;
import java.time.Duration;

/** What a {@link CanaryRun} tells while it goes on, in this order; the orders themselves are told by whoever gives them. */
public sealed interface CanaryStep {

    /** The region's nodes would carry it out, and say what it would hit. */
    record Checked(OrderAnswer answer) implements CanaryStep {}

    /** What went through the region without it. */
    record Before(RegionFlow flow) implements CanaryStep {}

    /** It was not tried; nothing was changed. */
    record NotTried(String why) implements CanaryStep {}

    /** Every node of the region has it, and the region is looked at for so long. */
    record Watching(Duration watch) implements CanaryStep {}

    /** What went through the region with it. */
    record Watched(RegionFlow flow) implements CanaryStep {}

    /** Why it is undone in the region; one step for each reason. */
    record TakenBack(String objection) implements CanaryStep {}

    /** The region could not be told to end the trial, which ends by itself within this time. */
    record Unreached(String why, Duration within) implements CanaryStep {}
}
