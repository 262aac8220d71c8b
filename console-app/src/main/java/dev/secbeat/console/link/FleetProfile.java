// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.link;

import dev.secbeat.node.cluster.NatsSettings;
import java.nio.file.Path;
import java.util.Optional;

/**
 * How to reach a fleet.
 *
 * @param name shown to the operator, such as {@code production}
 * @param nats servers, and the key with which the console connects
 * @param operatorKey seed file of the key that signs commands; without one the console is read-only
 */
public record FleetProfile(String name, NatsSettings nats, Optional<Path> operatorKey) {}
