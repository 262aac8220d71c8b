// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.kernel;

/**
 * How full a kernel table is.
 *
 * @param entries entries held now, expired ones that have not been swept included; bytes for the report ring
 * @param capacity most it can hold, in the same unit
 */
public record MapFill(long entries, long capacity) {}
