// SPDX-License-Identifier: GPL-3.0-or-later
/**
 * The world map: outlines, a marker per region, replication links. Gluon Maps (GPL-3) is used by
 * {@code GluonWorldMap} and {@code OutlineTiles} alone, behind {@link dev.secbeat.console.view.map.WorldMap}.
 *
 * <p>Thread rule: the scene graph on the FX thread only; tiles are painted by one background thread. May import:
 * {@code console.model}, {@code assets}.
 */
@NullMarked
package dev.secbeat.console.view.map;

import org.jspecify.annotations.NullMarked;
