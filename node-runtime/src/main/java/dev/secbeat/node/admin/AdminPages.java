// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.admin;

import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What the endpoint shows. All are called on an event loop: they must be safe there and must not block.
 *
 * @param metrics by the scraper's Accept header, which may be missing
 * @param unreadiness one sentence for each reason not to send traffic here; empty when ready
 * @param countersJson the busiest sources as JSON; shown to this machine only, for it names client addresses
 */
public record AdminPages(
        Function<@Nullable String, Page> metrics, Supplier<List<String>> unreadiness, Supplier<String> countersJson) {

    /**
     * A body and what it is.
     *
     * @param body never changed after this
     */
    @SuppressWarnings("ArrayRecordComponent") // bytes on their way to a socket; compared by no one
    public record Page(String contentType, byte[] body) {}
}
