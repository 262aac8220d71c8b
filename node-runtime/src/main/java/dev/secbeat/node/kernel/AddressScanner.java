// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.kernel;

import java.util.Arrays;

/**
 * Reads addresses out of one line of bytes, without making an object for any of them: a list may have millions. Strict, so
 * that a line never means something else than its writer thought: IPv4 in four decimal parts without leading zeros.
 *
 * <p>Owned by one thread.
 */
final class AddressScanner {
    private static final int OCTETS = 4;
    private static final int GROUPS = 8;
    private static final int GROUP_DIGITS = 4;
    private static final int MAX_OCTET = 255;
    private static final int MAPPED = 0xffff;

    private byte[] text = {};
    private int line;
    private int start;
    private int at;
    private int end;
    private long upper;
    private long lower;
    private final int[] groups = new int[GROUPS];

    /** Goes to the beginning of a line, the bytes from {@code from} up to {@code to}. */
    void begin(byte[] bytes, int number, int from, int to) {
        text = bytes;
        line = number;
        start = from;
        at = from;
        end = to;
    }

    /** The byte to be read next; -1 at the end of the line. */
    int peek() {
        return at < end ? text[at] : -1;
    }

    void skip() {
        at++;
    }

    void skipBlanks() {
        while (at < end && (text[at] == ' ' || text[at] == '\t' || text[at] == '\r')) {
            at++;
        }
    }

    /** Whether what comes next is written as IPv6 is: hexadecimal digits, if any, and a colon. */
    boolean startsAddress6() {
        int look = at;
        while (look < end && hexDigit(text[look]) >= 0) {
            look++;
        }
        return look < end && text[look] == ':';
    }

    /** An IPv4 address in host byte order. */
    int address4() throws ListFormatException {
        byte[] bytes = text;
        int limit = end;
        int next = at;
        int address = 0;
        for (int octet = 0; octet < OCTETS; octet++) {
            if (octet > 0) {
                if (next == limit || bytes[next] != '.') {
                    throw notAnAddress(next);
                }
                next++;
            }
            int first = next;
            int value = 0;
            while (next < limit && bytes[next] >= '0' && bytes[next] <= '9' && value <= MAX_OCTET) {
                value = value * 10 + bytes[next++] - '0';
            }
            if (next == first) {
                throw notAnAddress(first);
            }
            if (value > MAX_OCTET) {
                throw problem(first, "a part of an IPv4 address is above 255");
            }
            if (next - first > 1 && bytes[first] == '0') {
                throw problem(
                        first, "a part of an IPv4 address begins with 0, which some read as octal: leave the 0 out");
            }
            address = address << Byte.SIZE | value;
        }
        at = next;
        return address;
    }

    /** Reads an IPv6 address; {@link #upper} and {@link #lower} tell it. */
    void address6() throws ListFormatException {
        int first = at;
        int gap = -1;
        int count = 0;
        if (at + 1 < end && text[at] == ':' && text[at + 1] == ':') {
            gap = 0;
            at += 2;
        }
        while (count < GROUPS && at < end && hexDigit(text[at]) >= 0) {
            count += group(count);
            if (at == end || text[at] != ':') {
                break;
            }
            if (at + 1 < end && text[at + 1] == ':') {
                if (gap >= 0) {
                    throw problem(at, "'::' stands twice in one address");
                }
                gap = count;
                at += 2;
            } else if (count < GROUPS) {
                at++;
                if (at == end || hexDigit(text[at]) < 0) {
                    throw notAnAddress(at);
                }
            }
        }
        if (gap < 0 ? count != GROUPS : count == GROUPS) {
            throw notAnAddress(gap < 0 ? at : first);
        }
        spread(gap, count);
        if (upper == 0 && lower >>> Integer.SIZE == MAPPED) {
            throw problem(first, "an IPv4 address in the form of IPv6: write it as IPv4");
        }
    }

    long upper() {
        return upper;
    }

    long lower() {
        return lower;
    }

    /** A number of at most three digits, as the length of a prefix. */
    int length(int most) throws ListFormatException {
        int first = at;
        int value = 0;
        while (at < end && text[at] >= '0' && text[at] <= '9' && value <= most) {
            value = value * 10 + text[at++] - '0';
        }
        if (at == first || value > most || (at - first > 1 && text[first] == '0')) {
            throw problem(first, "a prefix length from 1 to " + most + " belongs here");
        }
        return value;
    }

    /** A problem with what begins at the byte to be read next. */
    ListFormatException problem(String what) {
        return problem(at, what);
    }

    /** A problem with the first thing of the line. */
    ListFormatException problemAtStart(String what) {
        int first = start;
        while (first < end && (text[first] == ' ' || text[first] == '\t')) {
            first++;
        }
        return problem(first, what);
    }

    /** Reads one group, or the dotted end, which is two; returns how many. */
    private int group(int count) throws ListFormatException {
        int first = at;
        int value = 0;
        while (at < end && hexDigit(text[at]) >= 0 && at - first < GROUP_DIGITS) {
            value = value << 4 | hexDigit(text[at++]);
        }
        if (at < end && text[at] == '.') {
            if (count > GROUPS - 2) {
                throw notAnAddress(first);
            }
            at = first;
            int address = address4();
            groups[count] = address >>> Short.SIZE;
            groups[count + 1] = address & 0xffff;
            return 2;
        }
        if (at < end && hexDigit(text[at]) >= 0) {
            throw problem(first, "a part of an IPv6 address has more than four digits");
        }
        groups[count] = value;
        return 1;
    }

    /** Puts zeros where {@code ::} stood. */
    private void spread(int gap, int count) {
        if (gap >= 0) {
            int after = count - gap;
            System.arraycopy(groups, gap, groups, GROUPS - after, after);
            Arrays.fill(groups, gap, GROUPS - after, 0);
        }
        upper = word(0);
        lower = word(GROUPS / 2);
    }

    private long word(int from) {
        return (long) groups[from] << 48
                | (long) groups[from + 1] << 32
                | (long) groups[from + 2] << 16
                | groups[from + 3];
    }

    private static int hexDigit(byte character) {
        if (character >= '0' && character <= '9') {
            return character - '0';
        }
        int letter = character | 0x20;
        return letter >= 'a' && letter <= 'f' ? letter - 'a' + 10 : -1;
    }

    private ListFormatException notAnAddress(int where) {
        return problem(
                where,
                "an address or prefix belongs here: write 203.0.113.42, 203.0.113.0/24,"
                        + " 203.0.113.5-203.0.113.9, 2001:db8::1 or 2001:db8::/32");
    }

    private ListFormatException problem(int where, String what) {
        return new ListFormatException(line, where - start + 1, what);
    }
}
