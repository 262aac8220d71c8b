// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.kernel;

import dev.secbeat.node.api.BlockCause;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What stands in the kernel for one pin directory, at one moment.
 *
 * @param pinned file names of the pins that are there, the links first
 * @param nodeProcess the process that holds the directory: the node's daemon; empty when none runs that this process can
 *     see (one in another container is not seen)
 * @param abiVersion of the pinned tables; empty when there are none or they do not tell
 * @param attached what filters, one for each interface; empty when nothing does
 * @param idleLinks file names of pinned links that guard nothing: the interface is gone, or the link was detached
 * @param tables how full each is, by map name; empty when they are of another ABI version
 * @param blocks held by why they are there, causes without a block left out; empty likewise
 * @param lists in force, in the order in which they are asked; empty likewise
 * @param packets by reason, since the tables were created; empty likewise
 * @param events by name, likewise
 * @param remarks what could not be read and why, for people
 */
public record XdpStatus(
        Path pinDirectory,
        List<String> pinned,
        OptionalLong nodeProcess,
        Optional<Integer> abiVersion,
        List<Attached> attached,
        List<String> idleLinks,
        Map<String, MapFill> tables,
        Map<BlockCause, Long> blocks,
        List<Listed> lists,
        List<Counted> packets,
        Map<String, Long> events,
        List<String> remarks) {
    /** The ABI version that this build reads. */
    public static final int ABI_VERSION = Abi.VERSION;

    public XdpStatus {
        pinned = List.copyOf(pinned);
        attached = List.copyOf(attached);
        idleLinks = List.copyOf(idleLinks);
        tables = Collections.unmodifiableMap(new LinkedHashMap<>(tables));
        blocks = Collections.unmodifiableMap(new LinkedHashMap<>(blocks));
        lists = List.copyOf(lists);
        packets = List.copyOf(packets);
        events = Collections.unmodifiableMap(new LinkedHashMap<>(events));
        remarks = List.copyOf(remarks);
    }

    /** Whether anything filters, and whether it could again. */
    public enum State {
        /** A program is attached wherever one should be. */
        FILTERING,
        /** A program is attached, but one of several interfaces runs it no more. */
        PARTLY,
        /** Tables or a dead link are pinned, but no interface runs the program. */
        PINNED_ONLY,
        /** There is nothing. */
        NOTHING
    }

    /**
     * The link and what it holds together.
     *
     * @param ifindex in the interface's own network namespace
     * @param on the interface; empty when it is in another network namespace than the calling thread
     * @param programId number of the program in the kernel
     * @param program empty when the kernel does not tell this caller
     */
    public record Attached(int ifindex, Optional<On> on, int programId, Optional<ProgramInfo> program) {}

    /**
     * The interface that runs the program.
     *
     * @param up whether the administrator has set it up
     */
    public record On(String interfaceName, boolean up, XdpMode mode) {}

    /**
     * A list in force.
     *
     * @param dryRun whether it drops nothing
     * @param entries empty when the version that put it in force noted none
     * @param note what was noted of it, which may be nothing
     * @param dropped because of it since it was first configured
     * @param spared what it would have dropped in that time while on a dry run
     */
    public record Listed(
            String name,
            boolean dryRun,
            Optional<Integer> entries,
            ListNote note,
            XdpStats.Tally dropped,
            XdpStats.Tally spared) {}

    /**
     * One reason's packets.
     *
     * @param action empty for a reason that only a newer version knows
     */
    public record Counted(String reason, Optional<XdpReason.Action> action, XdpStats.Tally tally) {}

    /**
     * A program on an interface of this network namespace that is of none of the pin directories looked at.
     *
     * @param programName "?" when the kernel does not tell this caller
     */
    public record Other(String interfaceName, int ifindex, XdpMode mode, int programId, String programName) {}

    /** What it comes to. */
    public State state() {
        if (!attached.isEmpty()) {
            return idleLinks.isEmpty() ? State.FILTERING : State.PARTLY;
        }
        return pinned.isEmpty() ? State.NOTHING : State.PINNED_ONLY;
    }

    /** Packets and bytes over all reasons of {@code action}. */
    public XdpStats.Tally total(XdpReason.Action action) {
        XdpStats.Tally sum = XdpStats.Tally.ZERO;
        for (Counted counted : packets) {
            sum = counted.action.filter(action::equals).isPresent() ? sum.plus(counted.tally) : sum;
        }
        return sum;
    }

    /** Whether the tables are of the version that this build reads. */
    public boolean isReadable() {
        return abiVersion.filter(version -> version == ABI_VERSION).isPresent();
    }
}
