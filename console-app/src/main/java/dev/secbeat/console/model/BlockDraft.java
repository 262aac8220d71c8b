// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.model;

import dev.secbeat.console.i18n.Messages;
import dev.secbeat.node.api.CommandBody;
import dev.secbeat.node.api.Prefix;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * A block being written: what was typed, whether it makes sense, and what it would hit.
 *
 * @param prefix what was understood; empty when it makes no sense
 * @param problem what is wrong with the text and what is allowed; empty when nothing is
 * @param sourcesHit of the sources known now, how many lie inside
 * @param trafficShare their share of what is counted of all sources known now, 0 to 1; where several things are counted,
 *     such as requests and bytes, the largest of their shares
 */
public record BlockDraft(Optional<Prefix> prefix, String problem, Danger danger, int sourcesHit, double trafficShare) {

    /** Longest reason, in characters. */
    public static final int MAX_REASON = CommandBody.MAX_REASON;

    /** Danger grows with width. */
    public enum Danger {
        /** One source: an IPv4 address, or at most an IPv6 /64. */
        SOURCE,
        /** Up to an IPv4 /24 or IPv6 /48: look at what it hits first. */
        NETWORK,
        /** Wider: must be confirmed by typing it again. */
        WIDE
    }

    /** Reads what was typed and works out what it would hit among {@code sources}. */
    public static BlockDraft of(String text, List<SourceRow> sources) {
        if (text.isBlank()) {
            return invalid(Messages.of("model.draft.empty"));
        }
        try {
            return valid(Prefix.parse(text.strip()), sources);
        } catch (IllegalArgumentException e) {
            String why = e.getMessage();
            return invalid(why == null ? Messages.of("model.draft.wrong") : why);
        }
    }

    /** Whether it could be sent. */
    public boolean isValid() {
        return prefix.isPresent();
    }

    /** The prefix as everyone writes it; empty when invalid. */
    public String text() {
        return prefix.map(Prefix::toString).orElse("");
    }

    /** The intent to block it; only when valid. */
    public Intent.Block block(UUID id, Duration ttl, String reason, boolean dryRun) {
        return new Intent.Block(id, List.of(prefix.orElseThrow()), ttl, reason, dryRun);
    }

    /** The intent to end this block; only when valid. */
    public Intent.Unblock unblock(UUID id, String reason) {
        return new Intent.Unblock(id, List.of(prefix.orElseThrow()), reason);
    }

    private static BlockDraft invalid(String problem) {
        return new BlockDraft(Optional.empty(), problem, Danger.SOURCE, 0, 0);
    }

    private static BlockDraft valid(Prefix prefix, List<SourceRow> sources) {
        Map<String, Double> all = new HashMap<>();
        Map<String, Double> inside = new HashMap<>();
        Set<String> hit = new HashSet<>();
        for (SourceRow row : sources) {
            all.merge(row.dimension(), row.globalPerSecond(), Double::sum);
            if (prefix.overlaps(Prefix.parse(row.source()))) {
                inside.merge(row.dimension(), row.globalPerSecond(), Double::sum);
                hit.add(row.source());
            }
        }
        double share = inside.entrySet().stream()
                .filter(of -> of.getValue() > 0)
                .mapToDouble(of -> of.getValue() / all.getOrDefault(of.getKey(), of.getValue()))
                .max()
                .orElse(0);
        return new BlockDraft(Optional.of(prefix), "", danger(prefix), hit.size(), share);
    }

    private static Danger danger(Prefix prefix) {
        return switch (prefix.family()) {
            case IPV4 -> prefix.isHost() ? Danger.SOURCE : prefix.length() >= 24 ? Danger.NETWORK : Danger.WIDE;
            case IPV6 -> prefix.length() >= 64 ? Danger.SOURCE : prefix.length() >= 48 ? Danger.NETWORK : Danger.WIDE;
        };
    }
}
