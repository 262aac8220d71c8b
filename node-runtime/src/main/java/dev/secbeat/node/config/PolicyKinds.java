// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.config;

import dev.secbeat.node.api.NumberRange;
import dev.secbeat.node.api.PacketRule;
import dev.secbeat.node.api.PacketRule.Match;
import dev.secbeat.node.api.Prefix;
import dev.secbeat.node.api.TcpFlags;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** The kinds of values rules and services are made of. */
final class PolicyKinds {
    static final Kind<NumberRange> RANGE = numberOrText(
            "a number from 0 to 65535, or two such as \"1024-65535\", the smaller first",
            text -> orEmpty(text, NumberRange::parse));

    private static final Map<String, Integer> PROTOCOLS =
            Map.of("tcp", Match.TCP, "udp", Match.UDP, "icmp", Match.ICMP, "icmpv6", Match.ICMPV6);
    private static final int MOST_PROTOCOL = 255;

    static final Kind<Integer> PROTOCOL =
            numberOrText("one of tcp, udp, icmp, icmpv6, or a number from 0 to 255", PolicyKinds::protocol);

    static final Kind<TcpFlags> FLAGS = Kind.text(
            "flags out of fin, syn, rst, psh, ack, urg, ece, cwr, each once, with '!' before those that must not be set,"
                    + " such as \"syn,!ack\"",
            text -> orEmpty(text, TcpFlags::parse));

    static final Kind<Prefix> HOST = Kind.text(
            "an address of one machine, such as 192.0.2.7 or 2001:db8::7",
            text -> orEmpty(text, Prefix::parse).filter(Prefix::isHost));

    private PolicyKinds() {}

    /** Takes each name once: a counter by that name could not tell which it counts. */
    static Kind<String> nameOnce() {
        Set<String> taken = new HashSet<>();
        return Kind.text(
                "a name of 1 to 32 of a-z, 0-9 and '-' that no other here has",
                text -> Optional.of(text).filter(PacketRule::isName).filter(taken::add));
    }

    /** One of the constants of {@code values}, in lower case. */
    static <E extends Enum<E>> Kind<E> constant(Class<E> values) {
        E[] all = values.getEnumConstants();
        String[] words = Arrays.stream(all)
                .map(one -> one.name().toLowerCase(Locale.ROOT))
                .toArray(String[]::new);
        return Kind.text(
                "one of " + String.join(", ", words),
                text -> Arrays.stream(all)
                        .filter(one -> one.name().toLowerCase(Locale.ROOT).equals(text))
                        .findFirst());
    }

    private static Optional<Integer> protocol(String text) {
        Integer named = PROTOCOLS.get(text);
        return named == null
                ? orEmpty(text, Integer::valueOf).filter(number -> number >= 0 && number <= MOST_PROTOCOL)
                : Optional.of(named);
    }

    private static <T> Kind<T> numberOrText(String allowed, Function<String, Optional<T>> reader) {
        return new Kind<>(
                Object.class,
                allowed,
                value -> value instanceof Long || value instanceof String
                        ? reader.apply(value.toString())
                        : Optional.empty());
    }

    private static <T> Optional<T> orEmpty(String text, Function<String, T> parser) {
        try {
            return Optional.of(parser.apply(text));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
