// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.crdt;

import dev.secbeat.node.api.Dimension;
import dev.secbeat.node.api.Family;
import dev.secbeat.node.api.LimitEntry;
import dev.secbeat.node.api.LimitKey;
import dev.secbeat.node.api.LimitTerms;
import dev.secbeat.node.api.NodeId;
import dev.secbeat.node.api.Prefix;
import dev.secbeat.node.api.Scope;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Words on limits on the wire and in the journal, little endian. Pages go where pages of blocks go and are told from them by
 * their version; releases that know no limits leave out the whole page.
 *
 * <pre>
 * page    u8 version (65), u8 zero, u16 words, then of each u16 length and word
 * word    u8 flags: bit 0 has a prefix, bit 1 that is IPv6, bit 2 in force, bit 3 something stood before; u8 dimension
 *         u64 version, u64 expiry in epoch ms, u64 issued in epoch ms, 16 bytes id of the command
 *         u8 length and text: writer's region, writer's name, scope
 *         prefix: u8 length, 4 or 16 bytes of address; terms, twice: u64 most, u32 window in ms, u32 block in s, u64 until
 * </pre>
 *
 * A word with flags that are not known here is left out, and its neighbours are taken. The decoder never throws for what is in
 * a page.
 */
public final class LimitCodec {
    /** Longest word. */
    public static final int MAX_WORD_BYTES = 512;

    private static final int VERSION = 65;
    private static final int MAX_BYTES = 8192;
    private static final int HEADER_BYTES = 4;
    private static final int HAS_PREFIX = 1;
    private static final int IS_IPV6 = 1 << 1;
    private static final int HAS_TERMS = 1 << 2;
    private static final int HAS_BEFORE = 1 << 3;
    private static final int KNOWN = HAS_PREFIX | IS_IPV6 | HAS_TERMS | HAS_BEFORE;
    private static final long MAX_EPOCH_MILLIS = 1L << 47;

    private LimitCodec() {}

    /** A page, or why there is none. */
    public record Page(DeltaCodec.Outcome outcome, List<LimitEntry> words) {}

    /** Whether {@code bytes} are a page of limits, not of blocks. */
    public static boolean isLimits(byte[] bytes) {
        return bytes.length > 0 && bytes[0] == VERSION;
    }

    /** Encodes all of {@code words}. */
    public static List<byte[]> pages(Collection<LimitEntry> words) {
        List<byte[]> pages = new ArrayList<>();
        List<byte[]> page = new ArrayList<>();
        int size = HEADER_BYTES;
        for (LimitEntry word : words) {
            byte[] bytes = encode(word);
            if (size + 2 + bytes.length > MAX_BYTES) {
                pages.add(page(page));
                page.clear();
                size = HEADER_BYTES;
            }
            page.add(bytes);
            size += 2 + bytes.length;
        }
        if (!page.isEmpty()) {
            pages.add(page(page));
        }
        return pages;
    }

    private static byte[] page(List<byte[]> words) {
        WireWriter out = new WireWriter(MAX_BYTES);
        out.put16(VERSION);
        out.put16(words.size());
        for (byte[] word : words) {
            out.put16(word.length);
            for (byte part : word) {
                out.put8(part);
            }
        }
        return Arrays.copyOf(out.bytes(), out.position());
    }

    /** Reads a page that anyone may have sent. */
    public static Page decode(byte[] bytes) {
        if (!isLimits(bytes) || bytes.length > MAX_BYTES) {
            return new Page(DeltaCodec.Outcome.MALFORMED, List.of());
        }
        WireReader in = new WireReader(bytes);
        in.get16();
        int count = in.get16();
        List<LimitEntry> words = new ArrayList<>();
        for (int i = 0; i < count && !in.failed(); i++) {
            byte[] word = in.getBlock(in.get16());
            if (word.length > 0 && (word[0] & ~KNOWN) != 0) {
                continue;
            }
            try {
                words.add(word(word));
            } catch (IllegalArgumentException e) {
                return new Page(DeltaCodec.Outcome.MALFORMED, List.of());
            }
        }
        return in.atCleanEnd()
                ? new Page(DeltaCodec.Outcome.TAKEN, List.copyOf(words))
                : new Page(DeltaCodec.Outcome.MALFORMED, List.of());
    }

