// SPDX-License-Identifier: Apache-2.0
/**
 * What tests of several rooms share.
 *
 * <p>Thread rule: as each class says. May import: nothing of the product.
 */
@NullMarked
package dev.secbeat.node.support;

import org.jspecify.annotations.NullMarked;
