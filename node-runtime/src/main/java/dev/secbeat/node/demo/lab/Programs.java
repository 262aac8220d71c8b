// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.demo.lab;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** The programs a lab runs, and the Debian packages that bring them. */
final class Programs {
    private static final List<String> ALWAYS_SEARCHED = List.of("/usr/sbin", "/sbin", "/usr/bin", "/bin");

    /** Package by program; the launcher's {@code lab_needs} is the same list. */
    static final Map<String, String> NEEDED = new LinkedHashMap<>();

    static {
        NEEDED.put("nats-server", "nats-server");
        NEEDED.put("prometheus", "prometheus");
        NEEDED.put("named", "bind9");
        NEEDED.put("nginx", "nginx-light");
        NEEDED.put("ip", "iproute2");
        NEEDED.put("ethtool", "ethtool");
        NEEDED.put("sysctl", "procps");
        NEEDED.put("nsenter", "util-linux");
        NEEDED.put("setpriv", "util-linux");
        NEEDED.put("setsid", "util-linux");
        NEEDED.put("nice", "coreutils");
        NEEDED.put("mount", "mount");
    }

    private Programs() {}

    /** Refuses to go on without all of them. @throws LabException naming the line that installs what is missing */
    static void requireAll() {
        List<String> missing = missing(searchPath());
        if (!missing.isEmpty()) {
            throw new LabException(
                    "programs are missing: " + String.join(", ", missing), "Install them: " + installLine(missing));
        }
    }

    static List<String> missing(List<Path> searchPath) {
        return NEEDED.keySet().stream()
                .filter(program ->
                        searchPath.stream().noneMatch(directory -> Files.isExecutable(directory.resolve(program))))
                .toList();
    }

    static String installLine(List<String> programs) {
        var packages = new TreeSet<String>();
        programs.forEach(program -> packages.add(NEEDED.getOrDefault(program, program)));
        return "apt-get install -y --no-install-recommends " + String.join(" ", packages);
    }

    private static List<Path> searchPath() {
        List<String> directories = new ArrayList<>(ALWAYS_SEARCHED);
        directories.addAll(
                Arrays.asList(System.getenv().getOrDefault("PATH", "").split(":", -1)));
        return directories.stream()
                .filter(name -> !name.isEmpty())
                .map(Path::of)
                .toList();
    }
}
