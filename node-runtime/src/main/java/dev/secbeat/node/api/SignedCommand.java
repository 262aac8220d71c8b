// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.api;

/**
 * A command with the Ed25519 signature of its actor over {@link CanonicalBytes#of(Command)}.
 *
 * @param signature 64 bytes; owned by this record, never changed
 */
@SuppressWarnings("ArrayRecordComponent") // the bytes of a signature; compared by no one
public record SignedCommand(Command command, byte[] signature) {}
