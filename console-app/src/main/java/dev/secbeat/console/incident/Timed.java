// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.incident;

import dev.secbeat.console.model.Update;

/**
 * An update and when it was learnt.
 *
 * @param nanos of the recording console's monotonic clock
 * @param epochMillis of its wall clock
 */
record Timed(Update update, long nanos, long epochMillis) {}
