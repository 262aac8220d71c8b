// SPDX-License-Identifier: GPL-3.0-or-later
/**
 * The console's connection to the fleet: heartbeats, events, receipts and plans in, signed commands out; and the pump
 * that carries what was learnt to the FX thread.
 *
 * <p>Thread rule: one background thread of its own per connection and per pump, besides the threads of the fleet link;
 * everything learnt goes to a {@link dev.secbeat.console.model.FleetInbox}. May import: {@code node.api}, {@code
 * node.cluster}, {@code node.runtime}, {@code model}.
 */
@NullMarked
package dev.secbeat.console.link;

import org.jspecify.annotations.NullMarked;
