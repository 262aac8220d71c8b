// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.incident;

/**
 * One record as written.
 *
 * @param kind number of a {@link RecordKind}, or of one that a later version knows
 * @param nanos the console's monotonic clock when it was learnt
 * @param epochMillis its wall clock then
 * @param payload as its kind says; fields may be added at its end
 */
@SuppressWarnings("ArrayRecordComponent") // bytes on their way to or from a file; compared by no one
record StoredRecord(int kind, long nanos, long epochMillis, byte[] payload) {
    /** Bytes before the payload: kind, length, two clocks. */
    static final int HEAD = 2 + 4 + 8 + 8;

    /** Longest payload: a heartbeat with all it may carry is far below. */
    static final int MAX_PAYLOAD = 512 * 1024;

    int bytes() {
        return HEAD + payload.length;
    }
}
