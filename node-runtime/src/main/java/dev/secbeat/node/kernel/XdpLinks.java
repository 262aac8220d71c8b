// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.kernel;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Attaches the program to all interfaces or to none, and takes over what an earlier daemon left pinned: an interface that
 * stays has the program swapped in one step. Those that the configuration no longer names are let go last.
 */
final class XdpLinks {
    private static final Logger LOG = LoggerFactory.getLogger(XdpLinks.class);

    private final LibBpf bpf;
    private final LibC c;
    private final PinDirectory pins;
    private final List<XdpLink> wanted;

    private XdpLinks(LibBpf bpf, LibC c, PinDirectory pins, List<XdpLink> wanted) {
        this.bpf = bpf;
        this.c = c;
        this.pins = pins;
        this.wanted = List.copyOf(wanted);
    }

    /** What is pinned at a place, and what that holds together. */
    record Pinned(Path pin, XdpQuery.Linked linked) {}

    /**
     * What is to be done.
     *
     * @param kept interfaces that run a program of ours already
     * @param added interfaces that run none yet
     * @param dropped of interfaces of this network namespace that are no longer wanted
     * @param dead pins whose interface is gone
     */
    record Plan(Map<XdpLink, Pinned> kept, List<XdpLink> added, List<Pinned> dropped, List<Path> dead) {}

    /**
     * The interfaces of these names as the calling thread's network namespace has them.
     *
     * @throws XdpException when one is missing or cannot be guarded
     */
    static XdpLinks find(LibBpf bpf, LibC c, List<String> names, PinDirectory pins) {
        List<LinkDevice> all = new LinkDevices(c).all();
        List<XdpLink> wanted = InterfaceChoice.of(c, names, all).stream()
                .map(device -> new XdpLink(bpf, c, device, all))
                .toList();
        return new XdpLinks(bpf, c, pins, wanted);
    }

    /** Refuses when someone else's program is in the way, so that nothing is changed before that is known. */
    void requireFree() {
        plan().added().forEach(XdpLink::requireFree);
    }

