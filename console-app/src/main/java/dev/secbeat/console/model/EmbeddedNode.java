// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.model;

import java.util.List;

/**
 * The node embedded in this console.
 *
 * @param file its configuration file; empty while none was chosen
 * @param name {@code region/node} as the file says; empty while it is not known
 * @param text what is missing or went wrong and what to do; empty when nothing is
 * @param xdpMode {@code native}, {@code generic} or {@code off}; empty while it does not run
 * @param health in words; empty while it does not run
 * @param uptimeMillis since it was started
 * @param maps how full the kernel's maps are
 * @param log its newest lines, oldest first
 * @param linesLost older lines that were let go
 */
public record EmbeddedNode(
        Phase phase,
        String file,
        String name,
        String text,
        String xdpMode,
        String health,
        long uptimeMillis,
        List<MapUse> maps,
        List<String> log,
        long linesLost) {
    /** Never started. */
    public static final EmbeddedNode STOPPED =
            new EmbeddedNode(Phase.STOPPED, "", "", "", "", "", 0, List.of(), List.of(), 0);

    public EmbeddedNode {
        maps = List.copyOf(maps);
        log = List.copyOf(log);
    }

    /** Where it stands. */
    public enum Phase {
        /** It cannot run on this system at all. */
        NOT_HERE,
        /** Not running. */
        STOPPED,
        /** Coming up. */
        STARTING,
        /** Serving. */
        RUNNING,
        /** Going down. */
        STOPPING,
        /** It could not start, see the text. */
        FAILED
    }

    /** How full a map is. */
    public record MapUse(String map, long entries, long capacity) {
        /** Share that is used, 0 to 1. */
        public double share() {
            return capacity <= 0 ? 0 : Math.min(1, (double) entries / capacity);
        }
    }
}
