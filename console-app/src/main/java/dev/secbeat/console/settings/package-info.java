// SPDX-License-Identifier: GPL-3.0-or-later
/**
 * What the console remembers of a person from one day to the next: preferences, connection profiles, layouts, and where
 * secrets are kept. Files are JSON with a version, written as a whole or not at all; a damaged one is kept aside, said so,
 * and replaced by what can be saved of it.
 *
 * <p>Thread rule: records for all threads; whatever reads or writes a file, or asks a keychain, is called on a background
 * thread, or before the first window. May import: {@code i18n}, {@code model}; Jackson for JSON.
 */
@NullMarked
package dev.secbeat.console.settings;

import org.jspecify.annotations.NullMarked;
