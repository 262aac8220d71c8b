// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.control;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;

/**
 * One link of an audit chain as it is written, one line of JSON: {@code {"hash":H,"entry":{"seq":N,...}}}.
 *
 * <p>H is SHA-256 over the hash before and the entry's text, in hexadecimal. So a record proves all before it, and its
 * number shows whether any is missing.
 *
 * @param sequence number in its chain, from 1; 0 when it states none, as records of the first format do
 * @param entry JSON object, as it was hashed
 */
public record AuditRecord(long sequence, String hash, String entry) {
    /** The hash before the first record. */
    public static final String START = "0".repeat(64);

    private static final String HASH_FIELD = "{\"hash\":\"";
    private static final String ENTRY_FIELD = "\",\"entry\":";
    private static final String SEQUENCE_FIELD = "{\"seq\":";
    private static final int HASH_AT = HASH_FIELD.length();
    private static final int ENTRY_FIELD_AT = HASH_AT + START.length();
    private static final int ENTRY_AT = ENTRY_FIELD_AT + ENTRY_FIELD.length();
    private static final int MOST_DIGITS = 18;

    /**
     * The record after another.
     *
     * @param sequenceBefore 0 when there is none before
     * @param hashBefore {@link #START} when there is none before
     * @param json an object with one field at least
     */
    public static AuditRecord following(long sequenceBefore, String hashBefore, String json) {
        String entry = SEQUENCE_FIELD + (sequenceBefore + 1) + "," + json.substring(1);
        return new AuditRecord(sequenceBefore + 1, next(hashBefore, entry), entry);
    }

    /** Reads a line without its end; empty when it is no record. Whether it is genuine, {@link #follows} tells. */
    public static Optional<AuditRecord> parse(String line) {
        boolean shaped = line.length() > ENTRY_AT
                && line.startsWith(HASH_FIELD)
                && line.startsWith(ENTRY_FIELD, ENTRY_FIELD_AT)
                && line.startsWith("{", ENTRY_AT)
                && line.endsWith("}}");
        if (!shaped) {
            return Optional.empty();
        }
        String entry = line.substring(ENTRY_AT, line.length() - 1);
        return Optional.of(new AuditRecord(sequenceIn(entry), line.substring(HASH_AT, ENTRY_FIELD_AT), entry));
    }

    /** Whether this is what was written after the record with that hash. */
    public boolean follows(String hashBefore) {
        return hash.equals(next(hashBefore, entry));
    }

    /** Whether it begins a chain. */
    public boolean begins() {
        return sequence <= 1 && follows(START);
    }

    /** The line, without its end. */
    public String line() {
        return HASH_FIELD + hash + ENTRY_FIELD + entry + "}";
    }

    private static String next(String hashBefore, String entry) {
        try {
            MessageDigest sha = MessageDigest.getInstance("SHA-256");
            sha.update(hashBefore.getBytes(StandardCharsets.US_ASCII));
            return HexFormat.of().formatHex(sha.digest(entry.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this JDK has no SHA-256", e);
        }
    }

    private static long sequenceIn(String entry) {
        int from = SEQUENCE_FIELD.length();
        int to = from;
        while (to < entry.length() && to - from < MOST_DIGITS && isDigit(entry.charAt(to))) {
            to++;
        }
        boolean stated = entry.startsWith(SEQUENCE_FIELD) && to > from && entry.startsWith(",", to);
        return stated ? Long.parseLong(entry, from, to, 10) : 0;
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }
}
