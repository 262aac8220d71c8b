// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.kernel;

import java.nio.file.Path;

/** Linux network namespaces, as {@code ip netns} names them below {@code /run/netns}. */
public final class NetworkNamespace {
    private NetworkNamespace() {}

    /**
     * Moves the calling thread into the namespace at {@code path}, for good. Sockets it opens from then on live there, as
     * do threads and processes it starts; other threads of this process stay where they are.
     *
     * @param path such as {@code /run/netns/NAME} or {@code /proc/PID/ns/net}
     * @throws IllegalStateException on a virtual thread, which has no kernel thread of its own
     * @throws XdpException with the errno when there is no such namespace or no privilege
     */
    public static void enter(Path path) {
        if (Thread.currentThread().isVirtual()) {
            throw new IllegalStateException("a virtual thread cannot enter a network namespace: use a platform thread");
        }
        LibC c = new LibC();
        int fd = c.open(path.toString(), LibC.O_RDONLY | LibC.O_CLOEXEC);
        try {
            c.setns(fd, LibC.CLONE_NEWNET, path.toString());
        } finally {
            c.close(fd);
        }
    }
}
