// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.runtime;

import dev.secbeat.node.control.TrustFile;
import dev.secbeat.node.journal.TrustStore;
import dev.secbeat.node.json.DecodeException;
import java.io.IOException;
import java.nio.file.Path;

/** A trust file in the hands of people: read whole or not at all, written whole or not at all. */
public final class TrustPaper {
    private TrustPaper() {}

    /**
     * Reads a file; whose word it is, is not asked here.
     *
     * @throws IOException when it cannot be read or understood; the message says which and why
     */
    public static TrustFile read(Path file) throws IOException {
        try {
            return TrustStore.read(file);
        } catch (DecodeException e) {
            throw new IOException("trust file " + file + " cannot be understood (" + e.getMessage() + ")", e);
        }
    }

    /** Replaces a file, or makes it. */
    public static void write(Path file, TrustFile trust) throws IOException {
        new TrustStore(file).write(trust);
    }
}
