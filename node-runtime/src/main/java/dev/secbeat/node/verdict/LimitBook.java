// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.verdict;

import dev.secbeat.node.api.LimitEntry;
import dev.secbeat.node.api.LimitKey;
import dev.secbeat.node.api.LimitRule;
import dev.secbeat.node.api.LimitTerms;
import dev.secbeat.node.crdt.LimitMap;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedSet;
import java.util.UUID;

/**
 * Keeps counting and the sinks in step with the limits that operators gave. What changes takes effect within the turn; what a sink has
 * refused or lost is found by reading back, once a second, and written anew.
 *
 * <p>Of the same rule given for several scopes that hold this node the one that lasts longest is told to the sinks.
 *
 * <p>Owned by the node loop's thread, which announces each turn's time with {@link #beginTurn}.
 */
public final class LimitBook implements LimitControl {
    private final LimitMap map;
    private final List<LimitSink> sinks;
    private final LimitListener listener;
    private final SequencedSet<LimitKey> untold = new LinkedHashSet<>();
    private List<LimitRule> rules = List.of();
    private boolean changed;
    private long epochMillis;

    public LimitBook(LimitMap map, Collection<VerdictSink> sinks, LimitListener listener) {
        this.map = map;
        this.sinks = sinks.stream().map(VerdictSink::limits).toList();
        this.listener = listener;
    }

    /** Announces the time of what follows. */
    public void beginTurn(long turnEpochMillis) {
        epochMillis = turnEpochMillis;
    }

    @Override
    public LimitEntry decide(LimitKey key, Optional<LimitTerms> terms, UUID command, long issuedAtMillis) {
        LimitEntry entry = map.stamp(key, terms, command, issuedAtMillis, epochMillis);
        LimitMap.Outcome outcome = map.merge(entry, epochMillis);
        if (outcome != LimitMap.Outcome.APPLIED) {
            throw new IllegalArgumentException("the limit on " + key + " was not taken (" + outcome
                    + "); nothing was changed: end others first, or check how long it is to last");
        }
        untold.add(key);
        listener.onAccepted(entry);
        bringAbout();
        return entry;
    }

    /**
     * Takes a decision made elsewhere: by a peer, or by this node before it was restarted. It takes effect with the next {@link
     * #doWork}, for many may come at once.
     */
    public LimitMap.Outcome accept(LimitEntry entry) {
        LimitMap.Outcome outcome = map.merge(entry, epochMillis);
        if (outcome == LimitMap.Outcome.APPLIED) {
            changed = true;
            listener.onAccepted(entry);
        }
        return outcome;
    }

    /** Brings about what was taken and lets go of what is over; returns the work done. Each turn. */
    public int doWork() {
        changed |= map.expire(epochMillis);
        if (!changed) {
            return 0;
        }
        bringAbout();
        return 1;
    }

    /** Writes anew what a sink does not hold to; returns the work done. Each second. */
    public int repair() {
        if (verify()) {
            return 0;
        }
        write();
        return 1;
    }

    /** Hands over the words that peers have not been told yet. */
    public List<LimitEntry> drainOutgoing() {
        if (untold.isEmpty()) {
            return List.of();
        }
        List<LimitEntry> told =
                untold.stream().flatMap(key -> map.find(key).stream()).toList();
        untold.clear();
        return told;
    }

    @Override
    public boolean verify() {
        return sinks.stream().allMatch(LimitSink::holds);
    }

    @Override
    public List<LimitEntry> words() {
        return map.all();
    }

    /** The words of limits in force; a copy. */
    public List<LimitEntry> inForce() {
        return map.inForce(epochMillis);
    }

    private void bringAbout() {
        changed = false;
        List<LimitRule> now = new ArrayList<>(remaining().keySet());
        if (!now.equals(rules)) {
            rules = now;
            listener.onRules(now);
        }
        write();
    }

    private void write() {
        Map<LimitRule, Long> remaining = remaining();
        for (LimitSink sink : sinks) {
            try {
                sink.hold(remaining);
            } catch (VerdictSinkException e) {
                listener.onSinkFailure(e);
            }
        }
    }

    private Map<LimitRule, Long> remaining() {
        Map<LimitRule, Long> remaining = new LinkedHashMap<>();
        for (LimitEntry word : map.inForce(epochMillis)) {
            word.at(epochMillis)
                    .ifPresent(terms ->
                            remaining.merge(terms.rule(word.key()), terms.untilMillis() - epochMillis, Math::max));
        }
        return remaining;
    }
}
