// SPDX-License-Identifier: GPL-3.0-or-later
/**
 * The audit trail: who ordered what, when, and what became of it where; whether the records are as they were written.
 *
 * <p>Thread rule: FX thread only. May import: {@code model}, {@code i18n}, {@code node.api}; {@code view.widget}.
 */
@NullMarked
package dev.secbeat.console.view.audit;

import org.jspecify.annotations.NullMarked;
