// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.link;

import dev.secbeat.node.cluster.KeyFileException;
import dev.secbeat.node.cluster.NatsSettings;
import dev.secbeat.node.cluster.NkeySigner;
import dev.secbeat.node.cluster.Seed;
import java.nio.file.Path;
import java.util.Optional;

/**
 * How to reach a fleet.
 *
 * @param name shown to the operator, such as {@code production}
 * @param nats servers, and the key with which the console connects
 * @param operatorKey seed file of the key that signs commands
 * @param operatorSeed the same where it is in no file; it goes before the file. Without either the console is read-only
 */
public record FleetProfile(String name, NatsSettings nats, Optional<Path> operatorKey, Optional<Seed> operatorSeed) {

    /** With the operator's key in a file. */
    public FleetProfile(String name, NatsSettings nats, Optional<Path> operatorKey) {
        this(name, nats, operatorKey, Optional.empty());
    }

    /** Whether commands can be signed at all. */
    boolean canSign() {
        return operatorKey.isPresent() || operatorSeed.isPresent();
    }

    /** The operator's key; only where there is one. The caller closes it. */
    NkeySigner signer() throws KeyFileException {
        return operatorSeed.isPresent() ? operatorSeed.get().open() : NkeySigner.load(operatorKey.orElseThrow());
    }
}
