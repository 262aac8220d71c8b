// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.kernel;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.List;

/**
 * Builds one generation of a table of listed IPv6 entries, as {@link ListTable4} does for IPv4: of prefixes up to /64, whose
 * keys are one word, or of addresses, whose keys are two. Owned by one thread.
 */
final class ListTable6 {
    private static final int WORDS = Abi.BUCKET_BYTES / Long.BYTES;
    private static final int PASSED_BITS = Long.SIZE - Byte.SIZE;
    private static final int PART = 1 << 12;

    private final ExactHash hash;
    private final int shift;
    private final ListNear near;
    private final int buckets;
    private final int part;
    private final int partShift;
    private final int keyWords;
    private final int slots;
    private final int tagWord;
    private long[] keys = {};
    private byte[] tags = {};

    /** @param buckets that the hash picks: a power of two, at least 1024 */
    ListTable6(ListLayout layout, ExactHash hash, int buckets, ListNear near) {
        boolean addresses = layout == ListLayout.LIST16;
        this.keyWords = addresses ? 2 : 1;
        this.slots = addresses ? Abi.LIST_SLOTS16 : Abi.LIST_SLOTS8;
        this.tagWord = keyWords * slots;
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
        long[] words = new long[(part + Abi.LIST_PROBES) * WORDS];
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
            MemorySegment.copy(words, 0, half, JAVA_LONG, at, last ? full + tail : full);
            System.arraycopy(words, full, words, 0, tail);
            Arrays.fill(words, tail, words.length, 0);
        }
        return true;
    }

    /** Sorts all entries by part, in their order otherwise; returns where each part ends. */
    private int[] deal(List<ListEntries> lists) {
        int[] next = new int[buckets / part + 1];
        for (ListEntries list : lists) {
            if (keyWords == 2) {
                count(list.addresses6(), next);
            } else {
                count(list.nets6(), next);
                count(list.prefixes6(), next);
            }
        }
        for (int i = 1; i < next.length; i++) {
            next[i] += next[i - 1];
        }
        tags = new byte[next[next.length - 1]];
        keys = new long[keyWords * tags.length];
        for (int i = 0; i < lists.size(); i++) {
            if (keyWords == 2) {
                place(lists.get(i).addresses6(), Abi.LIST_WHOLE | i + 1, next);
            } else {
                place(lists.get(i).nets6(), Abi.LIST_WHOLE | i + 1, next);
                place(lists.get(i).prefixes6(), i + 1, next);
            }
        }
        return Arrays.copyOf(next, next.length - 1);
    }

    /** Counts into the element after each part's, so that sums are where parts begin. */
    private void count(LongRun run, int[] counts) {
        for (int i = 0; i < run.size(); i += keyWords) {
            counts[(home(run.values(), i) >>> partShift) + 1]++;
        }
    }

    private void place(LongRun run, int tag, int[] next) {
        long[] values = run.values();
        for (int i = 0; i < run.size(); i += keyWords) {
            int at = next[home(values, i) >>> partShift]++;
            tags[at] = (byte) tag;
            keys[at * keyWords] = values[i];
            keys[at * keyWords + keyWords - 1] = values[i + keyWords - 1];
        }
    }

    private int home(long[] values, int at) {
        return (int) ((keyWords == 2 ? hash.ofWords(values[at], values[at + 1]) : hash.ofWord(values[at])) >>> shift);
    }

    private boolean fill(long[] words, int firstBucket, int from, int to) {
        for (int i = from; i < to; i++) {
            int tag = tags[i] & 0xff;
            int added = insert(words, home(keys, i * keyWords) - firstBucket, i * keyWords, tag);
            if (added < 0) {
                return false;
            }
            if (added > 0) {
                tell(keys[i * keyWords], tag);
            }
        }
        return true;
    }

    private void tell(long key, int tag) {
        if (keyWords == 2) {
            near.address6(key);
        } else if (tag >= Abi.LIST_WHOLE) {
            near.net6(key);
        } else {
            near.prefix6(key);
        }
    }

    /** 1 when the entry is new, 0 when it is there already, -1 when there is no room. */
    private int insert(long[] words, int home, int key, int tag) {
        long first = keys[key];
        long second = keys[key + keyWords - 1];
        int end = (home + Abi.LIST_PROBES) * WORDS;
        for (int bucket = home * WORDS; bucket < end; bucket += WORDS) {
            for (int slot = 0; slot < slots; slot++) {
                int at = bucket + slot * keyWords;
                int held = (int) (words[bucket + tagWord] >>> (slot * Byte.SIZE)) & 0xff;
                if (held == 0) {
                    words[at] = first;
                    words[at + keyWords - 1] = second;
                    words[bucket + tagWord] |= (long) tag << (slot * Byte.SIZE);
                    return 1;
                }
                if (words[at] == first && words[at + keyWords - 1] == second && ((held ^ tag) & Abi.LIST_WHOLE) == 0) {
                    return 0;
                }
            }
            words[bucket + tagWord] |= 1L << PASSED_BITS;
        }
        return -1;
    }
}
