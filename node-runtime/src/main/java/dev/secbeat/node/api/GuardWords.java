// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.api;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;

/** What people are told of what an order would hit: the same words from a node, on the command line and in the console. */
public final class GuardWords {
    private GuardWords() {}

    /** Why a node refuses an order on so many {@code prefixes}, of whose legitimate traffic {@code most} may be shut out. */
    public static String tooMuchTraffic(BlastRadius radius, int prefixes, double most) {
        String who = radius.mostly().map(Prefix::toString).orElse("it")
                + (prefixes > 1 ? " and the other " + (prefixes - 1) + " prefixes of the order send " : " sends ");
        return "rule 'traffic share': " + who + largest(radius) + ", more than the " + percent(most)
                + " one order may shut out (protect.max_traffic_share), and nothing was changed here: make sure that this is"
                + " the attack, name narrower prefixes, or have an administrator send it with --override "
                + GuardRule.TRAFFIC_SHARE.label();
    }

    /** Why a second person must agree to an order that is as wide. */
    public static String takesTwo() {
        return "it blocks or spares more than a /" + Family.IPV4.widestAlone() + " (IPv4) or /"
                + Family.IPV6.widestAlone() + " (IPv6), or many prefixes that are as much together";
    }

    /** The same of one that by itself covers too much of a country. */
    public static String takesTwo(CountryShare share) {
        return "it blocks " + percent(share.part()) + " of the addresses of country " + share.country();
    }

    /**
     * The same of one that does so with what the same key has blocked.
     *
     * @param share of both
     * @param prefix of the order with which it becomes too much
     * @param most of a country, from which on it takes two
     */
    public static String takesTwoTogether(CountryShare share, Prefix prefix, double most) {
        return "rule 'country share': together with what this key has blocked alone and is in force "
                + takesTwo(share) + ", with " + prefix + " no less than the " + percent(most)
                + " that take two (protect.country_share)";
    }

    /** The same of one on any addresses of a country, while a key has blocked more prefixes than {@code counted}. */
    public static String takesTwoUncounted(CountryShare share, int counted) {
        return "rule 'country share': " + takesTwo(share)
                + ", and this key has blocked more prefixes alone than are added up (" + counted
                + "), so that nobody can tell how much it is together (protect.country_share)";
    }

    /**
     * What a node says of an order that it has only checked and would not carry out before a second person agrees.
     *
     * @param why in the words of the methods above
     */
    public static Refusal wouldWait(String why) {
        return new Refusal(
                Refusal.Code.NEEDS_APPROVAL, why + ", so it would wait until another administrator approves it");
    }

    /**
     * What the nodes that answered a dry run would lose, region by region, a line each; empty when no receipt tells.
     *
     * @param receipts one a node, in any order
     */
    public static List<String> preview(Collection<Receipt> receipts) {
        return GuardPreview.hits(receipts, Locale.ENGLISH).stream()
                .map(line -> (line.kind() == GuardPreview.Kind.REGION ? "  " : "") + line.text())
                .toList();
    }

    /** What goes through some nodes, in words. */
    public static String flow(RegionFlow flow) {
        return String.format(
                Locale.ROOT,
                "%.0f packets a second pass and %.0f are dropped (%s pass), %.0f requests a second are served and %.0f fail (%s)",
                flow.passed(),
                flow.dropped(),
                percent(flow.passShare()),
                flow.served(),
                flow.failed(),
                percent(flow.failedShare()));
    }

    /** The share of what nodes pass in all that an order would hit; empty when none can tell. */
    static OptionalDouble partOf(Collection<BlastRadius> nodes, Dimension dimension) {
        return total(nodes, dimension)
                .map(share -> OptionalDouble.of(share.part()))
                .orElseGet(OptionalDouble::empty);
    }

    /** The nodes of a region share its traffic, so their shares are weighed by what each passes. */
    static Optional<BlastRadius.Share> total(Collection<BlastRadius> nodes, Dimension dimension) {
        double hit = 0;
        long all = 0;
        boolean known = false;
        for (BlastRadius node : nodes) {
            for (BlastRadius.Share share : node.shares()) {
                if (share.dimension() == dimension) {
                    known = true;
                    hit += share.part() * share.perSecond();
                    all += share.perSecond();
                }
            }
        }
        return known
                ? Optional.of(new BlastRadius.Share(dimension, all == 0 ? 0 : Math.min(1, hit / all), all))
                : Optional.empty();
    }

    private static String largest(BlastRadius radius) {
        return radius.shares().stream()
                .max(Comparator.comparingDouble(BlastRadius.Share::part))
                .map(new GuardPhrases(Locale.ENGLISH)::share)
                .orElse("nothing");
    }

    private static String percent(double part) {
        return String.format(Locale.ROOT, "%.1f %%", part * 100);
    }
}
