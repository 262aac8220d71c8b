// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.kernel;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The folder on the BPF filesystem that keeps a node's maps and links alive while no daemon runs. Pins carry fixed names,
 * so that clearing it never touches what someone else put there.
 */
record PinDirectory(Path path) {
    private static final Logger LOG = LoggerFactory.getLogger(PinDirectory.class);
    private static final Path BPFFS = Path.of("/sys/fs/bpf");
    private static final String LINK = "link";
    /** Twice the most interfaces: those of one configuration, and those of the next before the first are let go. */
    private static final int LINKS = 2 * XdpSettings.MAX_INTERFACES;

    /** The first place of a link, taken whenever any is. */
    Path link() {
        return path.resolve(LINK);
    }

    /** Links of ours that are there, each of one interface. */
    List<Path> links() {
        return linkPlaces().filter(Files::exists).toList();
    }

    /** A place for another link. */
    Path freeLink() {
        return linkPlaces()
                .filter(place -> !Files.exists(place))
                .findFirst()
                .orElseThrow(() -> new XdpException("all places for links in " + path + " are taken: stop the node, run"
                        + " 'secbeat detach --pins " + path + "' and start it again"));
    }

    private Stream<Path> linkPlaces() {
        return Stream.concat(
                Stream.of(link()), IntStream.range(2, LINKS + 1).mapToObj(number -> path.resolve(LINK + "_" + number)));
    }

    Path map(KernelMap map) {
        return path.resolve(map.mapName());
    }

    /** Where a map waits that is to replace the pinned one. */
    Path next(KernelMap map) {
        return path.resolve(map.mapName() + "_next");
    }

    /**
     * Makes the folder, and mounts the BPF filesystem in its usual place when it is wanted there and missing.
     *
     * @return whether the folder is new
     */
    boolean prepare(LibC c) {
        requireNoDots();
        Path existing = nearestExisting();
        if (!isOnBpffs(existing)) {
            if (!path.startsWith(BPFFS)) {
                throw new XdpException(
                        "the pin directory " + path + " is not on a BPF filesystem, so nothing can be kept"
                                + " there: use a folder below " + BPFFS);
            }
            mountBpffs(c);
        }
        boolean fresh = !Files.exists(path);
        try {
            Files.createDirectories(path);
        } catch (IOException e) {
            throw new XdpException(
                    Errno.failure(Errno.EACCES, "mkdir(" + path + ")").getMessage(), e);
        }
        return fresh;
    }

    /**
     * Claims the folder for this process, so that two daemons never read one ring; the kernel ends the claim when the
     * returned descriptor is closed, however the process ends.
     */
    int claim(LibC c) {
        return lock(
                c,
                path,
                () -> "another running daemon holds the pin directory " + path
                        + ", and two cannot share it: stop that one, or give this node a directory of its own");
    }

    /** Locks a folder of this name beside the pins in the same way; -1 when another has it. */
    int lock(LibC c, String name) {
        Path place = path.resolve(name);
        try {
            Files.createDirectories(place);
        } catch (IOException e) {
            throw new XdpException(
                    Errno.failure(Errno.EACCES, "mkdir(" + place + ")").getMessage(), e);
        }
        return tryLock(c, place);
    }

    private static int lock(LibC c, Path folder, Supplier<String> refusal) {
        int fd = tryLock(c, folder);
        if (fd < 0) {
            throw new XdpException(refusal.get());
        }
        return fd;
    }

    private static int tryLock(LibC c, Path folder) {
        int fd = c.open(folder.toString(), LibC.O_RDONLY | LibC.O_CLOEXEC);
        if (c.flock(fd, folder.toString())) {
            return fd;
        }
        c.close(fd);
        return -1;
    }

