// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.geo;

/**
 * Goes through all networks of a database once and hands on the labelled ones, two halves of a prefix with one label as the one
 * prefix that they are. IPv4 networks stand below ::/96; where the same nodes are reached under another prefix (6to4, Teredo, mapped
 * addresses) they are passed over.
 *
 * <p>The library's own walk would go on for ever in a tree whose nodes share nodes: some hundred of them make 2^100 ways.
 * Here a node that is reached a second time, other than by such an alias, ends the walk. Stack: 128 calls. Owned by one
 * thread.
 */
final class NetworkWalk {
    private static final int BITS = 128;
    private static final int BITS4 = 32;
    private static final int NET6 = 64;
    private static final long MAPPED = 0xffff_0000_0000L;

    private final SearchTree tree;
    private final NetworkLabels labels;
    private final NetworkSink sink;
    private final long start4;
    private long visited;
    private long added;
    private long skipped;

    NetworkWalk(SearchTree tree, NetworkLabels labels, NetworkSink sink) {
        this.tree = tree;
        this.labels = labels;
        this.sink = sink;
        this.start4 = tree.start4();
    }

    void run() throws GeoFormatException {
        int depth = tree.isSix() ? 0 : SearchTree.BITS_BEFORE_4;
        int label = walk(0, depth, 0, 0);
        if (label != NetworkLabels.NONE) {
            add(label, depth, 0, 0);
        }
    }

    /** Prefixes handed on. */
    long added() {
        return added;
    }

    /** Selected IPv6 prefixes from /65 to /127, which no list can hold. */
    long skipped() {
        return skipped;
    }

    /** Hands on what is labelled below, unless it is all of it, alike; then its label, for whoever is above to hand it on. */
    private int walk(long record, int depth, long upper, long lower) throws GeoFormatException {
        if (record == tree.nodes() || isAlias(record, depth, upper, lower)) {
            return NetworkLabels.NONE;
        }
        if (record > tree.nodes()) {
            return labels.labelOf(record, upper, lower, is4(upper, lower) && depth >= SearchTree.BITS_BEFORE_4);
        }
        if (depth == BITS || ++visited > tree.nodes()) {
            throw GeoFormatException.damaged("its search tree leads back into itself");
        }
        long bit = 1L << (BITS - 1 - depth); // Of the word that it falls into.
        long rightUpper = depth < Long.SIZE ? upper | bit : upper;
        long rightLower = depth < Long.SIZE ? lower : lower | bit;
        int left = walk(tree.record(record, 0), depth + 1, upper, lower);
        int right = walk(tree.record(record, 1), depth + 1, rightUpper, rightLower);
        if (left == right) {
            return left;
        }
        if (left != NetworkLabels.NONE) {
            add(left, depth + 1, upper, lower);
        }
        if (right != NetworkLabels.NONE) {
            add(right, depth + 1, rightUpper, rightLower);
        }
        return NetworkLabels.NONE;
    }

    private boolean isAlias(long record, int depth, long upper, long lower) {
        if (is4(upper, lower)) {
            return false;
        }
        boolean mapped = depth == SearchTree.BITS_BEFORE_4 && upper == 0 && lower == MAPPED;
        return mapped || (record == start4 && record < tree.nodes());
    }

    private void add(int label, int length, long upper, long lower) throws GeoFormatException {
        boolean room;
        if (upper == 0 && lower == 0 && length <= SearchTree.BITS_BEFORE_4) {
            throw new GeoFormatException(
                    "the selection holds every IPv4 address there is: a list that drops everybody is"
                            + " refused; is this the right database?");
        } else if (is4(upper, lower) && length > SearchTree.BITS_BEFORE_4) {
            room = sink.add4(label, (int) lower, length - SearchTree.BITS_BEFORE_4);
        } else if (length > NET6 && length < BITS) {
            skipped++;
            return;
        } else {
            room = sink.add6(label, upper, lower, length);
        }
        if (!room) {
            throw new GeoFormatException("the selection has more than the " + added
                    + " prefixes that there is room for: raise [xdp] list_entries, or select less");
        }
        added++;
    }

    private static boolean is4(long upper, long lower) {
        return upper == 0 && lower >>> BITS4 == 0;
    }
}
