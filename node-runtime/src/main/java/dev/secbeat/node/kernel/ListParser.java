// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.kernel;

import java.io.IOException;
import java.io.InputStream;

/**
 * Reads a list: on each line an address, a prefix or, for IPv4, a range {@code a-b}; behind it, or alone, a comment that
 * begins with {@code #} or {@code ;}. All of it or none: the first line that cannot be read ends it.
 *
 * <p>Memory: the entries and one buffer, whatever the file holds. Owned by one thread.
 */
public final class ListParser {
    /** Most bytes of a file. */
    public static final long MAX_BYTES = 128L << 20;

    /** Most lines of a file, comments included. */
    public static final int MAX_LINES = 4 << 20;

    private static final int BUFFER_BYTES = 1 << 16;
    private static final int MAX_LINE_BYTES = 4_096;
    private static final int BITS4 = 32;
    private static final int BITS6 = 128;
    private static final int NET6 = 64;
    private static final byte[] BYTE_ORDER_MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};

    private final InputStream in;
    private final int maxEntries;
    private final ListEntries entries = new ListEntries();
    private final AddressScanner scanner = new AddressScanner();
    private final byte[] buffer = new byte[BUFFER_BYTES];
    private int filled;
    private int line;
    private long bytes;

    private ListParser(InputStream in, int maxEntries) {
        this.in = in;
        this.maxEntries = maxEntries;
    }

    /**
     * Reads {@code in} to its end.
     *
     * @param maxEntries that there is room for
     * @throws ListFormatException for the first line that cannot be read, and for a file beyond the limits
     */
    public static ListEntries parse(InputStream in, int maxEntries) throws IOException, ListFormatException {
        return new ListParser(in, maxEntries).parse();
    }

    private ListEntries parse() throws IOException, ListFormatException {
        int read = fill();
        int from = startsWithMark() ? BYTE_ORDER_MARK.length : 0;
        while (read > 0) {
            from = lines(from);
            filled -= from;
            System.arraycopy(buffer, from, buffer, 0, filled);
            if (filled > MAX_LINE_BYTES) { // Not even its end is in sight.
                line(0, filled);
            }
            read = fill();
            from = 0;
        }
        if (filled > from) {
            line(from, filled);
        }
        entries.trim();
        return entries;
    }

    private boolean startsWithMark() {
        for (int i = 0; i < BYTE_ORDER_MARK.length; i++) {
            if (filled <= i || buffer[i] != BYTE_ORDER_MARK[i]) {
                return false;
            }
        }
        return true;
    }

    private int fill() throws IOException, ListFormatException {
        int read = in.readNBytes(buffer, filled, BUFFER_BYTES - filled);
        filled += read;
        bytes += read;
        if (bytes > MAX_BYTES) {
            throw new ListFormatException(
                    line + 1, 1, "the file has more than " + MAX_BYTES + " bytes: split it into several lists");
        }
        return read;
    }

    /** Reads all lines that are there to their end; returns where the next one begins. */
    private int lines(int from) throws ListFormatException {
        byte[] text = buffer;
        int limit = filled;
        int begin = from;
        for (int at = from; at < limit; at++) {
            if (text[at] == '\n') {
                line(begin, at);
                begin = at + 1;
            }
        }
        return begin;
    }

    private void line(int from, int to) throws ListFormatException {
        line++;
        scanner.begin(buffer, line, from, to);
        if (line > MAX_LINES) {
            throw scanner.problemAtStart("the file has more than " + MAX_LINES + " lines: split it into several lists");
        }
        if (to - from > MAX_LINE_BYTES) {
            throw new ListFormatException(
                    line, MAX_LINE_BYTES + 1, "the line has more than " + MAX_LINE_BYTES + " bytes: is this a list?");
        }
        scanner.skipBlanks();
        if (atEnd()) {
            return;
        }
        if (scanner.startsAddress6()) {
            prefix6();
        } else {
            prefix4();
        }
        scanner.skipBlanks();
        if (!atEnd()) {
            throw scanner.problem("something follows the entry: one entry a line, comments begin with # or ;");
        }
        if (entries.size() > maxEntries) {
            throw scanner.problemAtStart(
                    "there is no room for more than " + maxEntries + " entries: raise [xdp] list_entries");
        }
    }

    private boolean atEnd() {
        int next = scanner.peek();
        return next < 0 || next == '#' || next == ';';
    }

    private void prefix4() throws ListFormatException {
        int address = scanner.address4();
        if (scanner.peek() == '/') {
            scanner.skip();
            entries.add4(address, notEverything(scanner.length(BITS4)));
            return;
        }
        scanner.skipBlanks();
        if (scanner.peek() == '-') {
            scanner.skip();
            scanner.skipBlanks();
            range(Integer.toUnsignedLong(address), Integer.toUnsignedLong(scanner.address4()));
        } else {
            entries.add4(address, BITS4);
        }
    }

    /** The fewest prefixes that are the range: again and again the largest that begins where the rest does. */
    private void range(long first, long last) throws ListFormatException {
        if (first > last) {
            throw scanner.problemAtStart("the range ends before it begins: write the lower address first");
        }
        long from = first;
        while (from <= last) {
            int aligned = from == 0 ? BITS4 : Long.numberOfTrailingZeros(from);
            int fits = Long.SIZE - 1 - Long.numberOfLeadingZeros(last - from + 1);
            int hostBits = Math.min(aligned, fits);
            entries.add4((int) from, notEverything(BITS4 - hostBits));
            from += 1L << hostBits;
        }
    }

    private void prefix6() throws ListFormatException {
        scanner.address6();
        int length = BITS6;
        if (scanner.peek() == '/') {
            scanner.skip();
            length = notEverything(scanner.length(BITS6));
        }
        if (length > NET6 && length < BITS6) {
            throw scanner.problemAtStart("an IPv6 prefix of /" + length
                    + " cannot be listed: write the /64 around it, or its addresses one by one");
        }
        scanner.skipBlanks();
        if (scanner.peek() == '-') {
            throw scanner.problem("a range of IPv6 addresses cannot be listed: write prefixes");
        }
        entries.add6(scanner.upper(), scanner.lower(), length);
    }

    /** A feed that went wrong must not shut everybody out. */
    private int notEverything(int length) throws ListFormatException {
        if (length == 0) {
            throw scanner.problemAtStart("the entry holds every address there is: lists take prefixes from /1 on");
        }
        return length;
    }
}
