// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.api;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Where drills are held: an address that is nobody's (RFC 5737), so that what is said of it is an exercise and can be told from
 * a real act by whoever reads it, in events as in audit trails.
 */
public final class DrillGround {
    /** The address that is blocked, or whose requests are limited. */
    public static final Prefix ADDRESS = Prefix.parse("192.0.2.253");

    /** A drill ends by itself so long after it was ordered. */
    public static final Duration LASTS = Duration.ofSeconds(5);

    /** Blocks the address on every node in scope: decided, written to the kernel, read back, kept on the disk, told to peers. */
    public static final String BLOCK = "block";

    /** Holds the address to a limit, likewise. */
    public static final String LIMIT = "limit";

    /** All that nodes know. */
    public static final List<String> NAMES = List.of(BLOCK, LIMIT);

    /** Plans a drain of the region in scope on the orchestrator that leads, which asks the DNS and changes nothing; nodes leave it alone. */
    public static final String DRAIN = "drain";

    private DrillGround() {}

    /** The order on a region that {@code command} exercises, when it is such a drill. */
    public static Optional<CommandBody.OnRegion> onRegion(Command command) {
        return command.body() instanceof CommandBody.Drill drill
                        && drill.name().equals(DRAIN)
                        && command.scope() instanceof Scope.Region(RegionId region)
                ? Optional.of(new CommandBody.Drain(region, false, drill.reason()))
                : Optional.empty();
    }

    /** Whether {@code command} is for orchestrators, and not for nodes. */
    public static boolean isForOrchestrators(Command command) {
        return command.body() instanceof CommandBody.OnRegion
                || onRegion(command).isPresent();
    }

    /** {@code " (drill)"} behind what happens to {@code prefix}, if that is an exercise; else nothing. */
    public static String mark(Prefix prefix) {
        return prefix.equals(ADDRESS) ? " (drill)" : "";
    }
}
