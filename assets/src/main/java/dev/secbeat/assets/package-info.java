// SPDX-License-Identifier: Apache-2.0
/**
 * What the product ships besides code: outlines of the world, fonts, the catalogue of regions, sample configurations.
 *
 * <p>Thread rule: everything is immutable or opened anew by each call; any thread. May import: nothing.
 */
@NullMarked
package dev.secbeat.assets;

import org.jspecify.annotations.NullMarked;
