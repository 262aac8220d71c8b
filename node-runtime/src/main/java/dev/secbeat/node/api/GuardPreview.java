// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.api;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * What nodes said to an order that they have only checked, sentence by sentence: the same on the command line and in the
 * console, in the language that either speaks. Pure; any thread.
 */
public final class GuardPreview {

    /** What a sentence is about, so that a screen can set it. */
    public enum Kind {
        /** Which regions it reaches. */
        REACH,
        /** What one region would lose. */
        REGION,
        /** It touches nothing that must never be blocked. */
        FREE,
        /** It touches what must never be blocked. */
        KEPT,
        /** It covers a part of a country. */
        COUNTRY,
        /** A second person would have to agree. */
        APPROVAL,
        /** Nodes would not carry it out, and why. */
        REFUSED
    }

    /** One sentence, without a full stop. */
    public record Line(Kind kind, String text) {}

    private GuardPreview() {}

    /**
     * What the nodes would lose, region by region; empty when no receipt tells.
     *
     * @param receipts one a node, in any order
     * @param language as far as there are words in it, else English
     */
    public static List<Line> hits(Collection<Receipt> receipts, Locale language) {
        Map<RegionId, List<BlastRadius>> regions = new TreeMap<>(Comparator.comparing(RegionId::value));
        for (Receipt receipt : receipts) {
            receipt.blast()
                    .ifPresent(blast -> regions.computeIfAbsent(receipt.node().region(), _ -> new ArrayList<>())
                            .add(blast));
        }
        if (regions.isEmpty()) {
            return List.of();
        }
        GuardPhrases phrases = new GuardPhrases(language);
        List<Line> lines = new ArrayList<>();
        String names = regions.keySet().stream().map(RegionId::value).collect(Collectors.joining(", "));
        lines.add(new Line(Kind.REACH, phrases.counted("reaches", regions.size(), names)));
        regions.forEach((region, nodes) ->
                lines.add(new Line(Kind.REGION, phrases.of("region", region, ofRegion(nodes, phrases)))));
        List<BlastRadius> all = regions.values().stream().flatMap(List::stream).toList();
        lines.add(kept(all, phrases));
        all.stream()
                .flatMap(blast -> blast.country().stream())
                .max(Comparator.comparingDouble(CountryShare::part))
                .ifPresent(share -> lines.add(
                        new Line(Kind.COUNTRY, phrases.of("country", phrases.percent(share.part()), share.country()))));
        return lines;
    }

    /**
     * Why nodes would not carry the order out, or not yet, those that say the same in one sentence; empty when all would.
     *
     * @param receipts one a node, in any order
     * @param language as far as there are words in it; what only a node can tell is in English
     */
    public static List<Line> objections(Collection<Receipt> receipts, Locale language) {
        GuardPhrases phrases = new GuardPhrases(language);
        List<Line> lines = new ArrayList<>();
        gathered(receipts, receipt -> !isHeld(receipt), phrases)
                .forEach((why, count) ->
                        lines.add(new Line(Kind.REFUSED, phrases.counted("refused", count, receipts.size(), why))));
        gathered(receipts, GuardPreview::isHeld, phrases)
                .forEach((why, count) ->
                        lines.add(new Line(Kind.APPROVAL, phrases.counted("held", count, receipts.size(), why))));
        return lines;
    }

    private static Map<String, Integer> gathered(
            Collection<Receipt> receipts, Predicate<Receipt> wanted, GuardPhrases phrases) {
        Map<String, Integer> counts = new LinkedHashMap<>();
        for (Receipt receipt : receipts) {
            if (receipt.refusal().isPresent() && wanted.test(receipt)) {
                counts.merge(why(receipt.refusal().get(), receipt.blast(), phrases), 1, Integer::sum);
            }
        }
        return counts;
    }

    private static boolean isHeld(Receipt receipt) {
        return receipt.state() != Receipt.State.REFUSED;
    }

    private static Line kept(List<BlastRadius> all, GuardPhrases phrases) {
        int hits = all.stream().mapToInt(BlastRadius::keptHits).max().orElse(0);
        return hits == 0
                ? new Line(Kind.FREE, phrases.of("kept.none"))
                : new Line(Kind.KEPT, phrases.counted("kept", hits, names(all)));
    }

    private static String names(List<BlastRadius> all) {
        TreeSet<String> kept = new TreeSet<>();
        all.forEach(blast -> blast.kept().forEach(prefix -> kept.add(prefix.toString())));
        return String.join(", ", kept);
    }

    /** In the words of the language where it has some and knows what they are about; else in those of the node. */
    private static String why(Refusal refusal, Optional<BlastRadius> blast, GuardPhrases phrases) {
        Optional<String> fact = switch (refusal.code()) {
            case NEVER_BLOCK -> blast.map(radius -> names(List.of(radius))).filter(names -> !names.isEmpty());
            case TRAFFIC_SHARE -> blast.flatMap(radius -> largest(radius, phrases));
            default -> Optional.of("");
        };
        return fact.flatMap(known -> phrases.find("code." + refusal.code(), known, refusal.text()))
                .orElse(refusal.text());
    }

    private static Optional<String> largest(BlastRadius radius, GuardPhrases phrases) {
        return radius.shares().stream()
                .max(Comparator.comparingDouble(BlastRadius.Share::part))
                .map(share -> radius.mostly().map(prefix -> prefix + ": ").orElse("") + phrases.share(share));
    }

    private static String ofRegion(List<BlastRadius> nodes, GuardPhrases phrases) {
        List<String> parts = new ArrayList<>();
        for (Dimension dimension : List.of(Dimension.REQUESTS, Dimension.PACKETS)) {
            GuardWords.total(nodes, dimension).map(phrases::share).ifPresent(parts::add);
        }
        return parts.isEmpty() ? phrases.of("region.unknown") : String.join("; ", parts);
    }
}
