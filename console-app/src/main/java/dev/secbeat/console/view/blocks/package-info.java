// SPDX-License-Identifier: GPL-3.0-or-later
/**
 * Orders on addresses: the dialogs that block, limit and hold drills, with what they would hit, their trials and their receipts node by node;
 * the lists of blocks and limits.
 *
 * <p>Thread rule: FX thread only. May import: {@code model}, {@code node.api}; {@code view.widget}.
 */
@NullMarked
package dev.secbeat.console.view.blocks;

import org.jspecify.annotations.NullMarked;
