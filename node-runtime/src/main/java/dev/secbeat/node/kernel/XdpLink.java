// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.kernel;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Attaches the program to an interface, or takes over the attachment that an earlier daemon left pinned. */
final class XdpLink {
    private static final Logger LOG = LoggerFactory.getLogger(XdpLink.class);
    private static final int ATTACH_XDP = 37;
    private static final int FLAG_GENERIC = 1 << 1;
    private static final int FLAG_NATIVE = 1 << 2;
    private static final long CREATE_BYTES = 16;

    private final LibBpf bpf;
    private final LibC c;
    private final String interfaceName;
    private final int ifindex;
    private final Path pin;

    /** The interface as the calling thread's network namespace has it. */
    XdpLink(LibBpf bpf, LibC c, String interfaceName, Path pin) {
        this.bpf = bpf;
        this.c = c;
        this.interfaceName = interfaceName;
        this.pin = pin;
        this.ifindex = c.ifNameToIndex(interfaceName);
        if (ifindex == 0) {
            throw new XdpException(
                    "there is no interface " + interfaceName + " in this network namespace, so nothing can"
                            + " be filtered: list them with 'ip link' and correct the configuration");
        }
    }

    /** Refuses when someone else's program holds the interface, so that nothing is changed before that is known. */
    void requireFree() {
        int own = ownLinkProgram();
        int running = query().programId();
        if (running != 0 && running != own) {
            throw heldByOther(running);
        }
    }

    /**
     * Puts the program in force: swaps it into the pinned link in one step if there is one, else attaches and pins. Tells
     * whether an attachment was taken over.
     */
    boolean install(int programFd) {
        if (ownLinkProgram() != 0) {
            int fd = open();
            try {
                Errno.check(
                        bpf.linkUpdate(fd, programFd, MemorySegment.NULL),
                        "bpf_link_update(" + pin + ", " + interfaceName + ")");
            } finally {
                c.close(fd);
            }
            return true;
        }
        PinDirectory.remove(pin);
        int fd = attach(programFd);
        try (Arena arena = Arena.ofConfined()) {
            Errno.check(bpf.pin(fd, arena.allocateFrom(pin.toString())), "bpf_obj_pin(" + pin + ")");
        } finally {
            c.close(fd);
        }
        return false;
    }

    /** How the interface runs its program now. */
    XdpMode mode() {
        return query().mode();
    }

    /** Ends the attachment pinned at {@code pin}, whoever else holds it; false when there is none. */
    static boolean detach(LibBpf bpf, LibC c, Path pin) {
        if (!Files.exists(pin)) {
            return false;
        }
        try (Arena arena = Arena.ofConfined()) {
            int fd = Errno.check(bpf.get(arena.allocateFrom(pin.toString())), "bpf_obj_get(" + pin + ")");
            try {
                Errno.check(bpf.linkDetach(fd), "bpf_link_detach(" + pin + ")");
            } finally {
                c.close(fd);
            }
        }
        return true;
    }

    /** The program in our pinned link; 0 when there is no link, or its interface is gone. */
    private int ownLinkProgram() {
        if (!Files.exists(pin)) {
            return 0;
        }
        XdpQuery.Linked linked = linked();
        if (linked.ifindex() == 0) {
            return 0;
        }
        if (linked.ifindex() != ifindex || query().programId() != linked.programId()) {
            throw new XdpException("the link pinned at " + pin + " guards another interface (index "
                    + linked.ifindex()
                    + ", not " + interfaceName + " of this network namespace): use another pin directory, or remove"
                    + " that link first with 'secbeat detach --pins DIR'");
        }
        return linked.programId();
    }

    private int attach(int programFd) {
        int result = create(programFd, FLAG_NATIVE);
        if (result == -Errno.EBUSY || result == -Errno.EEXIST) {
            throw heldByOther(query().programId());
        }
        if (result >= 0 || result == -Errno.EPERM || result == -Errno.EACCES || result == -Errno.ENODEV) {
            return Errno.check(result, "bpf_link_create(" + interfaceName + ", native)");
        }
        int generic = Errno.check(create(programFd, FLAG_GENERIC), "bpf_link_create(" + interfaceName + ", generic)");
        LOG.warn(
                "event=xdp_generic interface={} reason=\"{}\" meaning=\"the interface cannot run XDP in its driver; filtering"
                        + " works but costs several times more per packet\" action=\"use a driver with native XDP, or"
                        + " lower the MTU if it is above 3500\"",
                interfaceName,
                Errno.name(-result));
        return generic;
    }

    private int create(int programFd, int flags) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment options = arena.allocate(CREATE_BYTES, Long.BYTES);
            options.set(JAVA_LONG, 0, CREATE_BYTES);
            options.set(JAVA_INT, 8, flags);
            return bpf.linkCreate(programFd, ifindex, ATTACH_XDP, options);
        }
    }

    /** The XDP program that an interface of the calling thread's network namespace runs; 0 when none, or no interface. */
    static int programOn(LibBpf bpf, int ifindex) {
        try {
            return XdpQuery.running(bpf, ifindex, "index " + ifindex).programId();
        } catch (XdpException e) {
            return 0;
        }
    }

    private XdpQuery.Running query() {
        return XdpQuery.running(bpf, ifindex, interfaceName);
    }

    private int open() {
        return open(bpf, pin);
    }

    private static int open(LibBpf bpf, Path pin) {
        try (Arena arena = Arena.ofConfined()) {
            return Errno.check(bpf.get(arena.allocateFrom(pin.toString())), "bpf_obj_get(" + pin + ")");
        }
    }

    private XdpQuery.Linked linked() {
        return linked(bpf, c, pin);
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
        return new XdpException("interface " + interfaceName
                + " already runs an XDP program that is not of this node: id "
                + programId + ", name '" + programName(programId) + "'. It was left alone and nothing is filtered."
                + " Stop what attached it ('bpftool net' shows it), or choose another interface");
    }

    private String programName(int programId) {
        return ProgramInfo.byId(bpf, c, programId).map(ProgramInfo::name).orElse("?");
    }
}
