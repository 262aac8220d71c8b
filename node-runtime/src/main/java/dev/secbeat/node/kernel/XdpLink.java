// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.kernel;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
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
    private static final int ATTACHED_GENERIC = 2;
    private static final long QUERY_BYTES = 32;
    private static final long CREATE_BYTES = 16;
    private static final long LINK_INFO_BYTES = 24;
    private static final long PROGRAM_INFO_BYTES = 80;
    private static final int PROGRAM_NAME_OFFSET = 64;
    private static final int PROGRAM_NAME_BYTES = 16;

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

    /** What a link that was found pinned is attached to; an index of 0 says that the interface is gone. */
    record Attachment(int programId, int ifindex) {}

    /** What the interface runs. */
    private record Running(int programId, boolean generic) {}

    /** Refuses when someone else's program holds the interface, so that nothing is changed before that is known. */
    void requireFree() {
        int own = ownLinkProgram();
        Running running = query();
        if (running.programId != 0 && running.programId != own) {
            throw heldByOther(running.programId);
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
        return query().generic ? XdpMode.GENERIC : XdpMode.NATIVE;
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
        Attachment attachment = attachment(bpf, c, pin);
        if (attachment.ifindex == 0) {
            return 0;
        }
        if (attachment.ifindex != ifindex || query().programId != attachment.programId) {
            throw new XdpException("the link pinned at " + pin + " guards another interface (index "
                    + attachment.ifindex
                    + ", not " + interfaceName + " of this network namespace): use another pin directory, or remove"
                    + " that link first with 'secbeat detach --pins DIR'");
        }
        return attachment.programId;
    }

    private int attach(int programFd) {
        int result = create(programFd, FLAG_NATIVE);
        if (result == -Errno.EBUSY || result == -Errno.EEXIST) {
            throw heldByOther(query().programId);
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
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment options = arena.allocate(QUERY_BYTES, Long.BYTES);
            options.set(JAVA_LONG, 0, QUERY_BYTES);
            return bpf.xdpQuery(ifindex, 0, options) < 0 ? 0 : options.get(JAVA_INT, 8);
        }
    }

    private Running query() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment options = arena.allocate(QUERY_BYTES, Long.BYTES);
            options.set(JAVA_LONG, 0, QUERY_BYTES);
            Errno.check(bpf.xdpQuery(ifindex, 0, options), "bpf_xdp_query(" + interfaceName + ")");
            return new Running(options.get(JAVA_INT, 8), options.get(JAVA_BYTE, 24) == ATTACHED_GENERIC);
        }
    }

    private int open() {
        return open(bpf, pin);
    }

    private static int open(LibBpf bpf, Path pin) {
        try (Arena arena = Arena.ofConfined()) {
            return Errno.check(bpf.get(arena.allocateFrom(pin.toString())), "bpf_obj_get(" + pin + ")");
        }
    }

    /** What the link pinned at {@code pin} is attached to. */
    static Attachment attachment(LibBpf bpf, LibC c, Path pin) {
        int fd = open(bpf, pin);
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment info = arena.allocate(LINK_INFO_BYTES, Long.BYTES);
            MemorySegment length = arena.allocateFrom(JAVA_INT, (int) LINK_INFO_BYTES);
            Errno.check(bpf.info(fd, info, length), "bpf_obj_get_info_by_fd(" + pin + ")");
            return new Attachment(info.get(JAVA_INT, 8), info.get(JAVA_INT, 16));
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
        int fd = bpf.programById(programId);
        if (fd < 0) {
            return "?";
        }
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment info = arena.allocate(PROGRAM_INFO_BYTES, Long.BYTES);
            MemorySegment length = arena.allocateFrom(JAVA_INT, (int) PROGRAM_INFO_BYTES);
            Errno.check(bpf.info(fd, info, length), "bpf_obj_get_info_by_fd(program " + programId + ")");
            byte[] name = info.asSlice(PROGRAM_NAME_OFFSET, PROGRAM_NAME_BYTES).toArray(JAVA_BYTE);
            return new String(name, StandardCharsets.US_ASCII).replace("\0", "");
        } finally {
            c.close(fd);
        }
    }
}
