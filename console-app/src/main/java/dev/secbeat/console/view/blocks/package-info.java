// SPDX-License-Identifier: GPL-3.0-or-later
/**
 * Blocking and unblocking: the dialog with its blast radius, receipts node by node, the list of blocks.
 *
 * <p>Thread rule: FX thread only. May import: {@code model}, {@code node.api}; {@code view.widget}.
 */
@NullMarked
package dev.secbeat.console.view.blocks;

import org.jspecify.annotations.NullMarked;
