// SPDX-License-Identifier: Apache-2.0
/**
 * The promises made to users, each as a proof that anyone can run against a real fleet, with its counter-proof.
 *
 * <p>Thread rule: a drill runs on one thread. May import: {@code api}, {@code cluster}, {@code json} and the demo's other
 * packages.
 */
@NullMarked
package dev.secbeat.node.demo.drill;

import org.jspecify.annotations.NullMarked;
