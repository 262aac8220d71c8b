// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.api;

import java.util.List;
import java.util.Optional;

/**
 * What an order to block would hit on one node, as that node saw its traffic in the last seconds.
 *
 * @param shares of what passes there and is not over a limit, for each dimension of which enough passes to tell
 * @param mostly the prefix of the order with the largest share; empty when none has any
 * @param keptHits prefixes of the order that touch what the node must never block
 * @param kept what they touch, the first few
 * @param country the country of which the order covers most, where the node knows countries and it covers some of one
 */
public record BlastRadius(
        List<Share> shares, Optional<Prefix> mostly, int keptHits, List<Prefix> kept, Optional<CountryShare> country) {
    /** Most of {@code kept}. */
    public static final int MOST_NAMED = 5;

    public BlastRadius {
        shares = List.copyOf(shares);
        kept = List.copyOf(kept);
    }

    /** One of a node that knows no countries. */
    public BlastRadius(List<Share> shares, Optional<Prefix> mostly, int keptHits, List<Prefix> kept) {
        this(shares, mostly, keptHits, kept, Optional.empty());
    }

    /**
     * Of one dimension.
     *
     * @param part of the legitimate traffic that comes from the prefixes, 0 to 1
     * @param perSecond legitimate traffic in all, events a second
     */
    public record Share(Dimension dimension, double part, long perSecond) {
        public Share {
            if (!(part >= 0 && part <= 1) || perSecond < 0) {
                throw new IllegalArgumentException(
                        "a share is 0 to 1 of at least 0 a second, got " + part + " of " + perSecond);
            }
        }
    }

    /** The largest share; 0 when nothing can be told. */
    public double largest() {
        return shares.stream().mapToDouble(Share::part).max().orElse(0);
    }
}
