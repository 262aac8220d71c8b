// SPDX-License-Identifier: GPL-3.0-or-later
/**
 * Starts the console and wires its rooms.
 *
 * <p>Thread rule: {@code ConsoleMain} runs on the main thread, everything else on the FX thread. May import: all rooms of
 * the console, {@code node.json}, {@code node.cluster}, {@code assets}.
 */
@NullMarked
package dev.secbeat.console.app;

import org.jspecify.annotations.NullMarked;
