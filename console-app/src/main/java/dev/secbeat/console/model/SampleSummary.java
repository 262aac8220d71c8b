// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.model;

import java.util.List;

/**
 * How the showing of packets goes.
 *
 * @param received samples shown since the console started
 * @param leftOut samples that nodes had and did not show, or that came faster than they could be drawn, since then
 * @param sampling nodes that show samples now
 * @param troubles why other nodes show none: node and text, by node
 * @param freshness age of the newest report
 */
public record SampleSummary(long received, long leftOut, int sampling, List<Trouble> troubles, Freshness freshness) {
    /** Nothing was heard yet. */
    public static final SampleSummary EMPTY = new SampleSummary(0, 0, 0, List.of(), Freshness.NEVER);

    /** Why a node shows nothing, and what to do. */
    public record Trouble(String node, String text) {}

    public SampleSummary {
        troubles = List.copyOf(troubles);
    }
}
