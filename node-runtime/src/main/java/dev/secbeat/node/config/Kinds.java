// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.config;

import dev.secbeat.node.api.NodeId;
import dev.secbeat.node.api.Prefix;
import dev.secbeat.node.api.RegionId;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** The kinds of values settings are made of. */
final class Kinds {
    static final Kind<Boolean> FLAG = Kind.flag();
    static final Kind<Double> SHARE = new Kind<>(Number.class, "a number from 0 to 1, such as 0.05", value -> {
        double share = ((Number) value).doubleValue();
        return share >= 0 && share <= 1 ? Optional.of(share) : Optional.empty();
    });
    static final Kind<Double> SHARE_ABOVE_0 =
            new Kind<>(Number.class, "a number above 0, up to 1, such as 0.5", value -> {
                double share = ((Number) value).doubleValue();
                return share > 0 && share <= 1 ? Optional.of(share) : Optional.empty();
            });
    static final Kind<Integer> PORT = integer(0, 65_535, "a port, 1 to 65535, or 0 for any free one");
    static final Kind<Integer> UDP_PORT = integer(1, 65_535, "a UDP port, 1 to 65535");
    static final Kind<RegionId> REGION = parsed("a region name: 1 to 32 of a-z, 0-9 and '-'", RegionId::new);
    static final Kind<String> NODE_NAME = parsed(
            "a node name: 1 to 64 of a-z, 0-9 and '-', unique in the fleet",
            text -> NodeId.of("region", text).name());
    static final Kind<Prefix> PREFIX =
            parsed("an address or prefix, such as 192.0.2.7, 192.0.2.0/24 or 2001:db8::/32", Prefix::parse);
    static final Kind<String> ADDRESS =
            parsed("an address, such as 192.0.2.7 or 2001:db8::7, or 0.0.0.0 or ::", text -> {
                if (text.contains("/")) {
                    throw new IllegalArgumentException("a prefix, not an address");
                }
                return Prefix.parse(text).toString();
            });
    /** As {@link #ADDRESS}, but of one machine. */
    static final Kind<String> HOST_ADDRESS = Kind.text(
            "an address of one machine, such as 192.0.2.7 or 2001:db8::7",
            text -> ADDRESS.reader().apply(text).filter(a -> !a.equals("0.0.0.0") && !a.equals("::")));

    static final Kind<String> NKEY = Kind.text(
            "a public user nkey as 'secbeat keys new' prints it: U and 55 of A-Z and 2-7",
            text -> Optional.of(text).filter(t -> t.matches("U[A-Z2-7]{55}")));
    static final Kind<Path> PATH = parsed("a file path", Kinds::path);
    static final Kind<URI> BACKEND_URL =
            Kind.text("a URL such as http://origin:8080 or https://origin", text -> url(text, "http", "https"));
    static final Kind<URI> NATS_URL = Kind.text(
            "a URL such as nats://host:4222 or tls://host:4222, without user or password",
            text -> url(text, "nats", "tls"));
    static final Kind<String> TEXT =
            Kind.text("a text that is not empty", text -> Optional.of(text).filter(t -> !t.isBlank()));
    static final Kind<InetSocketAddress> ENDPOINT =
            Kind.text("address:port, such as 192.0.2.53:53 or [2001:db8::53]:53", Kinds::endpoint);

    private Kinds() {}

    static Kind<Integer> integer(int min, int max, String allowed) {
        return Kind.integer(
                allowed, value -> value < min || value > max ? Optional.empty() : Optional.of(value.intValue()));
    }

    static Kind<Integer> integer(int min, int max) {
        return integer(min, max, "a whole number from " + min + " to " + max);
    }

    static Kind<Long> count(long min, long max) {
        return Kind.integer(
                "a whole number from " + min + " to " + max,
                value -> value < min || value > max ? Optional.empty() : Optional.of(value));
    }

    static Kind<String> oneOf(String... words) {
        List<String> allowed = Arrays.asList(words);
        return Kind.text(
                "one of " + String.join(", ", words), text -> Optional.of(text).filter(allowed::contains));
    }

    private static <T> Kind<T> parsed(String allowed, Function<String, T> parser) {
        return Kind.text(allowed, text -> {
            try {
                return Optional.of(parser.apply(text));
            } catch (IllegalArgumentException e) {
                return Optional.empty();
            }
        });
    }

    private static Path path(String text) {
        if (text.isBlank()) {
            throw new InvalidPathException(text, "empty");
        }
        return Path.of(text);
    }

    private static Optional<URI> url(String text, String... schemes) {
        try {
            URI uri = URI.create(text);
            boolean bare = uri.getUserInfo() == null && uri.getQuery() == null && uri.getFragment() == null;
            boolean plainPath = uri.getPath() == null
                    || uri.getPath().isEmpty()
                    || uri.getPath().equals("/");
            boolean port = uri.getPort() >= -1 && uri.getPort() <= 65_535 && uri.getPort() != 0;
            boolean good = bare && plainPath && port && uri.getHost() != null && uri.getScheme() != null;
            return good && Arrays.asList(schemes).contains(uri.getScheme()) ? Optional.of(uri) : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static Optional<InetSocketAddress> endpoint(String text) {
        int colon = text.lastIndexOf(':');
        try {
            String host = text.substring(0, Math.max(colon, 0)).replaceAll("^\\[|]$", "");
            int port = Integer.parseInt(text.substring(colon + 1));
            byte[] address = Prefix.parse(host).addressBytes();
            return port < 1
                    ? Optional.empty()
                    : Optional.of(new InetSocketAddress(InetAddress.getByAddress(address), port));
        } catch (IllegalArgumentException | UnknownHostException e) {
            return Optional.empty();
        }
    }
}
