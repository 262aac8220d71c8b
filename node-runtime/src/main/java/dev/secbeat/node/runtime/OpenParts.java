// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.runtime;

import java.util.ArrayDeque;
import java.util.Deque;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What has been opened so far, to be closed in reverse order: at the end, or when a later part cannot start. */
final class OpenParts implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(OpenParts.class);

    private final Deque<AutoCloseable> parts = new ArrayDeque<>();

    /** Remembers {@code part} and returns it. */
    <T extends AutoCloseable> T add(T part) {
        parts.push(part);
        return part;
    }

    @Override
    public void close() {
        while (!parts.isEmpty()) {
            AutoCloseable part = parts.pop();
            try {
                part.close();
            } catch (Exception e) { // One part that fails to close must not keep the others open.
                LOG.warn(
                        "event=close_failed part={} error=\"{}\"",
                        part.getClass().getSimpleName(),
                        e.toString());
            }
        }
    }
}
