// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.kernel;

/**
 * One list as the kernel's tables take it: rows of plain words, some 4 bytes an IPv4 entry and 8 or 16 an IPv6 one. Filled
 * by {@link ListParser} or {@link ListBuilder}, unchanged from then on and then for all threads.
 */
public final class ListEntries {
    /** IPv4 addresses. */
    private final IntRun addresses4 = new IntRun();

    /** IPv4 prefixes up to /31, as {@link EndKey}. */
    private final IntRun prefixes4 = new IntRun();

    /** Upper halves of IPv6 /64s. */
    private final LongRun nets6 = new LongRun();

    /** IPv6 prefixes up to /63, as {@link EndKey}. */
    private final LongRun prefixes6 = new LongRun();

    /** IPv6 addresses, two words each, the upper first. */
    private final LongRun addresses6 = new LongRun();

    ListEntries() {}

    /** A list with nothing in it. */
    public static ListEntries none() {
        ListEntries none = new ListEntries();
        none.trim();
        return none;
    }

    /** Entries, those that occur twice counted twice; a range of addresses counts as the prefixes it is made of. */
    public int size() {
        return addresses4.size() + prefixes4.size() + nets6.size() + prefixes6.size() + addresses6.size() / 2;
    }

    IntRun addresses4() {
        return addresses4;
    }

    IntRun prefixes4() {
        return prefixes4;
    }

    LongRun nets6() {
        return nets6;
    }

    LongRun prefixes6() {
        return prefixes6;
    }

    LongRun addresses6() {
        return addresses6;
    }

    /** Adds an IPv4 prefix of 1 to 32 bits; bits beyond are cleared. */
    void add4(int address, int length) {
        int kept = address & -1 << (Integer.SIZE - length);
        if (length == Integer.SIZE) {
            addresses4.add(kept);
        } else {
            prefixes4.add(kept | EndKey.end4(length));
        }
    }

    /** Adds an IPv6 prefix of 1 to 64 bits, or an address; bits beyond are cleared. */
    void add6(long upper, long lower, int length) {
        if (length > Long.SIZE) {
            addresses6.add(upper);
            addresses6.add(lower);
        } else if (length == Long.SIZE) {
            nets6.add(upper);
        } else {
            prefixes6.add((upper & -1L << (Long.SIZE - length)) | EndKey.end6(length));
        }
    }

    void trim() {
        addresses4.trim();
        prefixes4.trim();
        nets6.trim();
        prefixes6.trim();
        addresses6.trim();
    }
}
