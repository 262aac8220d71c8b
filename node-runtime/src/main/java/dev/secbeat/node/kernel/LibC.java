// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.kernel;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** One method per function of the C library; each throws {@link XdpException} when the function fails. */
final class LibC {
    static final int O_RDONLY = 0;
    static final int O_CLOEXEC = 0x80000;
    static final int CLONE_NEWNET = 0x40000000;
    static final int PROT_READ = 1;
    static final int PROT_WRITE = 2;
    private static final int MAP_SHARED = 1;
    private static final int MAP_FAILED = -1;
    private static final int INTERFACE_NAME_BYTES = 16;
    private static final int LOCK_EX_NB = 2 | 4;
    private static final int CLOCK_MONOTONIC_COARSE = 6;

    private final CFunction ifNameToIndex;
    private final CFunction ifIndexToName;
    private final CFunction open;
    private final CFunction close;
    private final CFunction setns;
    private final CFunction mount;
    private final CFunction mmap;
    private final CFunction munmap;
    private final CFunction getpagesize;
    private final CFunction flock;
    private final CFunction clockGetres;

    LibC() {
        NativeLibrary c = NativeLibrary.c();
        ifNameToIndex = c.bind("if_nametoindex");
        ifIndexToName = c.bind("if_indextoname");
        open = c.bind("open");
        close = c.bind("close");
        setns = c.bind("setns");
        mount = c.bind("mount");
        mmap = c.bind("mmap");
        munmap = c.bind("munmap");
        flock = c.bind("flock");
        clockGetres = c.bind("clock_getres");
        getpagesize = c.bind("getpagesize");
    }

    /** Index of an interface in the calling thread's network namespace; 0 when there is none of that name. */
    int ifNameToIndex(String name) {
        try (Arena arena = Arena.ofConfined()) {
            return ifNameToIndex.call(arena.allocateFrom(name).address());
        }
    }

    /** Name of an interface in the calling thread's network namespace; throws when there is none of that index. */
    String ifIndexToName(int index) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment name = arena.allocate(INTERFACE_NAME_BYTES);
            CFunction.Answer found = ifIndexToName.ask(index, name.address());
            if (found.register() == 0) {
                throw Errno.failure(found.errno(), "if_indextoname(" + index + ")");
            }
            return name.getString(0);
        }
    }

    int open(String path, int flags) {
        try (Arena arena = Arena.ofConfined()) {
            return checked(open.ask(arena.allocateFrom(path).address(), flags), "open(" + path + ")");
        }
    }

    /** Errors of close(2) are of no use to anyone here and are ignored. */
    void close(int fd) {
        int _ = close.call(fd);
    }

    void setns(int fd, int type, String path) {
        int _ = checked(setns.ask(fd, type), "setns(" + path + ")");
    }

    void mount(String source, String target, String type, String options) {
        try (Arena arena = Arena.ofConfined()) {
            CFunction.Answer answer = mount.ask(
                    arena.allocateFrom(source).address(),
                    arena.allocateFrom(target).address(),
                    arena.allocateFrom(type).address(),
                    0,
                    arena.allocateFrom(options).address());
            int _ = checked(answer, "mount(" + source + ", " + target + ", " + type + ", " + options + ")");
        }
    }

    /** All entries of an array map, mapped to be read and written until {@code lifetime} closes. */
    MemorySegment mapArray(int fd, int entries, int entryBytes, Arena lifetime) {
        long page = getpagesize();
        long bytes = (long) entries * entryBytes;
        return mmap(fd, Math.ceilDiv(bytes, page) * page, PROT_READ | PROT_WRITE, 0, lifetime)
                .asSlice(0, bytes);
    }

    /** Maps {@code bytes} of {@code fd}, shared; unmapped when {@code lifetime} closes. */
    @SuppressWarnings("restricted") // The kernel vouches for the length.
    MemorySegment mmap(int fd, long bytes, int protection, long offset, Arena lifetime) {
        CFunction.Answer at = mmap.ask(0, bytes, protection, MAP_SHARED, fd, offset);
        if (at.register() == MAP_FAILED) {
            throw Errno.failure(at.errno(), "mmap(fd=" + fd + ", bytes=" + bytes + ", offset=" + offset + ")");
        }
        Consumer<MemorySegment> unmap = segment -> {
            int _ = munmap.call(segment.address(), bytes);
        };
        return MemorySegment.ofAddress(at.register()).reinterpret(bytes, lifetime, unmap);
    }

    /** Locks {@code fd} against every other process until it is closed; false when another has it. */
    boolean flock(int fd, String path) {
        CFunction.Answer answer = flock.ask(fd, LOCK_EX_NB);
        if (answer.number() < 0 && answer.errno() == Errno.EAGAIN) {
            return false;
        }
        int _ = checked(answer, "flock(" + path + ")");
        return true;
    }

    /** Bytes of a memory page: 4096 on most machines, up to 65536 on arm64. */
    int getpagesize() {
        return getpagesize.call();
    }

    /** Length of the kernel's tick: the resolution of its coarse clocks, 1 to 10 ms. */
    long tickNanos() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment resolution = arena.allocate(JAVA_LONG, 2); // struct timespec
            CFunction.Answer answer = clockGetres.ask(CLOCK_MONOTONIC_COARSE, resolution.address());
            int _ = checked(answer, "clock_getres(CLOCK_MONOTONIC_COARSE)");
            return TimeUnit.SECONDS.toNanos(resolution.getAtIndex(JAVA_LONG, 0)) + resolution.getAtIndex(JAVA_LONG, 1);
        }
    }

    private static int checked(CFunction.Answer answer, String call) {
        if (answer.number() < 0) {
            throw Errno.failure(answer.errno(), call);
        }
        return answer.number();
    }
}
