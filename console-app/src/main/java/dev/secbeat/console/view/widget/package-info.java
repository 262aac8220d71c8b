// SPDX-License-Identifier: GPL-3.0-or-later
/**
 * Small controls that several views share: sparklines, health marks, state pills.
 *
 * <p>Thread rule: FX thread only. May import: {@code model}, {@code node.api}.
 */
@NullMarked
package dev.secbeat.console.view.widget;

import org.jspecify.annotations.NullMarked;