    /** The pins of ours that are there, the links first. @throws XdpException when the folder cannot hold pins */
    List<Path> found() {
        if (Files.exists(path) && !isOnBpffs(path)) {
            throw new XdpException(
                    path + " is not on a BPF filesystem, so it holds no pins and was left alone: name the"
                            + " node's xdp.pin_dir");
        }
        return Stream.concat(linkPlaces(), Arrays.stream(KernelMap.values()).map(this::map))
                .filter(Files::exists)
                .toList();
    }

    /** Removes every pin of ours, then the folder if it is empty; returns whether there was anything. */
    boolean clear() {
        boolean removed = false;
        for (Path link : links()) {
            removed = remove(link) || removed;
        }
        for (KernelMap map : KernelMap.values()) {
            removed = remove(map(map)) || removed;
            removed = remove(next(map)) || removed;
        }
        for (String folder : CaptureClaim.folders()) {
            removed = remove(path.resolve(folder)) || removed;
        }
        if (Files.isDirectory(path) && isEmpty()) {
            removed = remove(path) || removed;
        }
        return removed;
    }

    /** A descriptor of what is pinned at {@code pin}; close it. */
    int open(LibBpf bpf, Path pin) {
        try (Arena arena = Arena.ofConfined()) {
            return Errno.check(bpf.get(arena.allocateFrom(pin.toString())), "bpf_obj_get(" + pin + ")");
        }
    }

    /** Pins a map, in place of one that is pinned already, in one step: at any moment one of them is. */
    void put(LibBpf bpf, KernelMap map, int fd) {
        Path next = next(map);
        boolean _ = remove(next);
        try (Arena arena = Arena.ofConfined()) {
            Errno.check(bpf.pin(fd, arena.allocateFrom(next.toString())), "bpf_obj_pin(" + next + ")");
        }
        rename(next, map(map));
    }

    /** Removes one pin; false when there was none. */
    static boolean remove(Path pin) {
        try {
            return Files.deleteIfExists(pin);
        } catch (IOException e) {
            throw new XdpException(
                    Errno.failure(Errno.EACCES, "unlink(" + pin + ")").getMessage(), e);
        }
    }

    /** Gives a pin another name, in place of what has that name, in one step. */
    static void rename(Path pin, Path name) {
        try {
            Files.move(pin, name, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new XdpException(
                    Errno.failure(Errno.EACCES, "rename(" + pin + ", " + name + ")")
                            .getMessage(),
                    e);
        }
    }

    private boolean isEmpty() {
        try (var entries = Files.list(path)) {
            return entries.findAny().isEmpty();
        } catch (IOException e) {
            throw new XdpException(
                    Errno.failure(Errno.EACCES, "readdir(" + path + ")").getMessage(), e);
        }
    }

    private void requireNoDots() {
        List<String> dotted = new ArrayList<>();
        path.forEach(name -> {
            if (name.toString().indexOf('.') >= 0) {
                dotted.add(name.toString());
            }
        });
        if (!dotted.isEmpty()) {
            throw new XdpException("the pin directory " + path + " has a dot in " + dotted
                    + ", which the BPF filesystem forbids: choose a name without dots");
        }
    }

    private Path nearestExisting() {
        Path candidate = path;
        for (Path parent = path; parent != null; parent = parent.getParent()) {
            candidate = parent;
            if (Files.exists(parent)) {
                break;
            }
        }
        return candidate;
    }

    private static boolean isOnBpffs(Path existing) {
        try {
            return Files.getFileStore(existing).type().equals("bpf");
        } catch (IOException e) {
            throw new XdpException("cannot tell what filesystem " + existing + " is on: " + e.getMessage(), e);
        }
    }

    private static void mountBpffs(LibC c) {
        try {
            c.mount("bpf", BPFFS.toString(), "bpf", "mode=0700");
        } catch (XdpException e) {
            throw new XdpException(
                    "no BPF filesystem is mounted on " + BPFFS
                            + ", so filtering could not outlive the daemon, and mounting" + " it failed: "
                            + e.getMessage() + ". As root: mount -t bpf bpf " + BPFFS,
                    e);
        }
        LOG.info("event=bpffs_mounted path={}", BPFFS);
    }
}
