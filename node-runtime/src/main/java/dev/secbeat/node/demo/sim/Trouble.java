// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.demo.sim;

import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** What a simulated fleet has to bear; each can be had by itself. */
public enum Trouble {
    /** One message in twenty is lost. */
    LOSS,
    /** One message in twenty comes twice. */
    REPEAT,
    /** Messages take up to 60 ms longer, each its own time, and overtake each other. */
    REORDER,
    /** Clocks begin anywhere. */
    SKEW,
    /** Clocks run up to 100 ppm too fast or too slow. */
    DRIFT,
    /** Regions are cut off: what is sent is lost. */
    CUT,
    /** Regions are held up: what is sent arrives later in a flood. */
    HOLD,
    /** Nodes stand still for up to 0.9 s. */
    FREEZE,
    /** Nodes stand still for up to 0.4 s and their clocks with them, as those of paused virtual machines do. */
    PAUSE,
    /** Nodes stand still for up to 0.4 s within a turn, after they looked at the clock and before they read what has come. */
    STALL,
    /** Nodes are killed and start anew. */
    RESTART,
    /** The rule is one of several: windows of up to 10 s, bursts, packets, blocks of 2 s that end and come again. */
    RULE;

    /** What no fleet is without. */
    public static final Set<Trouble> ORDINARY = Collections.unmodifiableSet(EnumSet.of(SKEW, DRIFT));

    public static final Set<Trouble> ALL = Collections.unmodifiableSet(EnumSet.allOf(Trouble.class));

    /** Reads names with commas between them, or {@code none}. @throws IllegalArgumentException naming what there is */
    public static Set<Trouble> parse(String text) {
        Set<Trouble> troubles = EnumSet.noneOf(Trouble.class);
        for (String name : text.equals("none") ? new String[0] : text.split(",", -1)) {
            troubles.add(Arrays.stream(values())
                    .filter(trouble -> trouble.word().equals(name))
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException("there is no trouble '" + name + "'; name some of "
                            + Arrays.stream(values()).map(Trouble::word).collect(Collectors.joining(","))
                            + ", or none")));
        }
        return troubles;
    }

    /** As on the command line. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
