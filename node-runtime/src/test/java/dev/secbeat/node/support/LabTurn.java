// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.support;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Lets a class of tests wait until no other process runs one that brings up a fleet in namespaces, or that counts what
 * such a fleet leaves behind: its names are the machine's, so there can be one. Also for what takes as much of the machine as a
 * fleet does. Held until the class has ended.
 */
public final class LabTurn implements BeforeAllCallback {
    private static final Path LOCK = Path.of(System.getProperty("java.io.tmpdir"), "secbeat-tests-of-a-fleet.lock");

    private record Turn(FileChannel lock) implements AutoCloseable {
        @Override
        public void close() throws IOException {
            lock.close();
        }
    }

    @Override
    @SuppressWarnings("resource") // JUnit closes what it is given to keep, after the class' own end.
    public void beforeAll(ExtensionContext context) throws Exception {
        FileChannel channel = FileChannel.open(LOCK, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        var _ = channel.lock();
        context.getStore(ExtensionContext.Namespace.create(LabTurn.class)).put(LabTurn.class, new Turn(channel));
    }
}
