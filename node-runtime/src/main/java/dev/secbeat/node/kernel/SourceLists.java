// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.kernel;

import java.util.List;
import java.util.Map;

/**
 * Lists of sources that are dropped, or on a dry run counted as if they were. They change as a whole: a packet sees all of the old ones or all of the new ones.
 *
 * <p>Thread rule: any thread. {@link #replace} builds tables, and may wait some milliseconds for packets that still read what a change right
 * before replaced, so no loop should call it.
 */
public interface SourceLists {

    /** Entries of all lists together that there is room for. */
    int room();

    /** Names of the lists, of those that are configured, that an earlier daemon left in force. */
    List<String> held();

    /**
     * Puts these lists in force in place of all that are.
     *
     * @param lists one for each configured name, in that order; of those that hold a source the first has its hits, of those
     *     on a dry run the first if no other does
     * @throws ListRoomException when they do not fit; those in force stay so
     * @throws XdpException when the kernel refuses; those in force stay so
     * @throws IllegalStateException after the data plane was closed
     */
    void replace(List<SourceList> lists) throws ListRoomException;

    /** As {@link #replace}, of entries that nothing is told of. */
    default void enforce(List<ListEntries> lists) throws ListRoomException {
        replace(lists.stream().map(SourceList::of).toList());
    }

    /**
     * Waits until no packet under way reads what the last change replaced, some milliseconds at most. The next change would
     * wait as well: this is for who wants to know what a change itself takes.
     */
    void settle();

    /**
     * Packets and bytes that each list dropped since it was first configured, in the order of the configuration.
     *
     * @throws IllegalStateException after the data plane was closed
     */
    Map<String, XdpStats.Tally> dropped();

    /**
     * Packets and bytes that each list would have dropped besides, had it not been on a dry run; as {@link #dropped}.
     *
     * @throws IllegalStateException after the data plane was closed
     */
    Map<String, XdpStats.Tally> spared();
}
