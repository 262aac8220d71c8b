// SPDX-License-Identifier: GPL-3.0-or-later
/**
 * What the console knows of the fleet, each figure with its age, and the intents by which a person acts on it.
 *
 * <p>Thread rule: {@link dev.secbeat.console.model.FleetInbox} takes values from any thread; everything observable
 * changes on the FX thread only, inside {@link dev.secbeat.console.model.FleetModel#drain}; records are immutable. No
 * scene graph: of JavaFX only {@code javafx.base}. May import: {@code node.api}.
 */
@NullMarked
package dev.secbeat.console.model;

import org.jspecify.annotations.NullMarked;
