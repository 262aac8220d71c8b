// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.kernel;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.List;

/**
 * Builds one generation of the table of listed IPv4 addresses and prefixes; see abi.h for the bucket and lists.h for the
 * idea. Entries are first dealt out by parts of the table that fit into a processor's cache; each part is filled in an
 * array and copied as a whole. So a million entries take some ten nanoseconds each, and no entry is an object.
 *
 * <p>Owned by one thread.
 */
final class ListTable4 {
    private static final int WORDS = Abi.BUCKET_BYTES / Integer.BYTES;
    private static final int TAGS = Abi.LIST_SLOTS4;
    private static final int PASSED = WORDS - 1;
    private static final int PART = 1 << 12;

    private final ExactHash hash;
    private final int shift;
    private final ListNear near;
    private final int buckets;
    private final int part;
    private final int partShift;
    private int[] keys = {};
    private byte[] tags = {};

    /** @param buckets that the hash picks: a power of two, at least 1024 */
    ListTable4(ExactHash hash, int buckets, ListNear near) {
        this.hash = hash;
        this.buckets = buckets;
        this.near = near;
        this.shift = Long.SIZE - Integer.numberOfTrailingZeros(buckets);
        this.part = Math.min(buckets, PART);
        this.partShift = Integer.numberOfTrailingZeros(part);
    }

    /**
     * Fills {@code half}, all of it; where lists share an entry, the first of them has it.
     *
     * @return false when an entry found all its buckets full
     */
    boolean build(List<ListEntries> lists, MemorySegment half) {
        int[] ends = deal(lists);
        int[] words = new int[(part + Abi.LIST_PROBES) * WORDS];
        int tail = Abi.LIST_PROBES * WORDS;
        int full = part * WORDS;
        int from = 0;
        for (int number = 0; number < ends.length; number++) {
            if (!fill(words, number * part, from, ends[number])) {
                return false;
            }
            from = ends[number];
            long at = (long) number * part * Abi.BUCKET_BYTES;
            boolean last = number == ends.length - 1;
            MemorySegment.copy(words, 0, half, JAVA_INT, at, last ? full + tail : full);
            System.arraycopy(words, full, words, 0, tail);
            Arrays.fill(words, tail, words.length, 0);
        }
        return true;
    }

    /** Sorts all entries by part, in their order otherwise; returns where each part ends. */
    private int[] deal(List<ListEntries> lists) {
        int[] next = new int[buckets / part + 1];
        for (ListEntries list : lists) {
            count(list.addresses4(), next);
            count(list.prefixes4(), next);
        }
        for (int i = 1; i < next.length; i++) {
            next[i] += next[i - 1];
        }
        keys = new int[next[next.length - 1]];
        tags = new byte[keys.length];
        for (int i = 0; i < lists.size(); i++) {
            place(lists.get(i).addresses4(), Abi.LIST_WHOLE | i + 1, next);
            place(lists.get(i).prefixes4(), i + 1, next);
        }
        return Arrays.copyOf(next, next.length - 1);
    }

    /** Counts into the element after each part's, so that sums are where parts begin. */
    private void count(IntRun run, int[] counts) {
        int[] values = run.values();
        for (int i = 0; i < run.size(); i++) {
            counts[((int) (hash.ofWord(Integer.toUnsignedLong(values[i])) >>> shift) >>> partShift) + 1]++;
        }
    }

    private void place(IntRun run, int tag, int[] next) {
        int[] values = run.values();
        for (int i = 0; i < run.size(); i++) {
            int key = values[i];
            int at = next[(int) (hash.ofWord(Integer.toUnsignedLong(key)) >>> shift) >>> partShift]++;
            keys[at] = key;
            tags[at] = (byte) tag;
        }
    }

    private boolean fill(int[] words, int firstBucket, int from, int to) {
        for (int i = from; i < to; i++) {
            int key = keys[i];
            int tag = tags[i] & 0xff;
            int home = (int) (hash.ofWord(Integer.toUnsignedLong(key)) >>> shift) - firstBucket;
            int added = insert(words, home, key, tag);
            if (added < 0) {
                return false;
            }
            if (added > 0 && tag >= Abi.LIST_WHOLE) {
                near.address4(key);
            } else if (added > 0) {
                near.prefix4(key);
            }
        }
        return true;
    }

    /** 1 when the entry is new, 0 when it is there already, -1 when there is no room. */
    private static int insert(int[] words, int home, int key, int tag) {
        int end = (home + Abi.LIST_PROBES) * WORDS;
        for (int bucket = home * WORDS; bucket < end; bucket += WORDS) {
            for (int slot = 0; slot < Abi.LIST_SLOTS4; slot++) {
                int tagWord = bucket + TAGS + (slot >> 2);
                int bits = (slot & 3) * Byte.SIZE;
                int held = words[tagWord] >>> bits & 0xff;
                if (held == 0) {
                    words[bucket + slot] = key;
                    words[tagWord] |= tag << bits;
                    return 1;
                }
                if (words[bucket + slot] == key && ((held ^ tag) & Abi.LIST_WHOLE) == 0) {
                    return 0;
                }
            }
            words[bucket + PASSED] = 1;
        }
        return -1;
    }
}
