// SPDX-License-Identifier: GPL-3.0-or-later
/**
 * Incidents as files: what flows into the model is written down while it happens, and read again as if it happened now.
 *
 * <p>Thread rule: a {@link dev.secbeat.console.incident.Recorder} and a {@link dev.secbeat.console.incident.Replayer} have
 * a background thread each, and do all reading and writing there. May import: {@code model}, {@code i18n}, {@code
 * node.api}, {@code node.json}.
 */
@NullMarked
package dev.secbeat.console.incident;

import org.jspecify.annotations.NullMarked;
