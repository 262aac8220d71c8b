// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.demo.bench;

import dev.secbeat.node.demo.lab.LabException;
import dev.secbeat.node.demo.lab.Shell;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * Interfaces for nodes to filter on, of this process alone: pairs whose other ends are in a namespace named after the
 * process, so that they go with it. Needs root. One thread.
 */
final class OrdersWires implements AutoCloseable {
    private static final Path BPF = Path.of("/sys/fs/bpf");

    private final String name = "sbo" + ProcessHandle.current().pid();
    private final List<String> interfaces = new ArrayList<>();

    OrdersWires(int count) {
        Shell.run("ip", "netns", "add", name);
        try {
            for (int i = 0; i < count; i++) {
                String near = name + "-" + i;
                Shell.run("ip", "link", "add", near, "type", "veth", "peer", "name", "far" + i, "netns", name);
                Shell.run("ip", "link", "set", near, "up");
                Shell.run("ip", "-n", name, "link", "set", "far" + i, "up");
                interfaces.add(near);
            }
        } catch (LabException e) {
            close();
            throw e;
        }
    }

    String networkInterface(int node) {
        return interfaces.get(node);
    }

    /** Where a node pins its maps. */
    Path pins(int node) {
        return BPF.resolve(name + "-" + node);
    }

    @Override
    public void close() {
        Shell.run("ip", "netns", "delete", name);
        for (int node = 0; node < interfaces.size(); node++) {
            remove(pins(node));
        }
    }

    private static void remove(Path pins) {
        if (!Files.exists(pins)) {
            return;
        }
        try (Stream<Path> tree = Files.walk(pins)) {
            for (Path path : tree.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        } catch (IOException e) {
            throw new LabException("the maps in " + pins + " could not be removed", String.valueOf(e.getMessage()));
        }
    }
}
