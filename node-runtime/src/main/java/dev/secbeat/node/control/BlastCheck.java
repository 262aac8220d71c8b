// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.control;

import dev.secbeat.node.api.BlastRadius;
import dev.secbeat.node.api.CountryShare;
import dev.secbeat.node.api.GuardRule;
import dev.secbeat.node.api.GuardWords;
import dev.secbeat.node.api.Prefix;
import dev.secbeat.node.api.PrefixSet;
import dev.secbeat.node.api.Refusal;
import dev.secbeat.node.verdict.TrafficMix;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * What one order to block would hit here, added up prefix by prefix, all against the traffic as it was when the order came.
 * Owned by the loop's thread.
 */
final class BlastCheck {
    private final GuardSettings guards;
    private final Set<Prefix> neverBlock;
    private final Set<GuardRule> overrides;
    private final TrafficMix.Cover cover;
    private final CountryMap.Cover countries;
    private final LoneBlocks.Sum together;
    private final PrefixSet neverBlocked;
    private final List<Prefix> kept = new ArrayList<>();
    private int prefixes;
    private int keptHits;

    /**
     * @param neverBlock prefixes no block may touch now, in place of those of {@code guards}
     * @param overrides guards that are not to hold the order back
     * @param together what whoever orders it has blocked alone
     */
    BlastCheck(GuardSettings guards, Set<Prefix> neverBlock, Set<GuardRule> overrides, LoneBlocks.Sum together) {
        this.guards = guards;
        this.neverBlock = neverBlock;
        this.overrides = Set.copyOf(overrides);
        cover = guards.traffic().get().cover();
        neverBlocked = new PrefixSet(neverBlock);
        countries = guards.countries().get().cover();
        this.together = together;
    }

    /** The order is under way from now on, for as long as it takes. */
    void begin() {
        together.begin();
    }

    /** It is over, whatever became of it. */
    void end() {
        together.end();
    }

    void add(Prefix prefix) {
        prefixes++;
        cover.add(prefix);
        OptionalInt _ = countries.add(prefix);
        together.add(prefix);
        if (!neverBlocked.overlaps(prefix)) {
            return;
        }
        keptHits++;
        for (Prefix never : neverBlock) {
            if (never.overlaps(prefix) && kept.size() < BlastRadius.MOST_NAMED && !kept.contains(never)) {
                kept.add(never);
            }
        }
    }

    BlastRadius radius() {
        return new BlastRadius(cover.shares(), cover.mostly(), keptHits, kept, countries.most());
    }

    /** Why a second person must agree, if so: it covers so much of a country, by itself or with what its key has blocked. */
    Optional<String> whyTwo(long epochMillis) {
        Optional<CountryShare> most = countries.most();
        return most.filter(share -> share.part() >= guards.countryShare())
                .map(GuardWords::takesTwo)
                .or(() -> together.whyTwo(most, epochMillis));
    }

    /** Why the order hits too much, if so. */
    Optional<Refusal> refusal() {
        if (overrides.contains(GuardRule.TRAFFIC_SHARE)) {
            return Optional.empty();
        }
        BlastRadius radius = radius();
        return radius.largest() > guards.mostTrafficShare()
                ? Optional.of(new Refusal(
                        Refusal.Code.TRAFFIC_SHARE,
                        GuardWords.tooMuchTraffic(radius, prefixes, guards.mostTrafficShare())))
                : Optional.empty();
    }
}
