// SPDX-License-Identifier: GPL-3.0-or-later
/**
 * The global Prometheus: scrapes its federation endpoint in protobuf and turns counters into rates by region, and asks it
 * for rates over time.
 *
 * <p>Thread rule: one background thread of its own per feed; results go to a sink that must not block. May import:
 * {@code node.api}, {@code node.json}, {@code model}, {@code i18n}.
 */
@NullMarked
package dev.secbeat.console.feed;

import org.jspecify.annotations.NullMarked;