    /**
     * Compares what is wanted with what is pinned.
     *
     * @throws XdpException when a pinned link guards an interface of another network namespace
     */
    Plan plan() {
        Plan plan = new Plan(new LinkedHashMap<>(), new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        for (Path pin : pins.links()) {
            Pinned pinned = new Pinned(pin, XdpLink.linked(bpf, c, pin));
            if (pinned.linked.ifindex() == 0) {
                plan.dead.add(pin);
                continue;
            }
            requireHere(pinned);
            Optional<XdpLink> guarded = wanted.stream()
                    .filter(link -> link.device().index() == pinned.linked.ifindex())
                    .findFirst();
            guarded.ifPresentOrElse(link -> plan.kept.put(link, pinned), () -> plan.dropped.add(pinned));
        }
        wanted.stream().filter(link -> !plan.kept.containsKey(link)).forEach(plan.added::add);
        return plan;
    }

    /** The same index may be another interface here: only that which runs the link's program is the one. */
    private void requireHere(Pinned pinned) {
        int index = pinned.linked.ifindex();
        if (XdpLink.programOn(bpf, index) != pinned.linked.programId()) {
            throw new XdpException("the link pinned at " + pinned.pin + " guards another interface (index " + index
                    + ", not one of this network namespace): use another pin directory, or remove"
                    + " that link first with 'secbeat detach --pins DIR'");
        }
    }

    /** Puts the program in force on all that are wanted; on failure on none, and what filtered before goes on. */
    Plan install(int programFd) {
        Plan plan = plan();
        install(plan, programFd);
        return plan;
    }

    void install(Plan plan, int programFd) {
        plan.dead.forEach(PinDirectory::remove);
        List<Attached> attached = new ArrayList<>();
        try {
            // The step that may fail comes first; what it has made can be taken back.
            for (XdpLink link : plan.added) {
                attached.add(attach(link, programFd));
            }
            swap(plan.kept, programFd);
        } catch (RuntimeException e) {
            attached.forEach(one -> undo(one, e));
            throw e;
        } finally {
            attached.forEach(one -> c.close(one.fd));
        }
    }

    /** Lets go of what is no longer wanted; once all else is done, so that a failure before leaves it filtering. */
    void settle(Plan plan) {
        for (Pinned pinned : plan.dropped) {
            boolean _ = XdpLink.detach(bpf, c, pinned.pin);
            boolean _ = PinDirectory.remove(pinned.pin);
            LOG.info(
                    "event=xdp_interface_dropped index={} reason=\"the configuration no longer names it\"",
                    pinned.linked.ifindex());
        }
        if (!Files.exists(pins.link())) { // A version that guards one interface knows no other name.
            pins.links().stream().findFirst().ifPresent(pin -> PinDirectory.rename(pin, pins.link()));
        }
    }

    /** How each interface runs the program, by name. */
    Map<String, XdpMode> modes() {
        return wanted.stream()
                .collect(Collectors.toMap(
                        link -> link.device().name(), XdpLink::mode, (first, second) -> second, LinkedHashMap::new));
    }

    private record Attached(Path pin, int fd) {}

    private Attached attach(XdpLink link, int programFd) {
        Path pin = pins.freeLink();
        Attached attached = new Attached(pin, link.attach(programFd));
        try (Arena arena = Arena.ofConfined()) {
            Errno.check(bpf.pin(attached.fd, arena.allocateFrom(pin.toString())), "bpf_obj_pin(" + pin + ")");
            return attached;
        } catch (RuntimeException e) {
            undo(attached, e);
            c.close(attached.fd);
            throw e;
        }
    }

    private void undo(Attached attached, RuntimeException because) {
        int result = bpf.linkDetach(attached.fd); // The kernel would do it too, but some time after the last close.
        if (result < 0) {
            because.addSuppressed(Errno.failure(-result, "bpf_link_detach(" + attached.pin + ")"));
        }
        try {
            boolean _ = PinDirectory.remove(attached.pin);
        } catch (XdpException e) {
            because.addSuppressed(e);
        }
    }

    /** Swaps the program of each, or of none as far as the kernel lets earlier programs be found again. */
    private void swap(Map<XdpLink, Pinned> kept, int programFd) {
        Map<Pinned, Integer> earlier =
                new LinkedHashMap<>(); // Descriptors, to go back to; negative when not to be had.
        List<Pinned> swapped = new ArrayList<>();
        try {
            for (Pinned pinned : kept.values()) {
                earlier.put(pinned, bpf.programById(pinned.linked.programId()));
                update(pinned, programFd);
                swapped.add(pinned);
            }
        } catch (XdpException e) {
            List<Integer> stays = swapped.stream()
                    .filter(pinned -> !swapBack(pinned, earlier.getOrDefault(pinned, -Errno.ENOENT), e))
                    .map(pinned -> pinned.linked.ifindex())
                    .toList();
            throw stays.isEmpty() ? e : halfWay(stays, e);
        } finally {
            earlier.values().stream().filter(fd -> fd >= 0).forEach(c::close);
        }
    }

    private boolean swapBack(Pinned pinned, int earlierFd, XdpException because) {
        try {
            update(pinned, Errno.check(earlierFd, "bpf_prog_get_fd_by_id(" + pinned.linked.programId() + ")"));
            return true;
        } catch (XdpException e) {
            because.addSuppressed(e);
            return false;
        }
    }

    private static XdpException halfWay(List<Integer> indexes, XdpException because) {
        return new XdpException(
                because.getMessage() + ". On the interfaces of index " + indexes
                        + " the new program stays, since the earlier one can be found again with CAP_SYS_ADMIN only: it filters"
                        + " by the blocks of this moment. Start the node again",
                because);
    }

    private void update(Pinned pinned, int programFd) {
        int fd = XdpLink.open(bpf, pinned.pin);
        try {
            Errno.check(
                    bpf.linkUpdate(fd, programFd, MemorySegment.NULL),
                    "bpf_link_update(" + pinned.pin + ", index " + pinned.linked.ifindex() + ")");
        } finally {
            c.close(fd);
        }
    }
}
