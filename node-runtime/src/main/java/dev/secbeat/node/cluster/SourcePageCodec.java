// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.cluster;

import dev.secbeat.node.api.Dimension;
import dev.secbeat.node.api.Family;
import dev.secbeat.node.api.NodeId;
import dev.secbeat.node.api.SourceCount;
import dev.secbeat.node.api.SourceKey;
import dev.secbeat.node.api.SourcePage;
import dev.secbeat.node.json.DecodeException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * A page of sources as bytes, big-endian: version 1, flags (1: the last), walk, wall clock, number; then for each source
 * family and dimension, length, bits, own count, estimate, limit, window: 27 bytes, a tenth of its JSON.
 */
final class SourcePageCodec {
    private static final byte VERSION = 1;
    private static final int HEAD = 1 + 1 + Integer.BYTES + Long.BYTES + Short.BYTES;
    private static final int ENTRY = 1 + 1 + 1 + Long.BYTES + 3 * Float.BYTES + Integer.BYTES;
    private static final int LAST = 1;
    private static final int BLOCKED = 1;
    private static final int SIX = 0x80;
    private static final Dimension[] DIMENSIONS = Dimension.values();

    private SourcePageCodec() {}

    static byte[] encode(SourcePage page) {
        ByteBuffer out = ByteBuffer.allocate(HEAD + ENTRY * page.sources().size());
        out.put(VERSION)
                .put((byte) (page.last() ? LAST : 0))
                .putInt(page.pass())
                .putLong(page.epochMillis());
        out.putShort((short) page.sources().size());
        for (SourceCount source : page.sources()) {
            SourceKey key = source.source();
            int family = key.family() == Family.IPV6 ? SIX : 0;
            out.put((byte) (family | source.dimension().code())).put((byte) key.length());
            out.put((byte) (source.blocked() ? BLOCKED : 0)).putLong(key.bits());
            out.putFloat((float) source.local())
                    .putFloat((float) source.global())
                    .putFloat((float) source.limit());
            out.putInt(source.windowMillis());
        }
        return out.array();
    }

    /** The page that {@code node} sent. */
    static SourcePage decode(NodeId node, byte[] bytes) throws DecodeException {
        ByteBuffer in = ByteBuffer.wrap(bytes);
        if (bytes.length < HEAD || in.get() != VERSION) {
            throw new DecodeException("a page of sources begins with version " + VERSION);
        }
        boolean last = (in.get() & LAST) != 0;
        int pass = in.getInt();
        long epochMillis = in.getLong();
        int count = in.getShort();
        if (count < 0 || count > SourcePage.MAX_SOURCES || in.remaining() != count * ENTRY || pass < 0) {
            throw new DecodeException("a page of " + count + " sources has " + in.remaining() + " bytes");
        }
        List<SourceCount> sources = new ArrayList<>(count);
        try {
            for (int i = 0; i < count; i++) {
                sources.add(source(in));
            }
            return new SourcePage(node, epochMillis, pass, last, sources);
        } catch (IllegalArgumentException e) {
            throw new DecodeException("a page of sources is wrong: " + e.getMessage(), e);
        }
    }

    private static SourceCount source(ByteBuffer in) {
        int tag = in.get() & 0xFF;
        int length = in.get();
        boolean blocked = (in.get() & BLOCKED) != 0;
        SourceKey key = new SourceKey((tag & SIX) != 0 ? Family.IPV6 : Family.IPV4, in.getLong(), length);
        double local = rate(in.getFloat());
        double global = rate(in.getFloat());
        double limit = rate(in.getFloat());
        int windowMillis = in.getInt();
        int dimension = tag & ~SIX;
        if (dimension >= DIMENSIONS.length || windowMillis <= 0) {
            throw new IllegalArgumentException("dimension " + dimension + " over " + windowMillis + " ms");
        }
        return new SourceCount(key, DIMENSIONS[dimension], local, global, limit, windowMillis, blocked);
    }

    private static double rate(float value) {
        if (!Float.isFinite(value) || value < 0) {
            throw new IllegalArgumentException("a rate of " + value);
        }
        return value;
    }
}
