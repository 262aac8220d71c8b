// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.kernel;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Attaches the program to one interface of the calling thread's network namespace. */
final class XdpLink {
    private static final Logger LOG = LoggerFactory.getLogger(XdpLink.class);
    private static final int ATTACH_XDP = 37;
    private static final int FLAG_GENERIC = 1 << 1;
    private static final int FLAG_NATIVE = 1 << 2;
    private static final long CREATE_BYTES = 16;

    private final LibBpf bpf;
    private final LibC c;
    private final LinkDevice device;
    private final List<LinkDevice> all;

    /** An interface among {@code all} of its network namespace. */
    XdpLink(LibBpf bpf, LibC c, LinkDevice device, List<LinkDevice> all) {
        this.bpf = bpf;
        this.c = c;
        this.device = device;
        this.all = all;
    }

    LinkDevice device() {
        return device;
    }

    /** Refuses when some program holds the interface, or one beside it that the kernel allows no second program at. */
    void requireFree() {
        int running = query().programId();
        if (running != 0) {
            throw heldByOther(running);
        }
        for (LinkDevice other : all) {
            boolean port = device.isBond() && other.master() == device.index();
            int program = port || device.carries(other) ? programOn(bpf, other.index()) : 0;
            if (program != 0) {
                throw heldBeside(other, port ? "is a port of it" : "stands on it", program);
            }
        }
    }

    /** A descriptor of a new attachment, which lives as long as that and its pins; close it. */
    int attach(int programFd) {
        int result = create(programFd, FLAG_NATIVE);
        if (result == -Errno.EBUSY || result == -Errno.EEXIST) {
            requireFree();
            throw heldByOther(0);
        }
        if (result < 0 && c.ifNameToIndex(device.name()) != device.index()) {
            throw new XdpException("interface " + device.name() + " has gone while the program was loaded: nothing was"
                    + " changed. Start again once it is there ('ip link' lists those there are)");
        }
        if (result >= 0 || result == -Errno.EPERM || result == -Errno.EACCES || result == -Errno.ENODEV) {
            return Errno.check(result, "bpf_link_create(" + device.name() + ", native)");
        }
        int generic = Errno.check(create(programFd, FLAG_GENERIC), "bpf_link_create(" + device.name() + ", generic)");
        LOG.warn(
                "event=xdp_generic interface={} reason=\"{}\" meaning=\"{}; filtering works but costs several times more"
                        + " per packet\" action=\"{}\"",
                device.name(),
                Errno.name(-result),
                whyGeneric(device),
                insteadOfGeneric(device, all));
        return generic;
    }

    /** How the interface runs its program now. */
    XdpMode mode() {
        return query().mode();
    }

    /** What the interface runs now. */
    XdpQuery.Running query() {
        return XdpQuery.running(bpf, device.index(), device.name());
    }

    static String whyGeneric(LinkDevice device) {
        if (device.isVlan()) {
            return "a VLAN interface cannot run XDP in a driver";
        }
        return device.isBond()
                ? "the bond cannot run XDP in its ports' drivers"
                : "the interface cannot run XDP in its driver";
    }

    static String insteadOfGeneric(LinkDevice device, List<LinkDevice> all) {
        if (device.isVlan()) {
            String parent = device.linkElsewhere()
                    ? "its parent, which is in another network namespace"
                    : LinkDevice.byIndex(all, device.link())
                            .map(found -> "its parent " + found.name())
                            .orElse("its parent");
            return "guard " + parent + ": the program reads VLAN tags, but then filters every VLAN there";
        }
        return device.isBond()
                ? "use mode active-backup, balance-rr, 802.3ad or balance-xor, without vlan+srcmac, and ports whose drivers"
                        + " have native XDP"
                : "use a driver with native XDP, or lower the MTU if it is above 3500";
    }

    private int create(int programFd, int flags) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment options = arena.allocate(CREATE_BYTES, Long.BYTES);
            options.set(JAVA_LONG, 0, CREATE_BYTES);
            options.set(JAVA_INT, 8, flags);
            return bpf.linkCreate(programFd, device.index(), ATTACH_XDP, options);
        }
    }

    /** Ends the attachment pinned at {@code pin}, whoever else holds it; false when there is none. */
    static boolean detach(LibBpf bpf, LibC c, Path pin) {
        if (!Files.exists(pin)) {
            return false;
        }
        int fd = open(bpf, pin);
        try {
            Errno.check(bpf.linkDetach(fd), "bpf_link_detach(" + pin + ")");
        } finally {
            c.close(fd);
        }
        return true;
    }

    /** The XDP program that an interface of the calling thread's network namespace runs; 0 when none, or no interface. */
    static int programOn(LibBpf bpf, int ifindex) {
        try {
            return XdpQuery.running(bpf, ifindex, "index " + ifindex).programId();
        } catch (XdpException e) {
            return 0;
        }
    }

    /** A descriptor of the link pinned at {@code pin}; close it. */
    static int open(LibBpf bpf, Path pin) {
        try (Arena arena = Arena.ofConfined()) {
            return Errno.check(bpf.get(arena.allocateFrom(pin.toString())), "bpf_obj_get(" + pin + ")");
        }
    }

    /** What the link pinned at {@code pin} is attached to. */
    static XdpQuery.Linked linked(LibBpf bpf, LibC c, Path pin) {
        int fd = open(bpf, pin);
        try {
            return XdpQuery.linked(bpf, fd, pin.toString());
        } finally {
            c.close(fd);
        }
    }

    private XdpException heldByOther(int programId) {
        return new XdpException("interface " + device.name()
                + " already runs an XDP program that is not of this node: id "
                + programId + ", name '" + programName(programId) + "'. It was left alone and nothing was changed."
                + " Stop what attached it ('bpftool net' shows it), or choose another interface");
    }

    private XdpException heldBeside(LinkDevice other, String how, int programId) {
        return new XdpException("interface " + device.name() + " cannot run an XDP program while " + other.name()
                + ", which " + how + ", runs one: id " + programId + ", name '" + programName(programId)
                + "'. It was left alone and nothing was changed. Stop what attached it ('bpftool net' shows it; of this"
                + " node's own earlier configuration, 'secbeat detach' does), or choose another interface");
    }

    private String programName(int programId) {
        return ProgramInfo.byId(bpf, c, programId).map(ProgramInfo::name).orElse("?");
    }
}
