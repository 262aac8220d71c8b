// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.verdict;

import dev.secbeat.node.api.BlockEntry;
import dev.secbeat.node.api.Origin;
import dev.secbeat.node.api.Prefix;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How long a source is to be blocked that counting has blocked before.
 *
 * <p>A source that is blocked again after its block has ended is blocked for twice as long, up to the rule's longest. It is
 * remembered for that longest time after the end. A block that is renewed while it lasts keeps its length.
 *
 * <p>It learns from every automatic block that enters the block map, whichever node decided it, so nodes agree but for what
 * one has not heard. Nothing is written to disk: a node that restarts knows of blocks in force from its peers, and of ended
 * ones nothing; those of its peers that still remember make up for it with their own decisions.
 *
 * <p>Bounded: with {@link #MOST} remembered the one blocked longest ago is forgotten. An unblock of a wide prefix is noted and
 * takes its sources along with many others in one pass, so that an order on many prefixes costs little each. Owned by the node loop's thread. Times
 * are epoch milliseconds.
 */
public final class Offenders {
    /** Most sources remembered. */
    static final int MOST = 32_768;

    /** Unblocked wide prefixes to a pass over the sources. */
    static final int MOST_FORGIVEN = 1_024;

    private static final long MILLIS_PER_SECOND = 1000;

    /** @param turn later than that of whatever was forgiven before this was noted */
    private record Past(long lengthMillis, long endMillis, long turn) {}

    private boolean needed;
    private final Map<Prefix, Past> past = new LinkedHashMap<>(16, 0.75F, true);
    private final ForgivenPrefixes forgiven = new ForgivenPrefixes();
    private long turns;
    private int passes;

    /** Remembers from now on if any of {@code rules} asks for it, else nothing. */
    public void setRules(Collection<RateRule> rules) {
        needed = rules.stream().anyMatch(rule -> rule.maxBlockSeconds() > rule.blockSeconds());
        if (!needed) {
            past.clear();
            forgiven.clear();
        }
    }

    /** Takes note of an entry that has come into force. An unblock ends what was remembered of the prefix and inside it. */
    public void onAccepted(BlockEntry entry, long epochMillis) {
        if (!needed) {
            return;
        }
        if (!entry.active() && entry.prefix().isHost()) {
            past.remove(entry.prefix());
        } else if (!entry.active()) {
            forgiven.add(entry.prefix(), turns);
            if (forgiven.size() >= MOST_FORGIVEN) {
                forget();
            }
        } else if (entry.origin() == Origin.RATE_LIMIT) {
            note(entry, epochMillis);
        }
    }

    /**
     * Length of a block of {@code source} that {@code rule} asks for now, in milliseconds: of the rule's own lengths the
     * nearest in proportion, for what was heard from others is off by their clocks and by what was under way.
     */
    public long blockMillis(Prefix source, RateRule rule, long epochMillis) {
        long first = rule.blockSeconds() * MILLIS_PER_SECOND;
        long longest = rule.maxBlockSeconds() * MILLIS_PER_SECOND;
        Past before = longest == first ? null : known(source);
        if (before == null || epochMillis >= before.endMillis + longest) {
            return first;
        }
        boolean again = epochMillis >= before.endMillis;
        double wanted = again ? 2.0 * before.lengthMillis : before.lengthMillis;
        long length = first;
        while (length < longest) {
            long next = Math.min(2 * length, longest);
            if (wanted < Math.sqrt((double) length * next)) {
                return length;
            }
            length = next;
        }
        return length;
    }

    /** Sources remembered. */
    int size() {
        forget();
        return past.size();
    }

    /** How often all sources remembered were looked at so far. */
    int passes() {
        return passes;
    }

    private @Nullable Past known(Prefix source) {
        Past found = past.get(source);
        if (found != null && forgiven.since(source, found.turn)) {
            past.remove(source);
            return null;
        }
        return found;
    }

    /** In one pass lets go of the sources of all prefixes forgiven since the last one. */
    private void forget() {
        passes++;
        past.entrySet().removeIf(entry -> forgiven.since(entry.getKey(), entry.getValue().turn));
        forgiven.clear();
    }

    private void note(BlockEntry entry, long epochMillis) {
        long decided = BlockEntry.decidedAtMillis(entry.version());
        long left = entry.expiresAtMillis() - epochMillis;
        // What a kernel was found to hold says nothing of when it began.
        boolean known = decided > epochMillis - BlockEntry.LONGEST_MILLIS;
        long length = known ? Math.max(left, entry.expiresAtMillis() - decided) : left;
        Past before = known(entry.prefix());
        if (before != null && epochMillis < before.endMillis) {
            length = Math.max(length, before.lengthMillis); // Renewed, or shortened by one that remembers less.
        }
        long end = before == null ? entry.expiresAtMillis() : Math.max(before.endMillis, entry.expiresAtMillis());
        turns++;
        past.put(entry.prefix(), new Past(length, end, turns));
        if (past.size() > MOST) {
            past.remove(past.keySet().iterator().next());
        }
    }
}
