// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.config;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The keys of {@code [network]} that say where XDP filters. */
final class InterfacesReader {
    /** As many as the XDP program has places for. */
    private static final int MAX_INTERFACES = 16;

    private static final Kind<String> INTERFACE = Kind.text(
            "an interface name of 1 to 15 characters, such as eth0",
            text -> Optional.of(text).filter(InterfacesReader::isName));

    private InterfacesReader() {}

    /** The interfaces in their order; none: that of the default route. */
    static List<String> read(Section section) {
        Optional<String> one = section.optional("interface", INTERFACE);
        List<String> several = section.list("interfaces", interfaceOnce(), List.of());
        if (section.has("interface") && section.has("interfaces")) {
            section.problem("interfaces", "stands beside interface", "give one or the other");
        } else if (section.isEmptyArray("interfaces")) {
            section.problem(
                    "interfaces",
                    "is empty",
                    "name 1 to " + MAX_INTERFACES + ", or leave it out for that of the default route");
        } else if (several.size() > MAX_INTERFACES) {
            section.problem(
                    "interfaces", "has " + several.size() + " names", "at most " + MAX_INTERFACES + " can be guarded");
        }
        return section.has("interfaces") ? several : one.stream().toList();
    }

    private static Kind<String> interfaceOnce() {
        Set<String> names = new HashSet<>();
        return Kind.text(
                "an interface name of 1 to 15 characters, such as eth0, another one in each place",
                text -> Optional.of(text).filter(InterfacesReader::isName).filter(names::add));
    }

    /** IFNAMSIZ leaves 15 characters; the kernel forbids slashes and white space. */
    private static boolean isName(String text) {
        return text.matches("[^/\\s]{1,15}");
    }
}
