// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.runtime;

import dev.secbeat.node.control.TrustFile;
import dev.secbeat.node.json.DecodeException;
import dev.secbeat.node.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Reads the trust file of a node or orchestrator. */
final class TrustFiles {
    private TrustFiles() {}

    static TrustFile read(Path file) {
        try {
            return Json.TRUST.decode(Files.readAllBytes(file));
        } catch (IOException | DecodeException e) {
            throw new StartException(
                    "the trust file " + file + " cannot be read (" + e.getMessage()
                            + "), so no operator could be told from a stranger: write"
                            + " {\"operators\":[{\"key\":\"U...\",\"role\":\"OPERATOR\",\"name\":\"...\"}]} there, keys as"
                            + " 'secbeat keys new' prints them",
                    e);
        }
    }
}
