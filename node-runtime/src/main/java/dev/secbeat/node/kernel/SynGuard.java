// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.kernel;

/**
 * A port guarded against SYN floods, as it stands.
 *
 * @param active whether SYNs to it are answered by cookie now
 * @param activations times that answering began by itself since the maps were created; always 0 in mode ON
 */
public record SynGuard(int port, boolean active, long activations) {}
