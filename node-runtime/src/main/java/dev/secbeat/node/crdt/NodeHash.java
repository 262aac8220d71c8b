// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.crdt;

import dev.secbeat.node.api.NodeId;

/** Compact names of nodes on the wire. Never an identity: that comes from the transport, the hash only has to agree. */
final class NodeHash {
    private static final long FNV_OFFSET = 0xcbf29ce484222325L;
    private static final long FNV_PRIME = 0x100000001b3L;

    private NodeHash() {}

    /** 64-bit FNV-1a of {@code region/name}, then mixed. */
    static long of(NodeId node) {
        String text = node.toString();
        long hash = FNV_OFFSET;
        for (int i = 0; i < text.length(); i++) {
            hash = (hash ^ text.charAt(i)) * FNV_PRIME;
        }
        return mix(hash);
    }

    /** One start of a node. */
    static long of(NodeId node, long incarnation) {
        return mix(of(node) ^ mix(incarnation));
    }

    /** The finaliser of SplitMix64 (Steele, Lea, Flood 2014): every input bit sways every output bit. */
    static long mix(long value) {
        long z = value + 0x9E3779B97F4A7C15L;
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }
}
