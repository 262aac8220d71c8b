// SPDX-License-Identifier: Apache-2.0
/**
 * DNS providers: where steering records are read, changed under a fence and verified.
 *
 * <p>Thread rule: calls block on the network, with timeouts; never called by the node loop. May import: {@code api}, {@code failover}; the only room that uses dnsjava.
 */
@NullMarked
package dev.secbeat.node.dns;

import org.jspecify.annotations.NullMarked;
