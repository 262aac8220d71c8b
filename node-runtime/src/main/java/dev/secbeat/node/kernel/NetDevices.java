// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.kernel;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Interfaces of the calling thread's network namespace, also those without an address, which {@link
 * java.net.NetworkInterface} leaves out. Offsets are of struct ifreq.
 */
final class NetDevices {
    private static final Path LIST = Path.of("/proc/thread-self/net/dev");
    private static final int AF_INET = 2;
    private static final int SOCK_DGRAM = 2;
    private static final long GET_NAME = 0x8910;
    private static final long GET_FLAGS = 0x8913;
    private static final int REQUEST_BYTES = 40;
    private static final int VALUE = 16;
    private static final int UP = 1;

    private final LibC c;
    private final CFunction socket;
    private final CFunction ioctl;

    NetDevices(LibC c) {
        this.c = c;
        NativeLibrary library = NativeLibrary.c();
        socket = library.bind("socket");
        ioctl = library.bind("ioctl");
    }

    /**
     * One interface.
     *
     * @param up whether the administrator has set it up; a cable is another matter
     */
    record NetDevice(String name, int index, boolean up) {}

    /** The interface of that index; empty when there is none. */
    Optional<NetDevice> byIndex(int index) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment request = arena.allocate(REQUEST_BYTES, Long.BYTES);
            request.set(JAVA_INT, VALUE, index);
            if (!ask(GET_NAME, request)) {
                return Optional.empty();
            }
            String name = request.asSlice(0, VALUE).getString(0);
            return ask(GET_FLAGS, request)
                    ? Optional.of(new NetDevice(name, index, (request.get(JAVA_SHORT, VALUE) & UP) != 0))
                    : Optional.empty();
        }
    }

    /** All there are. */
    List<NetDevice> all() {
        try {
            return Files.readAllLines(LIST).stream()
                    .filter(line -> line.indexOf(':') > 0)
                    .map(line -> line.substring(0, line.indexOf(':')).strip())
                    .flatMap(name -> byIndex(c.ifNameToIndex(name)).stream())
                    .toList();
        } catch (IOException e) {
            throw new XdpException(LIST + " cannot be read; mount /proc", e);
        }
    }

    /** False when there is no such interface. */
    private boolean ask(long what, MemorySegment request) {
        CFunction.Answer opened = socket.ask(AF_INET, SOCK_DGRAM | LibC.O_CLOEXEC, 0);
        int fd = opened.number();
        if (fd < 0) {
            throw Errno.failure(opened.errno(), "socket(AF_INET, SOCK_DGRAM)");
        }
        try {
            return ioctl.call(fd, what, request.address()) >= 0;
        } finally {
            c.close(fd);
        }
    }
}
