// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.kernel;

import java.lang.foreign.MemorySegment;

/**
 * libbpf, one method per C function. Functions that return an int give libbpf's result unchanged: a negative errno is an
 * error, to be turned into an exception by {@link Errno#check}. Functions that return a pointer throw. Safe for all
 * threads; what the arguments point to is not.
 */
final class LibBpf {
    private final CFunction setPrint;
    private final CFunction possibleCpus;
    private final CFunction objectOpen;
    private final CFunction objectLoad;
    private final CFunction objectClose;
    private final CFunction objectFindMap;
    private final CFunction objectFindProgram;
    private final CFunction mapFd;
    private final CFunction mapSetMaxEntries;
    private final CFunction mapMaxEntries;
    private final CFunction mapReuseFd;
    private final CFunction mapInitialValue;
    private final CFunction programFd;
    private final CFunction pin;
    private final CFunction get;
    private final CFunction info;
    private final CFunction programById;
    private final CFunction mapLookup;
    private final CFunction mapUpdate;
    private final CFunction mapDelete;
    private final CFunction mapNextKey;
    private final CFunction linkCreate;
    private final CFunction linkUpdate;
    private final CFunction linkDetach;
    private final CFunction xdpQuery;

    private LibBpf(NativeLibrary library) {
        setPrint = library.bind("libbpf_set_print");
        possibleCpus = library.bind("libbpf_num_possible_cpus");
        objectOpen = library.bind("bpf_object__open_mem");
        objectLoad = library.bind("bpf_object__load");
        objectClose = library.bind("bpf_object__close");
        objectFindMap = library.bind("bpf_object__find_map_by_name");
        objectFindProgram = library.bind("bpf_object__find_program_by_name");
        mapFd = library.bind("bpf_map__fd");
        mapMaxEntries = library.bind("bpf_map__max_entries");
        mapSetMaxEntries = library.bind("bpf_map__set_max_entries");
        mapReuseFd = library.bind("bpf_map__reuse_fd");
        mapInitialValue = library.bind("bpf_map__initial_value");
        programFd = library.bind("bpf_program__fd");
        pin = library.bind("bpf_obj_pin");
        get = library.bind("bpf_obj_get");
        info = library.bind("bpf_obj_get_info_by_fd");
        programById = library.bind("bpf_prog_get_fd_by_id");
        mapLookup = library.bind("bpf_map_lookup_elem");
        mapUpdate = library.bind("bpf_map_update_elem");
        mapDelete = library.bind("bpf_map_delete_elem");
        mapNextKey = library.bind("bpf_map_get_next_key");
        linkCreate = library.bind("bpf_link_create");
        linkUpdate = library.bind("bpf_link_update");
        linkDetach = library.bind("bpf_link_detach");
        xdpQuery = library.bind("bpf_xdp_query");
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
        return MemorySegment.ofAddress(setPrint.ask(callback.address()).register());
    }

    /** CPUs a per-CPU map has values for, or a negative errno. */
    int possibleCpus() {
        return possibleCpus.call();
    }

    /** Reads an ELF object from memory. */
    MemorySegment objectOpen(MemorySegment bytes, long size, MemorySegment options) {
        return pointer(objectOpen.ask(bytes.address(), size, options.address()), "bpf_object__open_mem");
    }

    /** Creates maps, verifies and loads programs. */
    int objectLoad(MemorySegment object) {
        return objectLoad.call(object.address());
    }

    /** Frees the object and closes its descriptors; what is pinned or attached stays. */
    void objectClose(MemorySegment object) {
        int _ = objectClose.call(object.address());
    }

    /** The map of that name. */
    MemorySegment objectFindMap(MemorySegment object, MemorySegment name) {
        return pointer(objectFindMap.ask(object.address(), name.address()), "bpf_object__find_map_by_name");
    }

    /** The program of that name. */
    MemorySegment objectFindProgram(MemorySegment object, MemorySegment name) {
        return pointer(objectFindProgram.ask(object.address(), name.address()), "bpf_object__find_program_by_name");
    }

    /** Descriptor of a loaded map; the object owns it. */
    int mapFd(MemorySegment map) {
        return mapFd.call(map.address());
    }

    /** As set, or as of the map that is used instead. */
    int mapMaxEntries(MemorySegment map) {
        return mapMaxEntries.call(map.address());
    }

    /** Before load only. */
    int mapSetMaxEntries(MemorySegment map, int entries) {
        return mapSetMaxEntries.call(map.address(), entries);
    }

    /** Uses an existing map instead of creating one; duplicates {@code fd}. */
    int mapReuseFd(MemorySegment map, int fd) {
        return mapReuseFd.call(map.address(), fd);
    }

    /** Memory from which a data section is filled at load. */
    MemorySegment mapInitialValue(MemorySegment map, MemorySegment sizeOut) {
        return pointer(mapInitialValue.ask(map.address(), sizeOut.address()), "bpf_map__initial_value");
    }

    /** Descriptor of a loaded program; the object owns it. */
    int programFd(MemorySegment program) {
        return programFd.call(program.address());
    }

    /** Keeps the object alive under a path of the BPF filesystem. */
    int pin(int fd, MemorySegment path) {
        return pin.call(fd, path.address());
    }

    /** A new descriptor of what is pinned at a path. */
    int get(MemorySegment path) {
        return get.call(path.address());
    }

    /** What the kernel knows of a map, program or link. */
    int info(int fd, MemorySegment infoOut, MemorySegment lengthInOut) {
        return info.call(fd, infoOut.address(), lengthInOut.address());
    }

    /** A new descriptor of a loaded program. */
    int programById(int id) {
        return programById.call(id);
    }

    /** Copies a value out. */
    int mapLookup(int fd, MemorySegment key, MemorySegment value) {
        return mapLookup.call(fd, key.address(), value.address());
    }

    /** Writes a value. */
    int mapUpdate(int fd, MemorySegment key, MemorySegment value, long flags) {
        return mapUpdate.call(fd, key.address(), value.address(), flags);
    }

    /** Removes an entry. */
    int mapDelete(int fd, MemorySegment key) {
        return mapDelete.call(fd, key.address());
    }

    /** The key after {@code key}; the first when {@code key} is NULL or gone. */
    int mapNextKey(int fd, MemorySegment key, MemorySegment next) {
        return mapNextKey.call(fd, key.address(), next.address());
    }

    /** Attaches; the attachment lives as long as its descriptors and pins. */
    int linkCreate(int programFd, int target, int type, MemorySegment options) {
        return linkCreate.call(programFd, target, type, options.address());
    }

    /** Swaps the program of an attachment in one step. */
    int linkUpdate(int linkFd, int programFd, MemorySegment options) {
        return linkUpdate.call(linkFd, programFd, options.address());
    }

    /** Ends the attachment whoever else holds it. */
    int linkDetach(int linkFd) {
        return linkDetach.call(linkFd);
    }

    /** What XDP program an interface runs, and how. */
    int xdpQuery(int ifindex, int flags, MemorySegment optionsOut) {
        return xdpQuery.call(ifindex, flags, optionsOut.address());
    }

    private static MemorySegment pointer(CFunction.Answer answer, String call) {
        if (answer.register() == 0) {
            throw Errno.failure(answer.errno(), call);
        }
        return MemorySegment.ofAddress(answer.register());
    }
}
