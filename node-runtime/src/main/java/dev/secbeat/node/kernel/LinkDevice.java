// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.kernel;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * An interface and how it stands to others, as the kernel's routing socket tells it.
 *
 * @param kind such as {@code vlan}, {@code bond}, {@code bridge}, {@code veth}; empty for a card
 * @param portKind kind of the interface it is a port of; empty when it is of none
 * @param master index of that interface; 0 when there is none
 * @param link index of the interface it is made on or, with kind veth, of its other end; 0 when there is none
 * @param linkElsewhere whether {@code link} is in another network namespace
 * @param mtu in bytes
 * @param mac 12 hexadecimal digits; empty when it has no Ethernet address
 */
record LinkDevice(
        int index,
        String name,
        String kind,
        String portKind,
        int master,
        int link,
        boolean linkElsewhere,
        int mtu,
        String mac) {
    /** What bundles ports into one interface: the ports carry no traffic of their own. */
    private static final Set<String> BUNDLES = Set.of("bond", "team");
    /** What receives its packets after the interface it is made on, with the addresses they had there. */
    private static final Set<String> STACKED = Set.of("vlan", "macvlan", "macvtap", "ipvlan", "ipvtap");

    /** Whether it is one of those that are bundled into another. */
    boolean isBundled() {
        return BUNDLES.contains(portKind);
    }

    boolean isBond() {
        return kind.equals("bond");
    }

    boolean isVlan() {
        return kind.equals("vlan");
    }

    /** The interface whose packets it receives, if that is seen from here. */
    OptionalInt parent() {
        return STACKED.contains(kind) && link != 0 && !linkElsewhere ? OptionalInt.of(link) : OptionalInt.empty();
    }

    /** Whether {@code other} stands right on it: is made on it, or has it as a port. */
    boolean carries(LinkDevice other) {
        return other.parent().orElse(0) == index || master == other.index;
    }

    /** Of {@code all}, the one of that index. */
    static Optional<LinkDevice> byIndex(List<LinkDevice> all, int index) {
        return all.stream().filter(device -> device.index == index).findFirst();
    }
}
