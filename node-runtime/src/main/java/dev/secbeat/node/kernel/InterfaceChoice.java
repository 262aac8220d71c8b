// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.kernel;

import java.util.ArrayList;
import java.util.List;

/** Which interfaces are to be guarded: whether each can be by itself, and all of them together. */
final class InterfaceChoice {
    private InterfaceChoice() {}

    /**
     * The interfaces of these names, in their order, as the calling thread's network namespace has them.
     *
     * @param all the interfaces of that namespace
     * @throws XdpException when one is missing or must not be guarded, naming which would be right
     */
    static List<LinkDevice> of(LibC c, List<String> names, List<LinkDevice> all) {
        List<LinkDevice> chosen = new ArrayList<>();
        for (String name : names) { // The kernel also knows alternative names, which its list does not show first.
            int index = c.ifNameToIndex(name);
            chosen.add(LinkDevice.byIndex(all, index)
                    .orElseThrow(() -> new XdpException(
                            "there is no interface " + name + " in this network namespace, so nothing can"
                                    + " be filtered: list them with 'ip link' and correct the configuration")));
        }
        check(chosen, all);
        return List.copyOf(chosen);
    }

    /** Refuses what cannot be guarded: ports of a bond, and what would see the same packet twice. */
    static void check(List<LinkDevice> chosen, List<LinkDevice> all) {
        for (LinkDevice device : chosen) {
            if (device.isBundled()) {
                throw bundled(device, all);
            }
        }
        for (int i = 0; i < chosen.size(); i++) {
            LinkDevice one = chosen.get(i);
            for (LinkDevice other : chosen.subList(i + 1, chosen.size())) {
                if (one.index() == other.index()) {
                    throw new XdpException("interface " + one.name() + " is named twice, by its own or by other names:"
                            + " name each interface once");
                }
            }
            for (LinkDevice other : chosen) {
                if (standsOn(other, one, all)) {
                    throw twice(one, other);
                }
            }
        }
    }

    /** Whether {@code upper} gets packets that {@code lower} received, over whatever is in between. */
    private static boolean standsOn(LinkDevice upper, LinkDevice lower, List<LinkDevice> all) {
        List<LinkDevice> reached = new ArrayList<>(List.of(lower));
        for (int i = 0; i < reached.size(); i++) { // Each once: bounded by the number of interfaces.
            for (LinkDevice next : all) {
                if (reached.get(i).carries(next) && !reached.contains(next)) {
                    reached.add(next);
                }
            }
        }
        return upper.index() != lower.index() && reached.contains(upper);
    }

    private static XdpException bundled(LinkDevice port, List<LinkDevice> all) {
        String master = LinkDevice.byIndex(all, port.master())
                .map(LinkDevice::name)
                .orElse("the interface of index " + port.master());
        return new XdpException("interface " + port.name() + " is a port of the " + port.portKind() + " " + master
                + ", which decides what its ports run: nothing was changed. Name " + master + " in the configuration in"
                + " place of its ports");
    }

    private static XdpException twice(LinkDevice lower, LinkDevice upper) {
        return new XdpException("interface " + upper.name() + " stands on " + lower.name()
                + ", where its packets are filtered already (VLAN tags are read), so each would be judged and counted"
                + " twice: nothing was changed. Leave " + upper.name()
                + " out of the configuration, or name it and not "
                + lower.name());
    }
}