    /** One word by itself. */
    public static byte[] encode(LimitEntry entry) {
        WireWriter out = new WireWriter(MAX_WORD_BYTES);
        Optional<Prefix> within = entry.key().within();
        boolean ipv6 = within.map(prefix -> prefix.family() == Family.IPV6).orElse(false);
        out.put8((within.isPresent() ? HAS_PREFIX : 0)
                | (ipv6 ? IS_IPV6 : 0)
                | (entry.terms().isPresent() ? HAS_TERMS : 0)
                | (entry.before().isPresent() ? HAS_BEFORE : 0));
        out.put8(entry.key().dimension().code());
        out.put64(entry.version());
        out.put64(entry.expiresAtMillis());
        out.put64(entry.issuedAtMillis());
        out.put64(entry.command().getMostSignificantBits());
        out.put64(entry.command().getLeastSignificantBits());
        out.putAscii(entry.writer().region().value());
        out.putAscii(entry.writer().name());
        out.putAscii(entry.key().scope().toString());
        within.ifPresent(prefix -> {
            out.put8(prefix.length());
            for (byte part : prefix.addressBytes()) {
                out.put8(part);
            }
        });
        entry.terms().ifPresent(terms -> encode(terms, out));
        entry.before().ifPresent(terms -> encode(terms, out));
        return Arrays.copyOf(out.bytes(), out.position());
    }

    private static void encode(LimitTerms terms, WireWriter out) {
        out.put64(terms.most());
        out.put32(terms.windowMillis());
        out.put32(terms.blockSeconds());
        out.put64(terms.untilMillis());
    }

    /**
     * Reads one word.
     *
     * @throws IllegalArgumentException when the bytes are not one, or say nothing possible
     */
    public static LimitEntry word(byte[] bytes) {
        WireReader in = new WireReader(bytes);
        int flags = in.get8();
        int dimension = in.get8();
        long version = in.get64();
        long expires = in.get64();
        long issued = in.get64();
        UUID command = new UUID(in.get64(), in.get64());
        NodeId writer = NodeId.of(in.getAscii(), in.getAscii());
        Scope scope = Scope.parse(in.getAscii());
        Optional<Prefix> within = (flags & HAS_PREFIX) == 0 ? Optional.empty() : Optional.of(prefix(in, flags));
        Optional<LimitTerms> terms = (flags & HAS_TERMS) == 0 ? Optional.empty() : Optional.of(terms(in));
        Optional<LimitTerms> before = (flags & HAS_BEFORE) == 0 ? Optional.empty() : Optional.of(terms(in));
        if (!in.atCleanEnd() || (flags & ~KNOWN) != 0 || (flags & (HAS_PREFIX | IS_IPV6)) == IS_IPV6) {
            throw new IllegalArgumentException("the word has another length, or other flags, than it should");
        }
        return new LimitEntry(
                new LimitKey(within, dimension(dimension), scope),
                terms,
                version,
                writer,
                time(expires),
                command,
                time(issued),
                before);
    }

    private static Prefix prefix(WireReader in, int flags) {
        int length = in.get8();
        byte[] address = in.getBlock((flags & IS_IPV6) == 0 ? 4 : 16);
        if (length > address.length * 8) {
            throw new IllegalArgumentException("prefix length out of range");
        }
        Prefix prefix = Prefix.of(address, length);
        if (!Arrays.equals(prefix.addressBytes(), address)) {
            throw new IllegalArgumentException("host bits are set");
        }
        return prefix;
    }

    private static LimitTerms terms(WireReader in) {
        return new LimitTerms(in.get64(), in.get32(), in.get32(), time(in.get64()));
    }

    private static long time(long millis) {
        if (millis < 0 || millis > MAX_EPOCH_MILLIS) {
            throw new IllegalArgumentException("a time out of range");
        }
        return millis;
    }

    private static Dimension dimension(int code) {
        for (Dimension dimension : Dimension.values()) {
            if (dimension.code() == code) {
                return dimension;
            }
        }
        throw new IllegalArgumentException("unknown dimension " + code);
    }
}
