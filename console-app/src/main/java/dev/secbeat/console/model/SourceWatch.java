// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.model;

import dev.secbeat.console.i18n.Messages;
import dev.secbeat.node.api.FleetEvent;
import dev.secbeat.node.api.Prefix;
import dev.secbeat.node.api.SourceKey;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Follows sources from the first heartbeat that counts them over their detection to the last kernel that drops them.
 * Confined to one thread.
 */
final class SourceWatch {
    private static final int MAX_SEEN = 20_000;
    private static final int MAX_TIMES = 2_000;

    /** A source that was silent for so long begins anew. */
    private static final long SILENT_MILLIS = 30_000;

    /** What nodes say of one source within this time is one thing. */
    private static final long SAME_MILLIS = 10_000;

    private record Seen(long first, long last) {}

    /** One spell of a source: found, blocked. */
    private static final class Spell {
        private final String source;
        private final long firstSeen;
        private final Set<String> finders = new HashSet<>();
        private final Set<String> kernels = new HashSet<>();
        private long detected;
        private long lastDetected;
        private long firstKernel;
        private long lastKernel;
        private double most;

        private Spell(String source, long firstSeen) {
            this.source = source;
            this.firstSeen = firstSeen;
        }

        /** Whether what is told now is another spell than the one whose newest news is of {@code last}; 0 is none. */
        private boolean isOver(long last, long epochMillis) {
            return last != 0 && epochMillis - last > SAME_MILLIS;
        }

        private SourceTimes times() {
            return new SourceTimes(source, firstSeen, detected, firstKernel, lastKernel, kernels.size());
        }
    }

    private final Map<SourceKey, Seen> seen = new HashMap<>();
    private final Map<String, Spell> open = new HashMap<>();
    private final Map<String, Long> ended = new HashMap<>();
    private final Deque<Spell> spells = new ArrayDeque<>();
    private long clearedMillis;

    void counted(SourceKey source, long epochMillis) {
        Seen before = seen.get(source);
        if (before == null && !hasRoom(epochMillis)) {
            return;
        }
        boolean goesOn = before != null && epochMillis - before.last() <= SILENT_MILLIS;
        seen.put(source, new Seen(before != null && goesOn ? before.first() : epochMillis, epochMillis));
    }

    /** Looking for room takes time, so it is not looked for at each heartbeat of a full house. */
    private boolean hasRoom(long epochMillis) {
        if (seen.size() >= MAX_SEEN && epochMillis - clearedMillis > SILENT_MILLIS / 10) {
            clearedMillis = epochMillis;
            seen.values().removeIf(old -> epochMillis - old.last() > SILENT_MILLIS);
        }
        return seen.size() < MAX_SEEN;
    }

    void seen(String source, long firstSeenMillis) {
        if (firstSeenMillis > 0 && seen.size() < MAX_SEEN) {
            seen.put(key(source), new Seen(firstSeenMillis, firstSeenMillis));
        }
    }

    long firstSeenMillis(String source) {
        Seen known = seen.get(key(source));
        return known == null ? 0 : known.first();
    }

    private static SourceKey key(String source) {
        return SourceKey.ofPrefix(Prefix.parse(source));
    }

    /** A line when this is the first that is heard of it. */
    Optional<StoryBook.Line> detected(FleetEvent.Detected found) {
        String source = found.source().toString();
        Spell known = open.get(source);
        Spell spell = known == null || known.isOver(known.lastDetected, found.epochMillis()) ? begin(source) : known;
        boolean first = spell.detected == 0;
        if (first) {
            spell.detected = found.epochMillis();
        }
        spell.detected = Math.min(spell.detected, found.epochMillis());
        spell.lastDetected = Math.max(spell.lastDetected, found.epochMillis());
        spell.finders.add(found.node().toString());
        spell.most = Math.max(spell.most, found.perSecond());
        return first
                ? Optional.of(new StoryBook.Line(
                        found.epochMillis(),
                        TimelineEntry.Kind.DETECTION,
                        found.node().region().value(),
                        Messages.of("incident.told.detected", source),
                        () -> detail(spell, found)))
                : Optional.empty();
    }

    /** A line when this is the first that is heard of it. */
    Optional<StoryBook.Line> enforced(FleetEvent.Enforced done) {
        String prefix = done.prefix().toString();
        if (!done.active()) {
            return end(prefix, done);
        }
        Spell known = open.get(prefix);
        Spell spell = known == null || known.isOver(known.lastKernel, done.epochMillis()) ? begin(prefix) : known;
        boolean first = spell.firstKernel == 0;
        spell.firstKernel = first ? done.epochMillis() : Math.min(spell.firstKernel, done.epochMillis());
        if (spell.kernels.add(done.node().toString())) {
            spell.lastKernel = Math.max(spell.lastKernel, done.epochMillis());
        }
        return first
                ? Optional.of(new StoryBook.Line(
                        done.epochMillis(),
                        TimelineEntry.Kind.BLOCK,
                        "",
                        Messages.of("incident.told.blocked", prefix),
                        () -> new StoryBook.Detail(
                                Messages.of(
                                        "incident.told.kernels",
                                        done.origin().label(),
                                        spell.kernels.size(),
                                        Figures.grouped((double) Math.max(0, spell.lastKernel - spell.firstKernel))),
                                false)))
                : Optional.empty();
    }

    List<SourceTimes> times() {
        return spells.stream().map(Spell::times).toList();
    }

    private Optional<StoryBook.Line> end(String prefix, FleetEvent.Enforced done) {
        open.remove(prefix);
        Long before = ended.put(prefix, done.epochMillis());
        if (ended.size() > MAX_TIMES) {
            ended.clear();
        }
        return before != null && done.epochMillis() - before <= SAME_MILLIS
                ? Optional.empty()
                : Optional.of(StoryBook.plain(
                        done.epochMillis(),
                        TimelineEntry.Kind.BLOCK,
                        "",
                        Messages.of("incident.told.unblocked", prefix),
                        "",
                        false));
    }

    private Spell begin(String source) {
        Spell spell = new Spell(source, firstSeenMillis(source));
        spells.addLast(spell);
        if (spells.size() > MAX_TIMES) {
            spells.removeFirst();
        }
        if (open.size() > MAX_TIMES) {
            open.clear();
        }
        open.put(source, spell);
        return spell;
    }

    private static StoryBook.Detail detail(Spell spell, FleetEvent.Detected found) {
        String text = Messages.of(
                "incident.told.over",
                Figures.compact(spell.most),
                found.dimension().label(),
                Figures.compact(found.limit()),
                spell.finders.size());
        return new StoryBook.Detail(text, true);
    }
}
