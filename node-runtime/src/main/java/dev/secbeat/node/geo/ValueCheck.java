// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.geo;

import java.nio.ByteBuffer;

/**
 * Looks at a value before the library decodes it, which believes every length and every pointer: a few bytes can tell of
 * maps in maps without end, of arrays of millions, or name one long text a thousand times.
 *
 * <p>Values are walked as the library will walk them, through all pointers, with a bound on how deep they nest, how many
 * there are and how many bytes they are; and a bound on all values of a file together. Owned by one thread.
 */
final class ValueCheck {
    /** Most values of one record, those behind pointers counted each time; large editions have some 200. */
    static final int MOST_VALUES = 2_048;

    /** Most bytes of one record's texts and numbers. */
    static final int MOST_BYTES = 1 << 16;

    /** Most levels of maps and arrays, pointers counted as well. */
    static final int MOST_DEPTH = 16;

    /** Most values of a file together. */
    static final long MOST_OF_FILE = 1L << 26;

    private static final int EXTENDED = 0;
    private static final int POINTER = 1;
    private static final int TEXT = 2;
    private static final int DOUBLE = 3;
    private static final int BYTES = 4;
    private static final int UINT16 = 5;
    private static final int UINT32 = 6;
    private static final int MAP = 7;
    private static final int INT32 = 8;
    private static final int UINT64 = 9;
    private static final int UINT128 = 10;
    private static final int ARRAY = 11;
    private static final int BOOLEAN = 14;
    private static final int FLOAT = 15;
    private static final int[] POINTER_OFFSETS = {0, 2_048, 526_336, 0};

    private final ByteBuffer file;
    private final int start;
    private final int end;
    private long ofFile;
    private int values;
    private int bytes;
    private int at;

    /** For the section of {@code file} from {@code start} to {@code end}; pointers count from its start. */
    ValueCheck(ByteBuffer file, int start, int end) {
        this.file = file;
        this.start = start;
        this.end = end;
    }

    /**
     * Passes when the value at {@code offset} of the file is whole and bounded.
     *
     * @throws GeoFormatException otherwise
     */
    void check(int offset) throws GeoFormatException {
        values = 0;
        bytes = 0;
        at = offset;
        value(0, false);
        ofFile += values;
        if (ofFile > MOST_OF_FILE) {
            throw GeoFormatException.damaged("its records have more than " + MOST_OF_FILE + " values");
        }
    }

    /** Reads over one value. */
    private void value(int depth, boolean key) throws GeoFormatException {
        if (++values > MOST_VALUES || depth > MOST_DEPTH) {
            throw GeoFormatException.damaged(
                    "a record has more than " + MOST_VALUES + " values or " + MOST_DEPTH + " levels");
        }
        int control = next();
        int type = control >>> 5;
        if (type == POINTER) {
            follow(control, depth, key);
            return;
        }
        if (type == EXTENDED) {
            type = MAP + next();
            if (type < INT32) {
                throw GeoFormatException.damaged("it has a value of unknown type " + type);
            }
        }
        int size = size(control & 0x1f);
        if (key && type != TEXT) {
            throw GeoFormatException.damaged("a field has a name that is no text");
        }
        switch (type) {
            case MAP -> members(size, depth, true);
            case ARRAY -> members(size, depth, false);
            case BOOLEAN -> requireSize(size, 0, 1);
            case TEXT, BYTES -> skip(size);
            case UINT16 -> number(size, Short.BYTES);
            case UINT32, INT32 -> number(size, Integer.BYTES);
            case UINT64 -> number(size, Long.BYTES);
            case UINT128 -> number(size, 2 * Long.BYTES);
            case DOUBLE -> exactly(size, Double.BYTES);
            case FLOAT -> exactly(size, Float.BYTES);
            default -> throw GeoFormatException.damaged("it has a value of unknown type " + type);
        }
    }

    private void follow(int control, int depth, boolean key) throws GeoFormatException {
        int more = control >>> 3 & 3;
        long target = more == 3 ? 0 : control & 7;
        for (int i = 0; i <= more; i++) {
            target = target << Byte.SIZE | next();
        }
        target += start + POINTER_OFFSETS[more];
        int back = at;
        if (target >= end || (byteAt((int) target) >>> 5) == POINTER) {
            throw GeoFormatException.damaged("a value points nowhere");
        }
        at = (int) target;
        value(depth + 1, key);
        at = back;
    }

    private void members(int size, int depth, boolean named) throws GeoFormatException {
        requireSize(size, 0, MOST_VALUES);
        for (int i = 0; i < size; i++) {
            if (named) {
                value(depth + 1, true);
            }
            value(depth + 1, false);
        }
    }

    private int size(int told) throws GeoFormatException {
        return switch (told) {
            case 29 -> 29 + next();
            case 30 -> 285 + (next() << 8 | next());
            case 31 -> 65_821 + (next() << 16 | next() << 8 | next());
            default -> told;
        };
    }

    private void number(int size, int most) throws GeoFormatException {
        requireSize(size, 0, most);
        skip(size);
    }

    private void exactly(int size, int wanted) throws GeoFormatException {
        requireSize(size, wanted, wanted);
        skip(size);
    }

    private static void requireSize(int size, int least, int most) throws GeoFormatException {
        if (size < least || size > most) {
            throw GeoFormatException.damaged("a value has the length " + size);
        }
    }

    private void skip(int size) throws GeoFormatException {
        bytes += size;
        if (bytes > MOST_BYTES) {
            throw GeoFormatException.damaged("a record has more than " + MOST_BYTES + " bytes");
        }
        if (size > end - at) {
            throw GeoFormatException.damaged("a value ends behind the data");
        }
        at += size;
    }

    private int next() throws GeoFormatException {
        return byteAt(at++);
    }

    private int byteAt(int offset) throws GeoFormatException {
        if (offset < start || offset >= end) {
            throw GeoFormatException.damaged("a value ends behind the data");
        }
        return file.get(offset) & 0xff;
    }
}
