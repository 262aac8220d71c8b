// SPDX-License-Identifier: Apache-2.0
/**
 * Databases that tell country or autonomous system of a network, in the format of MaxMind: takes the prefixes of some of
 * them out.
 *
 * <p>The only room that uses {@code com.maxmind.db}. Thread rule: an open database is owned by one thread; reading one takes
 * up to seconds, so no loop should. May import: {@code api} and slf4j.
 */
@NullMarked
package dev.secbeat.node.geo;

import org.jspecify.annotations.NullMarked;
