// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.model;

import dev.secbeat.node.api.RegionFlow;
import dev.secbeat.node.api.RegionId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * How the trial of an order in one region goes. The orders that it gives are commands of this console like others.
 *
 * @param id of the person's act
 * @param watchedUntilMillis when the watch ends, epoch milliseconds; 0 before it begins
 * @param asked the dry run in the region
 * @param tried the order as the region got it
 * @param last what ended it: the order for the fleet, or the undoing in the region
 * @param before what went through the region without it
 * @param after what went through it with it
 * @param notes why it was not tried or taken back, and what else went wrong; as nodes and rules word it
 */
public record CanaryState(
        UUID id,
        RegionId region,
        Phase phase,
        long watchedUntilMillis,
        Optional<UUID> asked,
        Optional<UUID> tried,
        Optional<UUID> last,
        Optional<RegionFlow> before,
        Optional<RegionFlow> after,
        List<String> notes) {
    public CanaryState {
        notes = List.copyOf(notes);
    }

    /** How far it is. */
    public enum Phase {
        /** The region's nodes are asked what they would do. */
        ASKING,
        /** The region's traffic is measured, without it and then until all nodes have it. */
        MEASURING,
        /** The region has it and is watched. */
        WATCHING,
        /** It is undone in the region. */
        TAKING_BACK,
        /** The fleet is given it. */
        GOING_ON,
        /** The region's nodes would not carry it out, or too little goes through it. */
        NOT_TRIED,
        /** It is undone in the region; the fleet has not got it. */
        TAKEN_BACK,
        /** The fleet was given it. */
        GONE_ON,
        /** It could not go on: an order was not sent. What the region holds ends by itself. */
        BROKEN_OFF
    }

    /** One that begins. */
    public static CanaryState begun(UUID id, RegionId region) {
        return new CanaryState(
                id,
                region,
                Phase.ASKING,
                0,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                List.of());
    }

    /** The same in another phase. */
    public CanaryState in(Phase next) {
        return new CanaryState(id, region, next, watchedUntilMillis, asked, tried, last, before, after, notes);
    }

    /** The region has it, and is watched until then, epoch milliseconds. */
    public CanaryState watchedUntil(long millis) {
        return new CanaryState(id, region, Phase.WATCHING, millis, asked, tried, last, before, after, notes);
    }

    /** The dry run was sent. */
    public CanaryState asking(UUID order) {
        return new CanaryState(
                id, region, phase, watchedUntilMillis, Optional.of(order), tried, last, before, after, notes);
    }

    /** The region was sent it. */
    public CanaryState trying(UUID order) {
        return new CanaryState(
                id, region, phase, watchedUntilMillis, asked, Optional.of(order), last, before, after, notes);
    }

    /** What ends it was sent. */
    public CanaryState ending(UUID order) {
        return new CanaryState(
                id, region, phase, watchedUntilMillis, asked, tried, Optional.of(order), before, after, notes);
    }

    /** What went through the region without it. */
    public CanaryState measured(RegionFlow flow) {
        return new CanaryState(
                id, region, phase, watchedUntilMillis, asked, tried, last, Optional.of(flow), after, notes);
    }

    /** What went through the region with it. */
    public CanaryState seen(RegionFlow flow) {
        return new CanaryState(
                id, region, phase, watchedUntilMillis, asked, tried, last, before, Optional.of(flow), notes);
    }

    /** One note more. */
    public CanaryState noted(String note) {
        List<String> more = new ArrayList<>(notes);
        more.add(note);
        return new CanaryState(id, region, phase, watchedUntilMillis, asked, tried, last, before, after, more);
    }

    /** Whether nothing more will come of it. */
    public boolean isOver() {
        return switch (phase) {
            case ASKING, MEASURING, WATCHING, TAKING_BACK, GOING_ON -> false;
            case NOT_TRIED, TAKEN_BACK, GONE_ON, BROKEN_OFF -> true;
        };
    }
}
