// SPDX-License-Identifier: Apache-2.0
/**
 * The simulator: a whole fleet of real node loops and real codecs under one made-up clock, with everything random drawn
 * from one seed, and a central counter that sees all arrivals at once to judge it by.
 *
 * <p>Thread rule: a simulation runs on one thread and needs no other. May import: {@code runtime} and what it imports.
 */
@NullMarked
package dev.secbeat.node.demo.sim;

import org.jspecify.annotations.NullMarked;
