// SPDX-License-Identifier: GPL-3.0-or-later
/**
 * The global Prometheus: scrapes its federation endpoint in protobuf and turns counters into rates by region.
 *
 * <p>Thread rule: one background thread of its own per feed; results go to a sink that must not block. May import:
 * {@code node.api}, {@code model}.
 */
@NullMarked
package dev.secbeat.console.feed;

import org.jspecify.annotations.NullMarked;
