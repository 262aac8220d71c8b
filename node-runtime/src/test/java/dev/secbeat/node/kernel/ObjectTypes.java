// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.kernel;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.LinkedHashMap;
import java.util.Map;

/** The C types of a compiled object, from its BTF (Documentation/bpf/btf.rst), read through libbpf. */
@SuppressWarnings("restricted") // Walks libbpf's memory, whose layout BTF defines.
final class ObjectTypes implements AutoCloseable {
    private static final int KIND_STRUCT = 4;
    private static final int KIND_ENUM = 6;
    private static final long TYPE_BYTES = 12;
    private static final NativeLibrary LIBRARY = NativeLibrary.open("libbpf.so.1", "apt install libbpf1");
    private static final CFunction BTF = LIBRARY.bind("bpf_object__btf");
    private static final CFunction FIND = LIBRARY.bind("btf__find_by_name_kind");
    private static final CFunction TYPE = LIBRARY.bind("btf__type_by_id");
    private static final CFunction NAME = LIBRARY.bind("btf__name_by_offset");

    private final LibBpf bpf = LibBpf.open();
    private final Arena arena = Arena.ofShared();
    private final MemorySegment object;
    private final MemorySegment btf;

    ObjectTypes(String resource) throws IOException {
        try (InputStream in = ObjectTypes.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IOException(resource + " is missing");
            }
            byte[] bytes = in.readAllBytes();
            MemorySegment image = arena.allocate(bytes.length, 8);
            MemorySegment.copy(bytes, 0, image, JAVA_BYTE, 0, bytes.length);
            MemorySegment options = arena.allocate(80, 8);
            options.set(JAVA_LONG, 0, 80);
            object = bpf.objectOpen(image, bytes.length, options);
        }
        btf = MemorySegment.ofAddress(BTF.ask(object.address()).register());
    }

    /** Size in bytes of a struct. */
    int size(String struct) {
        return find(struct, KIND_STRUCT).get(JAVA_INT, 8);
    }

    /** Byte offset of each member of a struct, in order. */
    Map<String, Integer> offsets(String struct) {
        MemorySegment type = find(struct, KIND_STRUCT);
        Map<String, Integer> offsets = new LinkedHashMap<>();
        for (int i = 0; i < members(type); i++) {
            long at = TYPE_BYTES + 12L * i;
            offsets.put(name(type.get(JAVA_INT, at)), type.get(JAVA_INT, at + 8) / 8);
        }
        return offsets;
    }

    /** Value of each constant of an enum, in order. */
    Map<String, Integer> constants(String enumeration) {
        MemorySegment type = find(enumeration, KIND_ENUM);
        Map<String, Integer> constants = new LinkedHashMap<>();
        for (int i = 0; i < members(type); i++) {
            long at = TYPE_BYTES + 8L * i;
            constants.put(name(type.get(JAVA_INT, at)), type.get(JAVA_INT, at + 4));
        }
        return constants;
    }

    @Override
    public void close() {
        bpf.objectClose(object);
        arena.close();
    }

    private static int members(MemorySegment type) {
        return type.get(JAVA_INT, 4) & 0xFFFF;
    }

    private MemorySegment find(String name, int kind) {
        int id = FIND.call(btf.address(), arena.allocateFrom(name).address(), kind);
        if (id < 0) {
            throw new AssertionError("the object has no type " + name);
        }
        MemorySegment type = MemorySegment.ofAddress(TYPE.ask(btf.address(), id).register());
        return type.reinterpret(TYPE_BYTES + 12 * 64);
    }

    private String name(int offset) {
        MemorySegment name =
                MemorySegment.ofAddress(NAME.ask(btf.address(), offset).register());
        return name.reinterpret(128).getString(0);
    }
}
