// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.model;

import dev.secbeat.console.i18n.Messages;
import dev.secbeat.node.api.CommandBody;
import dev.secbeat.node.api.Prefix;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * An order on prefixes being written: what was typed, whether it makes sense, and what it would hit.
 *
 * @param prefixes what was understood, each once; empty when it makes no sense
 * @param problem what is wrong with the text and what is allowed; empty when nothing is
 * @param sourcesHit of the sources known now, how many lie inside
 * @param trafficShare their share of what is counted of all sources known now, 0 to 1; where several things are counted,
 *     such as requests and bytes, the largest of their shares
 */
public record BlockDraft(List<Prefix> prefixes, String problem, Danger danger, int sourcesHit, double trafficShare) {

    /** Longest reason, in characters. */
    public static final int MAX_REASON = CommandBody.MAX_REASON;

    /** Most prefixes that can be typed: more are for a file and the command line. */
    public static final int MAX_TYPED = 2_000;

    private static final String SEPARATORS = "[\\s,;]+";

    /** So many single sources together are as much as a network, an IPv4 /24 or an IPv6 /48. */
    private static final double NETWORK_SOURCES_4 = 256;

    private static final double NETWORK_SOURCES_6 = 65_536;

    public BlockDraft {
        prefixes = List.copyOf(prefixes);
    }

    /** Danger grows with width. */
    public enum Danger {
        /** One source: an IPv4 address, or at most an IPv6 /64. */
        SOURCE,
        /** Several sources, or up to an IPv4 /24 or IPv6 /48: look at what it hits first. */
        NETWORK,
        /** Wider, alone or together: must be confirmed by typing it again. */
        WIDE
    }

    /** Reads what was typed, one prefix or many, and works out what it would hit among {@code sources}. */
    public static BlockDraft of(String text, List<SourceRow> sources) {
        List<String> words = Stream.of(text.split(SEPARATORS, -1))
                .filter(word -> !word.isEmpty())
                .toList();
        if (words.size() > MAX_TYPED) {
            return invalid(Messages.of("blocks.draft.too-many", words.size(), MAX_TYPED));
        }
        if (words.isEmpty()) {
            return invalid(Messages.of("blocks.draft.empty"));
        }
        Set<Prefix> prefixes = new LinkedHashSet<>();
        for (String word : words) {
            try {
                prefixes.add(Prefix.parse(word));
            } catch (IllegalArgumentException e) {
                String why = e.getMessage();
                return invalid(why == null ? Messages.of("blocks.draft.nonsense", word) : why);
            }
        }
        return valid(List.copyOf(prefixes), sources);
    }

    /** Whether it could be sent. */
    public boolean isValid() {
        return !prefixes.isEmpty();
    }

    /** The prefix when it is one. */
    public Optional<Prefix> prefix() {
        return prefixes.size() == 1 ? Optional.of(prefixes.getFirst()) : Optional.empty();
    }

    /** The prefix as everyone writes it, or how many there are; empty when invalid. What confirms a wide one is this. */
    public String text() {
        return prefixes.size() > 1
                ? Integer.toString(prefixes.size())
                : prefix().map(Prefix::toString).orElse("");
    }

    /** The intent to block it; only when valid. */
    public Intent.Block block(UUID id, Duration ttl, String reason, boolean dryRun) {
        return new Intent.Block(id, checked(), ttl, reason, dryRun);
    }

    private List<Prefix> checked() {
        if (prefixes.isEmpty()) {
            throw new IllegalStateException("nothing was understood: " + problem);
        }
        return prefixes;
    }

    private static BlockDraft invalid(String problem) {
        return new BlockDraft(List.of(), problem, Danger.SOURCE, 0, 0);
    }

    private static BlockDraft valid(List<Prefix> prefixes, List<SourceRow> sources) {
        Map<String, Double> all = new HashMap<>();
        Map<String, Double> inside = new HashMap<>();
        Set<String> hit = new HashSet<>();
        for (SourceRow row : sources) {
            all.merge(row.dimension(), row.globalPerSecond(), Double::sum);
            Prefix source = Prefix.parse(row.source());
            if (prefixes.stream().anyMatch(prefix -> prefix.overlaps(source))) {
                inside.merge(row.dimension(), row.globalPerSecond(), Double::sum);
                hit.add(row.source());
            }
        }
        double share = inside.entrySet().stream()
                .filter(of -> of.getValue() > 0)
                .mapToDouble(of -> of.getValue() / all.getOrDefault(of.getKey(), of.getValue()))
                .max()
                .orElse(0);
        return new BlockDraft(prefixes, "", danger(prefixes), hit.size(), share);
    }

    private static Danger danger(List<Prefix> prefixes) {
        double sources = prefixes.stream().mapToDouble(BlockDraft::sources).sum();
        double networks = prefixes.stream().mapToDouble(BlockDraft::networks).sum();
        return sources <= 1 ? Danger.SOURCE : networks <= 1 ? Danger.NETWORK : Danger.WIDE;
    }

    /** How many sources a prefix is: IPv4 addresses, IPv6 /64s. */
    private static double sources(Prefix prefix) {
        return switch (prefix.family()) {
            case IPV4 -> Math.scalb(1.0, 32 - prefix.length());
            case IPV6 -> Math.max(1, Math.scalb(1.0, 64 - prefix.length()));
        };
    }

    private static double networks(Prefix prefix) {
        return switch (prefix.family()) {
            case IPV4 -> sources(prefix) / NETWORK_SOURCES_4;
            case IPV6 -> sources(prefix) / NETWORK_SOURCES_6;
        };
    }
}
