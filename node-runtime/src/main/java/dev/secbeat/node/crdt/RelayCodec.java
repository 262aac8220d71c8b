// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.crdt;

import dev.secbeat.node.api.NodeId;
import java.util.Arrays;
import java.util.Optional;

/**
 * What a relay tells on the wire, little endian: a counter delta of its region's sums behind a header of its own.
 *
 * <pre>
 * u8 version, u8 zero, u16 nodes of the region, u64 epoch                                     (12 bytes), delta
 * </pre>
 *
 * The delta is as in {@link DeltaCodec}, with {@link #nodeHash} in place of the node's: neither is ever taken for the other.
 */
public final class RelayCodec {
    static final int HEADER_BYTES = 12;
    /** Messages never get longer than this. */
    public static final int MAX_BYTES = HEADER_BYTES + DeltaCodec.MAX_BYTES;

    /** Largest epoch: milliseconds since 1970, with room for hand-overs that clocks do not explain. */
    static final long MAX_EPOCH = DeltaCodec.MAX_MILLIS;

    static final int MAX_NODES = 0xFFFF;

    private static final int VERSION = 1;
    private static final long RELAY = 0x72656C6179L;

    private RelayCodec() {}

    /**
     * A message.
     *
     * @param nodes of the relay's region that are alive, the relay included
     * @param epoch of the relay's stint, 1 to {@link #MAX_EPOCH}; a later relay's is higher
     * @param delta not looked at yet
     */
    @SuppressWarnings("ArrayRecordComponent") // handed over once, compared by no one
    record Message(int nodes, long epoch, byte[] delta) {}

    /** A message, or why there is none. */
    record Decoded(DeltaCodec.Outcome outcome, Optional<Message> message) {}

    /** What a relay calls itself in the delta. */
    static long nodeHash(long hashOfNode) {
        return NodeHash.mix(hashOfNode ^ RELAY);
    }

    static long nodeHash(NodeId node) {
        return nodeHash(NodeHash.of(node));
    }

    /** The bytes of a message with the first {@code length} bytes of {@code delta}. */
    static byte[] encode(int nodes, long epoch, byte[] delta, int length) {
        WireWriter out = new WireWriter(HEADER_BYTES);
        out.put16(VERSION);
        out.put16(Math.clamp(nodes, 1, MAX_NODES));
        out.put64(epoch);
        byte[] bytes = Arrays.copyOf(out.bytes(), HEADER_BYTES + length);
        System.arraycopy(delta, 0, bytes, HEADER_BYTES, length);
        return bytes;
    }

    /** Reads what anyone may have sent; never throws for what is in it. */
    static Decoded decode(byte[] bytes) {
        if (bytes.length < HEADER_BYTES || bytes.length > MAX_BYTES) {
            return nothing(DeltaCodec.Outcome.MALFORMED);
        }
        if (bytes[0] != VERSION) {
            return nothing(DeltaCodec.Outcome.UNKNOWN_VERSION);
        }
        WireReader in = new WireReader(bytes);
        boolean good = in.get16() == VERSION;
        int nodes = in.get16();
        long epoch = in.get64();
        if (!good || nodes < 1 || epoch < 1 || epoch > MAX_EPOCH) {
            return nothing(DeltaCodec.Outcome.MALFORMED);
        }
        byte[] delta = Arrays.copyOfRange(bytes, HEADER_BYTES, bytes.length);
        return new Decoded(DeltaCodec.Outcome.TAKEN, Optional.of(new Message(nodes, epoch, delta)));
    }

    private static Decoded nothing(DeltaCodec.Outcome outcome) {
        return new Decoded(outcome, Optional.empty());
    }
}
