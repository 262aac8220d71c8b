// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.kernel;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/**
 * libbpf, one method per C function. Functions that return an int give libbpf's result unchanged: a negative errno is an
 * error, to be turned into an exception by {@link Errno#check}. Functions that return a pointer throw. Safe for all
 * threads; what the arguments point to is not.
 */
final class LibBpf {
    private final MethodHandle setPrint;
    private final MethodHandle possibleCpus;
    private final MethodHandle objectOpen;
    private final MethodHandle objectLoad;
    private final MethodHandle objectClose;
    private final MethodHandle objectFindMap;
    private final MethodHandle objectFindProgram;
    private final MethodHandle mapFd;
    private final MethodHandle mapSetMaxEntries;
    private final MethodHandle mapMaxEntries;
    private final MethodHandle mapReuseFd;
    private final MethodHandle mapInitialValue;
    private final MethodHandle programFd;
    private final MethodHandle pin;
    private final MethodHandle get;
    private final MethodHandle info;
    private final MethodHandle programById;
    private final MethodHandle mapLookup;
    private final MethodHandle mapUpdate;
    private final MethodHandle mapDelete;
    private final MethodHandle mapNextKey;
    private final MethodHandle linkCreate;
    private final MethodHandle linkUpdate;
    private final MethodHandle linkDetach;
    private final MethodHandle xdpQuery;

    private LibBpf(NativeLibrary library) {
        setPrint = library.bind("libbpf_set_print", FunctionDescriptor.of(ADDRESS, ADDRESS));
        possibleCpus = library.bind("libbpf_num_possible_cpus", FunctionDescriptor.of(JAVA_INT));
        objectOpen = library.bindWithErrno(
                "bpf_object__open_mem", FunctionDescriptor.of(ADDRESS, ADDRESS, JAVA_LONG, ADDRESS));
        objectLoad = library.bind("bpf_object__load", FunctionDescriptor.of(JAVA_INT, ADDRESS));
        objectClose = library.bind("bpf_object__close", FunctionDescriptor.ofVoid(ADDRESS));
        objectFindMap =
                library.bindWithErrno("bpf_object__find_map_by_name", FunctionDescriptor.of(ADDRESS, ADDRESS, ADDRESS));
        objectFindProgram = library.bindWithErrno(
                "bpf_object__find_program_by_name", FunctionDescriptor.of(ADDRESS, ADDRESS, ADDRESS));
        mapFd = library.bind("bpf_map__fd", FunctionDescriptor.of(JAVA_INT, ADDRESS));
        mapMaxEntries = library.bind("bpf_map__max_entries", FunctionDescriptor.of(JAVA_INT, ADDRESS));
        mapSetMaxEntries = library.bind("bpf_map__set_max_entries", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT));
        mapReuseFd = library.bind("bpf_map__reuse_fd", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT));
        mapInitialValue =
                library.bindWithErrno("bpf_map__initial_value", FunctionDescriptor.of(ADDRESS, ADDRESS, ADDRESS));
        programFd = library.bind("bpf_program__fd", FunctionDescriptor.of(JAVA_INT, ADDRESS));
        pin = library.bind("bpf_obj_pin", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS));
        get = library.bind("bpf_obj_get", FunctionDescriptor.of(JAVA_INT, ADDRESS));
        info = library.bind("bpf_obj_get_info_by_fd", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, ADDRESS));
        programById = library.bind("bpf_prog_get_fd_by_id", FunctionDescriptor.of(JAVA_INT, JAVA_INT));
        mapLookup = library.bind("bpf_map_lookup_elem", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, ADDRESS));
        mapUpdate = library.bind(
                "bpf_map_update_elem", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, ADDRESS, JAVA_LONG));
        mapDelete = library.bind("bpf_map_delete_elem", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS));
        mapNextKey = library.bind("bpf_map_get_next_key", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, ADDRESS));
        linkCreate =
                library.bind("bpf_link_create", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS));
        linkUpdate = library.bind("bpf_link_update", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS));
        linkDetach = library.bind("bpf_link_detach", FunctionDescriptor.of(JAVA_INT, JAVA_INT));
        xdpQuery = library.bind("bpf_xdp_query", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS));
    }

    /**
     * Loads the system's libbpf and keeps it from printing: errors are told by exceptions instead.
     *
     * @throws XdpException when it is missing or too old
     */
    static LibBpf open() {
        LibBpf bpf = new LibBpf(NativeLibrary.open("libbpf.so.1", "on Debian: apt install libbpf1"));
        bpf.setPrint(MemorySegment.NULL);
        return bpf;
    }

    /** Sets where libbpf prints; NULL silences it. Returns the function before. */
    MemorySegment setPrint(MemorySegment callback) {
        try {
            return (MemorySegment) setPrint.invokeExact(callback);
        } catch (Throwable t) {
            throw NativeLibrary.unexpected(t);
        }
    }

    /** CPUs a per-CPU map has values for, or a negative errno. */
    int possibleCpus() {
        try {
            return (int) possibleCpus.invokeExact();
        } catch (Throwable t) {
            throw NativeLibrary.unexpected(t);
        }
    }

    /** Reads an ELF object from memory. */
    MemorySegment objectOpen(MemorySegment bytes, long size, MemorySegment options) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment errno = NativeLibrary.newErrno(arena);
            MemorySegment found = (MemorySegment) objectOpen.invokeExact(errno, bytes, size, options);
            return required(found, errno, "bpf_object__open_mem");
        } catch (XdpException e) {
            throw e;
        } catch (Throwable t) {
            throw NativeLibrary.unexpected(t);
        }
    }

    /** Creates maps, verifies and loads programs. */
    int objectLoad(MemorySegment object) {
        try {
            return (int) objectLoad.invokeExact(object);
        } catch (Throwable t) {
            throw NativeLibrary.unexpected(t);
        }
    }

    /** Frees the object and closes its descriptors; what is pinned or attached stays. */
    void objectClose(MemorySegment object) {
        try {
            objectClose.invokeExact(object);
        } catch (Throwable t) {
            throw NativeLibrary.unexpected(t);
        }
    }

    /** The map of that name. */
    MemorySegment objectFindMap(MemorySegment object, MemorySegment name) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment errno = NativeLibrary.newErrno(arena);
            MemorySegment found = (MemorySegment) objectFindMap.invokeExact(errno, object, name);
            return required(found, errno, "bpf_object__find_map_by_name");
        } catch (XdpException e) {
            throw e;
        } catch (Throwable t) {
            throw NativeLibrary.unexpected(t);
        }
    }

    /** The program of that name. */
    MemorySegment objectFindProgram(MemorySegment object, MemorySegment name) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment errno = NativeLibrary.newErrno(arena);
            MemorySegment found = (MemorySegment) objectFindProgram.invokeExact(errno, object, name);
            return required(found, errno, "bpf_object__find_program_by_name");
        } catch (XdpException e) {
            throw e;
        } catch (Throwable t) {
            throw NativeLibrary.unexpected(t);
        }
    }

    /** Descriptor of a loaded map; the object owns it. */
    int mapFd(MemorySegment map) {
        try {
            return (int) mapFd.invokeExact(map);
        } catch (Throwable t) {
            throw NativeLibrary.unexpected(t);
        }
    }

    /** As set, or as of the map that is used instead. */
    int mapMaxEntries(MemorySegment map) {
        try {
            return (int) mapMaxEntries.invokeExact(map);
        } catch (Throwable t) {
            throw NativeLibrary.unexpected(t);
        }
    }

    /** Before load only. */
    int mapSetMaxEntries(MemorySegment map, int entries) {
        try {
            return (int) mapSetMaxEntries.invokeExact(map, entries);
        } catch (Throwable t) {
            throw NativeLibrary.unexpected(t);
        }
    }

    /** Uses an existing map instead of creating one; duplicates {@code fd}. */
    int mapReuseFd(MemorySegment map, int fd) {
        try {
            return (int) mapReuseFd.invokeExact(map, fd);
        } catch (Throwable t) {
            throw NativeLibrary.unexpected(t);
        }
    }

    /** Memory from which a data section is filled at load. */
    MemorySegment mapInitialValue(MemorySegment map, MemorySegment sizeOut) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment errno = NativeLibrary.newErrno(arena);
            MemorySegment found = (MemorySegment) mapInitialValue.invokeExact(errno, map, sizeOut);
            return required(found, errno, "bpf_map__initial_value");
        } catch (XdpException e) {
            throw e;
        } catch (Throwable t) {
            throw NativeLibrary.unexpected(t);
        }
    }

    /** Descriptor of a loaded program; the object owns it. */
    int programFd(MemorySegment program) {
        try {
            return (int) programFd.invokeExact(program);
        } catch (Throwable t) {
            throw NativeLibrary.unexpected(t);
        }
    }

    /** Keeps the object alive under a path of the BPF filesystem. */
    int pin(int fd, MemorySegment path) {
        try {
            return (int) pin.invokeExact(fd, path);
        } catch (Throwable t) {
            throw NativeLibrary.unexpected(t);
        }
    }

    /** A new descriptor of what is pinned at a path. */
    int get(MemorySegment path) {
        try {
            return (int) get.invokeExact(path);
        } catch (Throwable t) {
            throw NativeLibrary.unexpected(t);
        }
    }

    /** What the kernel knows of a map, program or link. */
    int info(int fd, MemorySegment infoOut, MemorySegment lengthInOut) {
        try {
            return (int) info.invokeExact(fd, infoOut, lengthInOut);
        } catch (Throwable t) {
            throw NativeLibrary.unexpected(t);
        }
    }

    /** A new descriptor of a loaded program. */
    int programById(int id) {
        try {
            return (int) programById.invokeExact(id);
        } catch (Throwable t) {
            throw NativeLibrary.unexpected(t);
        }
    }

    /** Copies a value out. */
    int mapLookup(int fd, MemorySegment key, MemorySegment value) {
        try {
            return (int) mapLookup.invokeExact(fd, key, value);
        } catch (Throwable t) {
            throw NativeLibrary.unexpected(t);
        }
    }

    /** Writes a value. */
    int mapUpdate(int fd, MemorySegment key, MemorySegment value, long flags) {
        try {
            return (int) mapUpdate.invokeExact(fd, key, value, flags);
        } catch (Throwable t) {
            throw NativeLibrary.unexpected(t);
        }
    }

    /** Removes an entry. */
    int mapDelete(int fd, MemorySegment key) {
        try {
            return (int) mapDelete.invokeExact(fd, key);
        } catch (Throwable t) {
            throw NativeLibrary.unexpected(t);
        }
    }

    /** The key after {@code key}; the first when {@code key} is NULL or gone. */
    int mapNextKey(int fd, MemorySegment key, MemorySegment next) {
        try {
            return (int) mapNextKey.invokeExact(fd, key, next);
        } catch (Throwable t) {
            throw NativeLibrary.unexpected(t);
        }
    }

    /** Attaches; the attachment lives as long as its descriptors and pins. */
    int linkCreate(int programFd, int target, int type, MemorySegment options) {
        try {
            return (int) linkCreate.invokeExact(programFd, target, type, options);
        } catch (Throwable t) {
            throw NativeLibrary.unexpected(t);
        }
    }

    /** Swaps the program of an attachment in one step. */
    int linkUpdate(int linkFd, int programFd, MemorySegment options) {
        try {
            return (int) linkUpdate.invokeExact(linkFd, programFd, options);
        } catch (Throwable t) {
            throw NativeLibrary.unexpected(t);
        }
    }

    /** Ends the attachment whoever else holds it. */
    int linkDetach(int linkFd) {
        try {
            return (int) linkDetach.invokeExact(linkFd);
        } catch (Throwable t) {
            throw NativeLibrary.unexpected(t);
        }
    }

    /** What XDP program an interface runs, and how. */
    int xdpQuery(int ifindex, int flags, MemorySegment optionsOut) {
        try {
            return (int) xdpQuery.invokeExact(ifindex, flags, optionsOut);
        } catch (Throwable t) {
            throw NativeLibrary.unexpected(t);
        }
    }

    private static MemorySegment required(MemorySegment found, MemorySegment errno, String call) {
        if (found.address() == 0) {
            throw Errno.failure(NativeLibrary.errno(errno), call);
        }
        return found;
    }
}
