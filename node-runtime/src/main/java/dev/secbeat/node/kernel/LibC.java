// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.kernel;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
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
    private static final int INTERFACE_NAME_BYTES = 16;
    private static final int LOCK_EX_NB = 2 | 4;
    private static final int CLOCK_MONOTONIC_COARSE = 6;

    private final MethodHandle ifNameToIndex;
    private final MethodHandle ifIndexToName;
    private final MethodHandle open;
    private final MethodHandle close;
    private final MethodHandle setns;
    private final MethodHandle mount;
    private final MethodHandle mmap;
    private final MethodHandle munmap;
    private final MethodHandle getpagesize;
    private final MethodHandle flock;
    private final MethodHandle clockGetres;

    LibC() {
        NativeLibrary c = NativeLibrary.c();
        ifNameToIndex = c.bindWithErrno("if_nametoindex", FunctionDescriptor.of(JAVA_INT, ADDRESS));
        ifIndexToName = c.bindWithErrno("if_indextoname", FunctionDescriptor.of(ADDRESS, JAVA_INT, ADDRESS));
        open = c.bindWithErrno("open", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT));
        close = c.bind("close", FunctionDescriptor.of(JAVA_INT, JAVA_INT));
        setns = c.bindWithErrno("setns", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT));
        mount = c.bindWithErrno(
                "mount", FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, ADDRESS, JAVA_LONG, ADDRESS));
        mmap = c.bindWithErrno(
                "mmap", FunctionDescriptor.of(ADDRESS, ADDRESS, JAVA_LONG, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_LONG));
        munmap = c.bind("munmap", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_LONG));
        flock = c.bindWithErrno("flock", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT));
        clockGetres = c.bindWithErrno("clock_getres", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS));
        getpagesize = c.bind("getpagesize", FunctionDescriptor.of(JAVA_INT));
    }

    /** Index of an interface in the calling thread's network namespace; 0 when there is none of that name. */
    int ifNameToIndex(String name) {
        try (Arena arena = Arena.ofConfined()) {
            return (int) ifNameToIndex.invokeExact(NativeLibrary.newErrno(arena), arena.allocateFrom(name));
        } catch (Throwable t) {
            throw NativeLibrary.unexpected(t);
        }
    }

    /** Name of an interface in the calling thread's network namespace; throws when there is none of that index. */
    String ifIndexToName(int index) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment errno = NativeLibrary.newErrno(arena);
            MemorySegment name = arena.allocate(INTERFACE_NAME_BYTES);
            MemorySegment found = (MemorySegment) ifIndexToName.invokeExact(errno, index, name);
            if (found.address() == 0) {
                throw Errno.failure(NativeLibrary.errno(errno), "if_indextoname(" + index + ")");
            }
            return name.getString(0);
        } catch (XdpException e) {
            throw e;
        } catch (Throwable t) {
            throw NativeLibrary.unexpected(t);
        }
    }

    int open(String path, int flags) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment errno = NativeLibrary.newErrno(arena);
            int result = (int) open.invokeExact(errno, arena.allocateFrom(path), flags);
            return checked(result, errno, "open(" + path + ")");
        } catch (XdpException e) {
            throw e;
        } catch (Throwable t) {
            throw NativeLibrary.unexpected(t);
        }
    }

    /** Errors of close(2) are of no use to anyone here and are ignored. */
    void close(int fd) {
        try {
            int _ = (int) close.invokeExact(fd);
        } catch (Throwable t) {
            throw NativeLibrary.unexpected(t);
        }
    }

    void setns(int fd, int type, String path) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment errno = NativeLibrary.newErrno(arena);
            int result = (int) setns.invokeExact(errno, fd, type);
            checked(result, errno, "setns(" + path + ")");
        } catch (XdpException e) {
            throw e;
        } catch (Throwable t) {
            throw NativeLibrary.unexpected(t);
        }
    }

    void mount(String source, String target, String type, String options) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment errno = NativeLibrary.newErrno(arena);
            int result = (int) mount.invokeExact(
                    errno,
                    arena.allocateFrom(source),
                    arena.allocateFrom(target),
                    arena.allocateFrom(type),
                    0L,
                    arena.allocateFrom(options));
            checked(result, errno, "mount(" + source + ", " + target + ", " + type + ", " + options + ")");
        } catch (XdpException e) {
            throw e;
        } catch (Throwable t) {
            throw NativeLibrary.unexpected(t);
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
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment errno = NativeLibrary.newErrno(arena);
            MemorySegment at = (MemorySegment)
                    mmap.invokeExact(errno, MemorySegment.NULL, bytes, protection, MAP_SHARED, fd, offset);
            if (at.address() == -1) {
                throw Errno.failure(
                        NativeLibrary.errno(errno), "mmap(fd=" + fd + ", bytes=" + bytes + ", offset=" + offset + ")");
            }
            Consumer<MemorySegment> unmap = segment -> munmap(segment, bytes);
            return at.reinterpret(bytes, lifetime, unmap);
        } catch (XdpException e) {
            throw e;
        } catch (Throwable t) {
            throw NativeLibrary.unexpected(t);
        }
    }

    /** Locks {@code fd} against every other process until it is closed; false when another has it. */
    boolean flock(int fd, String path) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment errno = NativeLibrary.newErrno(arena);
            int result = (int) flock.invokeExact(errno, fd, LOCK_EX_NB);
            if (result < 0 && NativeLibrary.errno(errno) == Errno.EAGAIN) {
                return false;
            }
            checked(result, errno, "flock(" + path + ")");
            return true;
        } catch (XdpException e) {
            throw e;
        } catch (Throwable t) {
            throw NativeLibrary.unexpected(t);
        }
    }

    /** Bytes of a memory page: 4096 on most machines, up to 65536 on arm64. */
    int getpagesize() {
        try {
            return (int) getpagesize.invokeExact();
        } catch (Throwable t) {
            throw NativeLibrary.unexpected(t);
        }
    }

    /** Length of the kernel's tick: the resolution of its coarse clocks, 1 to 10 ms. */
    long tickNanos() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment errno = NativeLibrary.newErrno(arena);
            MemorySegment resolution = arena.allocate(JAVA_LONG, 2); // struct timespec
            int result = (int) clockGetres.invokeExact(errno, CLOCK_MONOTONIC_COARSE, resolution);
            checked(result, errno, "clock_getres(CLOCK_MONOTONIC_COARSE)");
            return TimeUnit.SECONDS.toNanos(resolution.getAtIndex(JAVA_LONG, 0)) + resolution.getAtIndex(JAVA_LONG, 1);
        } catch (XdpException e) {
            throw e;
        } catch (Throwable t) {
            throw NativeLibrary.unexpected(t);
        }
    }

    private void munmap(MemorySegment segment, long bytes) {
        try {
            int _ = (int) munmap.invokeExact(segment, bytes);
        } catch (Throwable t) {
            throw NativeLibrary.unexpected(t);
        }
    }

    private static int checked(int result, MemorySegment errno, String call) {
        if (result < 0) {
            throw Errno.failure(NativeLibrary.errno(errno), call);
        }
        return result;
    }
}
