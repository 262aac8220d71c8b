// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.kernel;

import dev.secbeat.node.api.NumberRange;
import dev.secbeat.node.api.PacketRule;
import dev.secbeat.node.api.PacketRule.Action;
import dev.secbeat.node.api.PacketRule.Match;
import dev.secbeat.node.api.Prefix;
import dev.secbeat.node.api.TcpFlags;
import java.util.List;
import java.util.Optional;

/** Writes rules: {@code Rules.on().tcp().destinationPorts("80").named("web", Action.DROP)}. */
final class Rules {
    private Optional<Prefix> source = Optional.empty();
    private Optional<Prefix> destination = Optional.empty();
    private Optional<Integer> protocol = Optional.empty();
    private Optional<NumberRange> sourcePorts = Optional.empty();
    private Optional<NumberRange> destinationPorts = Optional.empty();
    private Optional<TcpFlags> flags = Optional.empty();
    private Optional<NumberRange> length = Optional.empty();
    private Optional<Boolean> fragment = Optional.empty();

    private Rules() {}

    static Rules on() {
        return new Rules();
    }

    static PacketPolicy policy(PacketRule... rules) {
        return new PacketPolicy(List.of(rules), List.of(), 1);
    }

    Rules source(String prefix) {
        source = Optional.of(Prefix.parse(prefix));
        return this;
    }

    Rules destination(String prefix) {
        destination = Optional.of(Prefix.parse(prefix));
        return this;
    }

    Rules protocol(int number) {
        protocol = Optional.of(number);
        return this;
    }

    Rules tcp() {
        return protocol(Frame.TCP);
    }

    Rules udp() {
        return protocol(Frame.UDP);
    }

    Rules sourcePorts(String range) {
        sourcePorts = Optional.of(NumberRange.parse(range));
        return this;
    }

    Rules destinationPorts(String range) {
        destinationPorts = Optional.of(NumberRange.parse(range));
        return this;
    }

    Rules flags(String text) {
        flags = Optional.of(TcpFlags.parse(text));
        return this;
    }

    Rules length(String range) {
        length = Optional.of(NumberRange.parse(range));
        return this;
    }

    Rules fragment(boolean wanted) {
        fragment = Optional.of(wanted);
        return this;
    }

    Match match() {
        return new Match(source, destination, protocol, sourcePorts, destinationPorts, flags, length, fragment);
    }

    PacketRule named(String name, Action action) {
        return new PacketRule(name, match(), action);
    }
}
