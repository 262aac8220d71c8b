// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.proxy;

import dev.secbeat.node.api.Prefix;
import io.vertx.core.MultiMap;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** Tells the backend who asked and how; what an untrusted peer claims about itself is dropped. */
final class ForwardingHeaders {
    static final String FOR = "X-Forwarded-For";
    static final String PROTO = "X-Forwarded-Proto";
    static final String HOST = "X-Forwarded-Host";

    /** What a backend may believe about who asks and how, so only trusted peers may say it. */
    private static final List<String> CLAIMS = List.of("Forwarded", FOR, PROTO, HOST, "X-Forwarded-Port", "X-Real-IP");

    /** What frames or directs the message cannot be talked away, nor can a change of protocol. */
    private static final Set<String> NEEDED =
            Set.of("host", "content-length", "transfer-encoding", "upgrade", "connection");

    private ForwardingHeaders() {}

    static void write(MultiMap headers, Prefix peer, boolean peerTrusted, boolean tls, String host) {
        if (!peerTrusted) {
            CLAIMS.forEach(headers::remove);
        }
        List<String> chain = headers.getAll(FOR);
        String before = chain.isEmpty() ? "" : String.join(", ", chain) + ", ";
        headers.set(FOR, before + peer);
        if (!headers.contains(PROTO)) {
            headers.set(PROTO, tls ? "https" : "http");
        }
        if (!headers.contains(HOST) && !host.isEmpty()) {
            headers.set(HOST, host);
        }
    }

    /** Removes what a client says is for this hop alone; before anything is added, which is not the client's to remove. */
    static void endHop(MultiMap headers, Set<String> named) {
        named.stream().filter(name -> !NEEDED.contains(name)).forEach(headers::remove);
    }

    /** What the Connection header lists, in lower case: options and headers that end at this hop (RFC 9110, 7.6.1). */
    static Set<String> namedForThisHop(MultiMap headers) {
        return headers.getAll("Connection").stream()
                .flatMap(line -> Arrays.stream(line.split(",")))
                .map(name -> name.strip().toLowerCase(Locale.ROOT))
                .filter(name -> !name.isEmpty())
                .collect(Collectors.toSet());
    }
}
