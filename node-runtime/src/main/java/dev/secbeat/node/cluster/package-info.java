// SPDX-License-Identifier: Apache-2.0
/**
 * The fleet over NATS: counter deltas, block entries, commands, receipts, heartbeats, the leader's lease and the audit
 * stream. The only room that uses {@code io.nats}.
 *
 * <p>Thread rule: callbacks of the client only put into bounded queues or call listeners that promise not to block;
 * each public type says which threads may call it. May import: {@code api}, {@code time}, {@code crdt}, {@code control},
 * {@code failover}, {@code json}.
 */
@NullMarked
package dev.secbeat.node.cluster;

import org.jspecify.annotations.NullMarked;
