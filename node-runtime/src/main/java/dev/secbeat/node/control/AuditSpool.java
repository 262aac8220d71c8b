// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.control;

import java.io.IOException;
import java.util.Optional;

/**
 * Port: reads an audit journal in order while it grows, for whoever keeps a copy. Used by one thread, another one than the
 * writer's.
 */
public interface AuditSpool extends AutoCloseable {

    /**
     * Goes behind the record with that hash.
     *
     * @return false when the journal holds no such record; the oldest it holds is the next then
     */
    boolean seekAfter(String hash) throws IOException;

    /** The next record's line, without its end; empty while there is none. */
    Optional<String> next() throws IOException;

    @Override
    void close() throws IOException;
}
