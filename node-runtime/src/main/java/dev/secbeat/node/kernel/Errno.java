// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.kernel;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Linux error numbers (generic ABI: x86-64 and arm64) and what they mean to an operator here. */
final class Errno {
    static final int EPERM = 1;
    static final int ENOENT = 2;
    static final int E2BIG = 7;
    static final int EAGAIN = 11;
    static final int ENOMEM = 12;
    static final int EACCES = 13;
    static final int EBUSY = 16;
    static final int EEXIST = 17;
    static final int ENODEV = 19;
    static final int EINVAL = 22;
    static final int ENOSPC = 28;
    static final int ENOSYS = 38;
    static final int EOPNOTSUPP = 95;

    private static final int CAP_NET_ADMIN = 12;
    private static final int CAP_SYS_ADMIN = 21;
    private static final int CAP_BPF = 39;
    private static final Map<Integer, String> NAMES = Map.ofEntries(
            Map.entry(EPERM, "EPERM (operation not permitted)"),
            Map.entry(ENOENT, "ENOENT (does not exist)"),
            Map.entry(E2BIG, "E2BIG (no room left, or too large)"),
            Map.entry(EAGAIN, "EAGAIN (try again)"),
            Map.entry(ENOMEM, "ENOMEM (out of memory)"),
            Map.entry(EACCES, "EACCES (permission denied)"),
            Map.entry(EBUSY, "EBUSY (in use)"),
            Map.entry(EEXIST, "EEXIST (exists already)"),
            Map.entry(ENODEV, "ENODEV (no such device)"),
            Map.entry(EINVAL, "EINVAL (invalid argument)"),
            Map.entry(ENOSPC, "ENOSPC (no space left)"),
            Map.entry(ENOSYS, "ENOSYS (not known to this kernel)"),
            Map.entry(EOPNOTSUPP, "EOPNOTSUPP (not supported)"));

    private Errno() {}

    /** {@code EPERM (operation not permitted)}. */
    static String name(int errno) {
        return NAMES.getOrDefault(errno, "errno " + errno);
    }

    /** Passes {@code result} on when it is no error, which libbpf says by a negative errno. */
    static int check(int result, String call) {
        if (result < 0) {
            throw failure(-result, call);
        }
        return result;
    }

    /** The exception for a failed {@code call}, written with its arguments. */
    static XdpException failure(int errno, String call) {
        String hint = hint(errno, call);
        return new XdpException(call + " failed: " + name(errno) + (hint.isEmpty() ? "" : ". " + hint));
    }

    private static String hint(int errno, String call) {
        return switch (errno) {
            case EPERM, EACCES -> privilegeHint();
            case ENOSYS, EINVAL, EOPNOTSUPP ->
                !call.startsWith("bpf_")
                        ? ""
                        : "The kernel must be Linux 5.18 or newer with CONFIG_BPF_SYSCALL and CONFIG_BPF_JIT; this one is "
                                + System.getProperty("os.version");
            case ENOMEM -> "Free memory, lower the table capacities, or raise the memory limit of the service";
            default -> "";
        };
    }

    private static String privilegeHint() {
        List<String> missing = missingCapabilities();
        return missing.isEmpty()
                ? "The capabilities are there; look for a security module or seccomp filter that forbids BPF"
                : "This process lacks " + String.join(" and ", missing)
                        + ": run as root, or grant them (systemd: AmbientCapabilities=CAP_BPF CAP_NET_ADMIN CAP_PERFMON)";
    }

    /** Which of the capabilities XDP asks for the calling process lacks; CAP_SYS_ADMIN stands in for CAP_BPF. */
    static List<String> missingCapabilities() {
        long held = effectiveCapabilities();
        List<String> missing = new ArrayList<>();
        if ((held >>> CAP_BPF & 1) == 0 && (held >>> CAP_SYS_ADMIN & 1) == 0) {
            missing.add("CAP_BPF");
        }
        if ((held >>> CAP_NET_ADMIN & 1) == 0) {
            missing.add("CAP_NET_ADMIN");
        }
        return missing;
    }

    /** @throws XdpException when the process may not do what needs XDP */
    static void requirePrivilege(String doing) {
        if (!missingCapabilities().isEmpty()) {
            throw failure(EPERM, "XDP needs privileges, so " + doing);
        }
    }

    private static long effectiveCapabilities() {
        try {
            for (String line : Files.readAllLines(Path.of("/proc/thread-self/status"))) {
                if (line.startsWith("CapEff:")) {
                    return Long.parseUnsignedLong(line.substring(7).strip(), 16);
                }
            }
        } catch (IOException e) {
            throw new XdpException("/proc/thread-self/status cannot be read; mount /proc", e);
        }
        return 0;
    }
}
