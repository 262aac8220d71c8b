// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.kernel;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** The compiled objects of this jar. Offsets are of struct bpf_object_open_opts. */
final class ObjectFile {
    private static final long OPEN_OPTIONS_BYTES = 80;

    private ObjectFile() {}

    /** The verifier writes when it refuses, and then what it did. */
    static final int LOG_REFUSALS = 0;
    /** It writes what it counted, and nothing else, so that no log is too long. */
    static final int LOG_STATISTICS = 4;

    /**
     * Opens the object {@code resource} under {@code name}, which starts the names of its data sections in the kernel.
     *
     * @param arena must live until the object is loaded, as must {@code log}
     * @param log where the verifier writes, or NULL
     * @param logLevel one of the two above
     */
    static MemorySegment open(LibBpf bpf, Arena arena, String resource, String name, MemorySegment log, int logLevel) {
        byte[] bytes = read(resource);
        MemorySegment image = arena.allocate(bytes.length, Long.BYTES);
        MemorySegment.copy(bytes, 0, image, JAVA_BYTE, 0, bytes.length);
        MemorySegment options = arena.allocate(OPEN_OPTIONS_BYTES, Long.BYTES);
        options.set(JAVA_LONG, 0, OPEN_OPTIONS_BYTES);
        options.set(ADDRESS, 8, arena.allocateFrom(name));
        options.set(ADDRESS, 56, log);
        options.set(JAVA_LONG, 64, log.byteSize());
        options.set(JAVA_INT, 72, logLevel);
        return bpf.objectOpen(image, bytes.length, options);
    }

    private static byte[] read(String resource) {
        try (InputStream in = ObjectFile.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new XdpException("the compiled XDP program " + resource
                        + " is not on the class path: the installation is incomplete, build or install it again");
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new XdpException("the compiled XDP program " + resource + " cannot be read", e);
        }
    }
}
