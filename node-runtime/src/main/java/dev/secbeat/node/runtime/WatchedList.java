// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.runtime;

import dev.secbeat.node.kernel.SourceList;

/**
 * One list: the version in force and perhaps a newer one that waits to come into force. Owned by the watching thread; the
 * figures are for all threads.
 */
sealed interface WatchedList permits FileList, FeedList {
    String name();

    /**
     * Reads what is newer, if anything is. A version that cannot be read is refused once.
     *
     * @param room entries that there is room for in all lists together
     */
    void look(int room);

    /** Whether a newer version waits. */
    boolean isWaiting();

    /** What is to be in force from {@code nowMillis} on: the newer version if one waits. */
    SourceList wanted(long nowMillis);

    /** The newer version is in force now. */
    void accept(long nowMillis);

    /** The newer version cannot come into force. */
    void refuse(String problem);

    /** Entries in force that were read by this process. Any thread. */
    int entries();

    /** What the version in force is made of. Any thread. */
    ListOrigin origin();

    /** Versions refused. Any thread. */
    long errors();

    /** When the version in force was read, as System.currentTimeMillis; 0 before this process read one. Any thread. */
    long loadedMillis();
}
