// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.api;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

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

    /** Why an order waits for a second person that covers so much of a country. */
    public static String countryOf(CountryShare share) {
        return "it blocks " + percent(share.part()) + " of the addresses of country " + share.country();
    }

    /**
     * What the nodes that answered a dry run would lose, region by region, a line each; empty when no receipt tells.
     *
     * @param receipts one a node, in any order
     */
    public static List<String> preview(Collection<Receipt> receipts) {
        Map<RegionId, List<BlastRadius>> regions = new TreeMap<>(Comparator.comparing(RegionId::value));
        TreeSet<String> kept = new TreeSet<>();
        int hits = 0;
        for (Receipt receipt : receipts) {
            if (receipt.blast().isPresent()) {
                BlastRadius blast = receipt.blast().get();
                regions.computeIfAbsent(receipt.node().region(), _ -> new ArrayList<>())
                        .add(blast);
                hits = Math.max(hits, blast.keptHits());
                blast.kept().forEach(prefix -> kept.add(prefix.toString()));
            }
        }
        if (regions.isEmpty()) {
            return List.of();
        }
        List<String> lines = new ArrayList<>();
        lines.add("reaches " + regions.size() + (regions.size() == 1 ? " region: " : " regions: ")
                + regions.keySet().stream().map(RegionId::value).collect(Collectors.joining(", ")));
        regions.forEach((region, nodes) -> lines.add("  " + region + ": " + ofRegion(nodes)));
        lines.add(
                hits == 0
                        ? "touches nothing that must never be blocked"
                        : hits + (hits == 1 ? " prefix touches" : " prefixes touch") + " what must never be blocked: "
                                + String.join(", ", kept));
        receipts.stream()
                .flatMap(receipt -> receipt.blast().stream())
                .flatMap(blast -> blast.country().stream())
                .max(Comparator.comparingDouble(CountryShare::part))
                .ifPresent(share -> lines.add(
                        "covers " + percent(share.part()) + " of the addresses of country " + share.country()));
        return lines;
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
    private static Optional<BlastRadius.Share> total(Collection<BlastRadius> nodes, Dimension dimension) {
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

    private static String ofRegion(List<BlastRadius> nodes) {
        List<String> parts = new ArrayList<>();
        for (Dimension dimension : List.of(Dimension.REQUESTS, Dimension.PACKETS)) {
            total(nodes, dimension).map(GuardWords::share).ifPresent(parts::add);
        }
        return parts.isEmpty() ? "too little traffic passes to tell its share" : String.join("; ", parts);
    }

    private static String largest(BlastRadius radius) {
        return radius.shares().stream()
                .max(Comparator.comparingDouble(BlastRadius.Share::part))
                .map(GuardWords::share)
                .orElse("nothing");
    }

    private static String share(BlastRadius.Share share) {
        return percent(share.part()) + " of the legitimate " + share.dimension().label() + " passing now ("
                + Math.round(share.part() * share.perSecond()) + " of " + share.perSecond() + " a second)";
    }

    private static String percent(double part) {
        return String.format(Locale.ROOT, "%.1f %%", part * 100);
    }
}
