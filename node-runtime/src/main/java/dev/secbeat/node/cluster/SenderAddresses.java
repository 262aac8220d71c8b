// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.cluster;

import dev.secbeat.node.api.Command;
import dev.secbeat.node.api.CommandBody;
import dev.secbeat.node.api.Prefix;
import io.nats.client.Connection;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Where an order is sent from, told and signed with it so that no node lets its sender shut himself out: the address that the NATS
 * server sees, which behind a translating router is the one that the fleet would block, where the terminal is, and those of
 * this machine. Safe for all threads.
 */
public final class SenderAddresses {
    private SenderAddresses() {}

    /** {@code command} as sent over {@code link} from this machine; the same where it can shut nobody out. */
    public static Command of(Command command, FleetLink link) {
        return canShutOut(command.body()) ? command.sentFrom(here(link)) : command;
    }

    private static boolean canShutOut(CommandBody body) {
        return switch (body) {
            case CommandBody.Block block -> true;
            case CommandBody.Part part -> canShutOut(part.order());
            case CommandBody.Undo undo -> true;
            case CommandBody.Approve approve -> true;
            case CommandBody.Unblock _,
                    CommandBody.Allow _,
                    CommandBody.OnLimits _,
                    CommandBody.Drill _,
                    CommandBody.OnRegion _ -> false;
        };
    }

    private static List<Prefix> here(FleetLink link) {
        Set<Prefix> found = new LinkedHashSet<>();
        link.session().usable().map(SenderAddresses::seenBy).ifPresent(text -> add(found, text));
        add(found, System.getenv().getOrDefault("SSH_CONNECTION", "").split(" ", 2)[0]);
        machine().stream().filter(SenderAddresses::isReachable).forEach(address -> found.add(Prefix.of(address)));
        return found.stream().limit(Command.MAX_FROM).toList();
    }

    private static String seenBy(Connection connection) {
        String address = connection.getServerInfo().getClientIp();
        return address == null ? "" : address;
    }

    private static void add(Set<Prefix> found, String literal) {
        if (!literal.isEmpty()) {
            try {
                InetAddress address = InetAddress.ofLiteral(literal);
                if (isReachable(address)) {
                    found.add(Prefix.of(address));
                }
            } catch (IllegalArgumentException e) {
                // What is not an address shuts nobody out.
            }
        }
    }

    private static boolean isReachable(InetAddress address) {
        return !address.isLoopbackAddress() && !address.isAnyLocalAddress() && !address.isLinkLocalAddress();
    }

    private static Collection<InetAddress> machine() {
        try {
            return NetworkInterface.networkInterfaces()
                    .flatMap(NetworkInterface::inetAddresses)
                    .toList();
        } catch (SocketException e) {
            return List.of();
        }
    }
}
