// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.proxy;

import dev.secbeat.node.api.Prefix;
import io.vertx.core.net.SocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Finds out who really asks: the peer, or, behind trusted proxies, whom the nearest of them names. */
final class ClientAddress {
    /** A longer chain is not looked at further: whoever forged it pays for no more of our time. */
    private static final int MOST_HOPS = 16;

    private static final Pattern WITH_PORT =
            Pattern.compile("\\[(?<v6>[0-9A-Fa-f:.]{2,45})](:[0-9]{1,5})?|(?<v4>[0-9.]{7,15}):[0-9]{1,5}");

    private final List<Prefix> trusted;

    ClientAddress(List<Prefix> trusted) {
        this.trusted = trusted;
    }

    /** The connection's other end; empty for what is not TCP or is already gone. */
    static Optional<Prefix> peer(@Nullable SocketAddress remote) {
        String host = remote == null ? null : remote.hostAddress();
        if (host == null) {
            return Optional.empty();
        }
        int zone = host.indexOf('%');
        return parse(zone < 0 ? host : host.substring(0, zone));
    }

    boolean isTrusted(Prefix peer) {
        return trusted.stream().anyMatch(t -> t.contains(peer));
    }

    /**
     * The rightmost address of the chain that is not itself a trusted proxy; the peer when there is no chain, when the
     * peer is not trusted, or from where the chain cannot be read.
     *
     * @param forwardedFor the X-Forwarded-For lines in order
     */
    Prefix resolve(Prefix peer, List<String> forwardedFor) {
        if (forwardedFor.isEmpty() || !isTrusted(peer)) {
            return peer;
        }
        String[] hops = String.join(",", forwardedFor).split(",", -1);
        Prefix client = peer;
        for (int i = hops.length - 1; i >= Math.max(0, hops.length - MOST_HOPS); i--) {
            Optional<Prefix> hop = parse(withoutPort(hops[i].strip()));
            if (hop.isEmpty()) {
                return client;
            }
            client = hop.get();
            if (!isTrusted(client)) {
                return client;
            }
        }
        return client;
    }

    /** Some proxies write {@code 192.0.2.1:443}, {@code [2001:db8::1]:443} or {@code [2001:db8::1]}. */
    private static String withoutPort(String hop) {
        Matcher matcher = WITH_PORT.matcher(hop);
        if (!matcher.matches()) {
            return hop;
        }
        String bracketed = matcher.group("v6");
        return bracketed == null ? matcher.group("v4") : bracketed;
    }

    private static Optional<Prefix> parse(String text) {
        if (text.isEmpty() || text.length() > 45 || text.contains("/")) {
            return Optional.empty();
        }
        try {
            return Optional.of(Prefix.parse(text));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
