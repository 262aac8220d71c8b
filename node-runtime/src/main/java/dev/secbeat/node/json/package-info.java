// SPDX-License-Identifier: Apache-2.0
/**
 * The JSON form of everything that travels or is stored as text; the only room that uses Jackson.
 *
 * <p>Formats are mapped by hand: a field appears on the wire because a line here says so. Input is hostile until read:
 * size, depth and every field are bounded, and the only failure is {@link DecodeException}.
 *
 * <p>Thread rule: everything here is immutable and safe for all threads. May import: {@code api}, and the records of
 * {@code control} and {@code failover}.
 */
@NullMarked
package dev.secbeat.node.json;

import org.jspecify.annotations.NullMarked;
