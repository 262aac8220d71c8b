// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.kernel;

import dev.secbeat.node.api.BlockCause;
import dev.secbeat.node.api.Prefix;

/**
 * A block in force in the kernel.
 *
 * @param remainingMillis until it expires, rounded up, at least 1
 * @param hits packets dropped by it so far
 * @param cause why it is there
 */
public record HeldBlock(Prefix prefix, long remainingMillis, long hits, BlockCause cause) {}
