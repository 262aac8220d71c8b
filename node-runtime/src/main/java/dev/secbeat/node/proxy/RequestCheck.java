// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.proxy;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import java.util.List;
import java.util.OptionalInt;

/**
 * Turns away requests that two servers could read differently, the seed of request smuggling (RFC 9112, 3.2 and 6.3), and
 * methods that mean something to a proxy itself.
 */
final class RequestCheck {
    private RequestCheck() {}

    /** The status with which to refuse, or empty when the request may pass. */
    static OptionalInt refusal(HttpServerRequest request) {
        HttpMethod method = request.method();
        if (method.equals(HttpMethod.CONNECT) || method.equals(HttpMethod.TRACE)) {
            return OptionalInt.of(405);
        }
        return ambiguous(request.headers()) ? OptionalInt.of(400) : OptionalInt.empty();
    }

    private static boolean ambiguous(MultiMap headers) {
        List<String> codings = headers.getAll("Transfer-Encoding");
        boolean strangeCoding =
                !codings.isEmpty() && !(codings.size() == 1 && codings.get(0).equalsIgnoreCase("chunked"));
        boolean bothLengths = !codings.isEmpty() && headers.contains("Content-Length");
        return strangeCoding
                || bothLengths
                || headers.getAll("Content-Length").size() > 1
                || headers.getAll("Host").size() > 1;
    }
}
