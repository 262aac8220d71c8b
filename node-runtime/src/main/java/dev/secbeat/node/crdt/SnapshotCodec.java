// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.crdt;

import java.util.Arrays;
import java.util.Optional;

/**
 * {@link SnapshotMessage} on the wire, little endian.
 *
 * <pre>
 * u8 version, u8 kind: 1 ask for counts, 2 ask for blocks, 3 page of counts, 4 page of blocks, 5 repair of blocks
 * ask     u16 pages, u32 cursor, u64 incarnation, u64 digest                                  (24 bytes)
 * page    u16 zero, u32 cursor, u32 next cursor (all ones behind the last), u64 incarnation   (20 bytes), content
 * repair  u16 zero, content
 * </pre>
 *
 * The content is not looked at here: its own codec does.
 */
public final class SnapshotCodec {
    /** Most pages to ask for at once. */
    public static final int MAX_PAGES = 64;

    private static final int VERSION = 1;
    private static final int ASK_COUNTS = 1;
    private static final int ASK_BLOCKS = 2;
    private static final int PAGE_COUNTS = 3;
    private static final int PAGE_BLOCKS = 4;
    private static final int REPAIR_BLOCKS = 5;
    private static final int ASK_BYTES = 24;
    private static final int REPAIR_HEADER_BYTES = 4;
    private static final int PAGE_HEADER_BYTES = 20;

    /** Messages never get longer than this. */
    public static final int MAX_BYTES = PAGE_HEADER_BYTES + Math.max(DeltaCodec.MAX_BYTES, BlockCodec.MAX_BYTES);

    private SnapshotCodec() {}

    /** A message, or why there is none. */
    public record Decoded(DeltaCodec.Outcome outcome, Optional<SnapshotMessage> message) {}

    /** The bytes of {@code message}. */
    public static byte[] encode(SnapshotMessage message) {
        return switch (message) {
            case SnapshotMessage.Ask ask -> encode(ask);
            case SnapshotMessage.Page page -> encode(page);
            case SnapshotMessage.Repair repair -> encode(repair);
        };
    }

    /** Reads what anyone may have sent; never throws for what is in it. */
    public static Decoded decode(byte[] bytes) {
        if (bytes.length < 2 || bytes.length > MAX_BYTES) {
            return nothing(bytes.length > 0 && bytes[0] != VERSION);
        }
        if (bytes[0] != VERSION) {
            return nothing(true);
        }
        return switch (bytes[1]) {
            case ASK_COUNTS -> ask(SnapshotPart.COUNTS, bytes);
            case ASK_BLOCKS -> ask(SnapshotPart.BLOCKS, bytes);
            case PAGE_COUNTS -> page(SnapshotPart.COUNTS, bytes);
            case PAGE_BLOCKS -> page(SnapshotPart.BLOCKS, bytes);
            case REPAIR_BLOCKS -> repair(bytes);
            default -> nothing(false);
        };
    }

    /** Whether {@code bytes} say that they are a page of counts; for who wants none and does not care for the rest. */
    public static boolean isPageOfCounts(byte[] bytes) {
        return bytes.length >= 2 && bytes[0] == VERSION && bytes[1] == PAGE_COUNTS;
    }

    private static byte[] encode(SnapshotMessage.Ask ask) {
        WireWriter out = new WireWriter(ASK_BYTES);
        out.put8(VERSION);
        out.put8(ask.part() == SnapshotPart.COUNTS ? ASK_COUNTS : ASK_BLOCKS);
        out.put16(ask.pages());
        out.put32(ask.cursor());
        out.put64(ask.incarnation());
        out.put64(ask.digest());
        return out.bytes();
    }

    private static byte[] encode(SnapshotMessage.Page page) {
        WireWriter out = new WireWriter(PAGE_HEADER_BYTES);
        out.put8(VERSION);
        out.put8(page.part() == SnapshotPart.COUNTS ? PAGE_COUNTS : PAGE_BLOCKS);
        out.put16(0);
        out.put32(page.cursor());
        out.put32(page.next());
        out.put64(page.incarnation());
        byte[] bytes = Arrays.copyOf(out.bytes(), PAGE_HEADER_BYTES + page.content().length);
        System.arraycopy(page.content(), 0, bytes, PAGE_HEADER_BYTES, page.content().length);
        return bytes;
    }

    private static byte[] encode(SnapshotMessage.Repair repair) {
        WireWriter out = new WireWriter(REPAIR_HEADER_BYTES);
        out.put8(VERSION);
        out.put8(REPAIR_BLOCKS);
        out.put16(0);
        byte[] bytes = Arrays.copyOf(out.bytes(), REPAIR_HEADER_BYTES + repair.content().length);
        System.arraycopy(repair.content(), 0, bytes, REPAIR_HEADER_BYTES, repair.content().length);
        return bytes;
    }

    private static Decoded repair(byte[] bytes) {
        WireReader in = new WireReader(bytes);
        in.get16();
        if (in.get16() != 0 || in.failed()) {
            return nothing(false);
        }
        byte[] content = Arrays.copyOfRange(bytes, REPAIR_HEADER_BYTES, bytes.length);
        return new Decoded(DeltaCodec.Outcome.TAKEN, Optional.of(new SnapshotMessage.Repair(content)));
    }

    private static Decoded ask(SnapshotPart part, byte[] bytes) {
        WireReader in = new WireReader(bytes);
        in.get16();
        int pages = in.get16();
        int cursor = in.get32();
        var ask = new SnapshotMessage.Ask(part, cursor, pages, in.get64(), in.get64());
        boolean good = in.atCleanEnd() && pages >= 1 && pages <= MAX_PAGES && cursor >= 0;
        return good ? new Decoded(DeltaCodec.Outcome.TAKEN, Optional.of(ask)) : nothing(false);
    }

    private static Decoded page(SnapshotPart part, byte[] bytes) {
        WireReader in = new WireReader(bytes);
        in.get16();
        boolean good = in.get16() == 0;
        int cursor = in.get32();
        int next = in.get32();
        long incarnation = in.get64();
        good &= !in.failed() && cursor >= 0 && (next == SnapshotMessage.END || next > cursor);
        if (!good) {
            return nothing(false);
        }
        byte[] content = Arrays.copyOfRange(bytes, PAGE_HEADER_BYTES, bytes.length);
        return new Decoded(
                DeltaCodec.Outcome.TAKEN,
                Optional.of(new SnapshotMessage.Page(part, cursor, next, incarnation, content)));
    }

    private static Decoded nothing(boolean unknownVersion) {
        return new Decoded(
                unknownVersion ? DeltaCodec.Outcome.UNKNOWN_VERSION : DeltaCodec.Outcome.MALFORMED, Optional.empty());
    }
}
