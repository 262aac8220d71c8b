// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.kernel;

/** Makes a list of prefixes that come one by one. Owned by one thread. */
public final class ListBuilder {
    private final ListEntries entries = new ListEntries();
    private final int room;

    /** @param room most entries */
    public ListBuilder(int room) {
        this.room = room;
    }

    /**
     * Adds an IPv4 prefix; bits beyond its length are cleared.
     *
     * @param length 1 to 32
     * @return false when there is no room
     */
    public boolean add4(int address, int length) {
        if (length < 1 || length > Integer.SIZE) {
            throw new IllegalArgumentException("an IPv4 prefix of /" + length + " cannot be listed");
        }
        if (entries.size() >= room) {
            return false;
        }
        entries.add4(address, length);
        return true;
    }

    /**
     * Adds an IPv6 prefix; bits beyond its length are cleared.
     *
     * @param length 1 to 64, or 128
     * @return false when there is no room
     */
    public boolean add6(long upper, long lower, int length) {
        if (length < 1 || (length > Long.SIZE && length != 2 * Long.SIZE)) {
            throw new IllegalArgumentException("an IPv6 prefix of /" + length + " cannot be listed");
        }
        if (entries.size() >= room) {
            return false;
        }
        entries.add6(upper, lower, length);
        return true;
    }

    /** The list; nothing may be added from then on. */
    public ListEntries build() {
        entries.trim();
        return entries;
    }
}
