// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.feeds;

import dev.secbeat.node.api.Family;
import dev.secbeat.node.api.Prefix;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Takes the values of a document one by one, the bad ones too, within the bounds of its feed. Owned by one thread. */
final class ParsedFeed {
    private static final int MOST_NAMED = 5;
    private static final int MOST_SHOWN = 48;
    private static final int NET6 = 64;

    private final FeedSettings feed;
    private final Map<Prefix, Long> entries;
    private final List<String> named = new ArrayList<>();
    private int taken;
    private int bad;
    private int leftOut;

    ParsedFeed(FeedSettings feed) {
        this(feed, new HashMap<>());
    }

    /** On top of {@code entries}, which it changes. */
    ParsedFeed(FeedSettings feed, Map<Prefix, Long> entries) {
        this.feed = feed;
        this.entries = entries;
    }

    /**
     * Takes a text that should be a prefix.
     *
     * @param line from 1; 0 where lines mean nothing
     * @return whether it is one
     */
    boolean take(int line, String text, long expiresMillis) throws FeedException {
        taken++;
        try {
            Prefix prefix = listable(Prefix.parse(text));
            if (isLeftOut(prefix)) {
                leftOut++;
            } else {
                entries.merge(prefix, expiresMillis, Math::max);
            }
        } catch (IllegalArgumentException e) {
            bad(line, text);
            return false;
        }
        if (entries.size() > feed.maxEntries()) {
            throw new FeedException(
                    "it has more than " + feed.maxEntries() + " entries: raise max_entries if it is meant to");
        }
        return true;
    }

    void remove(String text) {
        try {
            entries.remove(Prefix.parse(text));
        } catch (IllegalArgumentException e) {
            // It was never taken.
        }
    }

    /** Takes something that holds no text at all. */
    void takeBad(int line, String problem) {
        taken++;
        bad(line, problem);
    }

    /** Forgets the bad line that a heading is. */
    void forgive() {
        taken--;
        bad--;
        named.removeLast();
    }

    /**
     * The entries.
     *
     * @throws FeedException when too many lines are bad
     */
    Map<Prefix, Long> entries() throws FeedException {
        if ((long) bad * 100 > (long) feed.maxBadPercent() * taken) {
            throw new FeedException(bad + " of " + taken + " entries cannot be read, more than " + feed.maxBadPercent()
                    + "%: " + told());
        }
        return entries;
    }

    int bad() {
        return bad;
    }

    int leftOut() {
        return leftOut;
    }

    /** The first bad ones. */
    String told() {
        return String.join(", ", named);
    }

    /** A feed that went wrong must not shut everybody out, and the kernel lists no IPv6 prefix between /64 and an address. */
    private static Prefix listable(Prefix prefix) {
        boolean tooLong = prefix.family() == Family.IPV6 && prefix.length() > NET6 && !prefix.isHost();
        if (prefix.length() == 0 || tooLong) {
            throw new IllegalArgumentException("cannot be listed");
        }
        return prefix;
    }

    private boolean isLeftOut(Prefix prefix) {
        for (Prefix kept : feed.leaveOut()) {
            if (kept.contains(prefix)) {
                return true;
            }
        }
        return false;
    }

    private void bad(int line, String text) {
        bad++;
        if (named.size() < MOST_NAMED) {
            named.add((line > 0 ? "line " + line + " " : "") + "'" + shown(text) + "'");
        }
    }

    /** What came from outside is no text for a log: it is cut, and what could end a field or a line is '?'. */
    static String shown(String text) {
        String cut = text.length() > MOST_SHOWN ? text.substring(0, MOST_SHOWN) + "..." : text;
        return cut.replaceAll("[^ -~]|[\"'\\\\]", "?");
    }
}
