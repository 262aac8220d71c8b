// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.cli;

import dev.secbeat.node.api.Prefix;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Addresses that whoever types a command comes from: those of this machine, and where its terminal is. */
final class OwnAddresses {
    private final Map<Prefix, String> own = new LinkedHashMap<>();

    OwnAddresses(Map<String, String> environment, Collection<InetAddress> machine) {
        String terminal = environment.getOrDefault("SSH_CONNECTION", "").split(" ", 2)[0];
        if (!terminal.isEmpty()) {
            try {
                add(InetAddress.ofLiteral(terminal), "the address that you are logged in from");
            } catch (IllegalArgumentException e) {
                // What is not an address shuts nobody out.
            }
        }
        machine.forEach(address -> add(address, "an address of this machine"));
    }

    static OwnAddresses here() {
        try {
            List<InetAddress> machine = NetworkInterface.networkInterfaces()
                    .flatMap(NetworkInterface::inetAddresses)
                    .toList();
            return new OwnAddresses(System.getenv(), machine);
        } catch (SocketException e) {
            return new OwnAddresses(System.getenv(), List.of());
        }
    }

    /** Refuses a block that would shut out who orders it. */
    void refuse(List<Prefix> prefixes) throws CliException {
        for (Prefix prefix : prefixes) {
            for (Map.Entry<Prefix, String> each : own.entrySet()) {
                if (prefix.overlaps(each.getKey())) {
                    throw new CliException(
                            ExitCode.USAGE,
                            prefix + " holds " + each.getKey() + ", " + each.getValue() + "; nothing was sent: leave it"
                                    + " out, or say --even-myself");
                }
            }
        }
    }

    private void add(InetAddress address, String what) {
        if (!address.isLoopbackAddress()) {
            own.putIfAbsent(Prefix.of(address), what);
        }
    }
}
