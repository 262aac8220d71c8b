// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.cluster;

import io.nats.nkey.NKey;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.util.Arrays;

/**
 * The seed of a user nkey that is in no file of ours, such as one from the operating system's keychain. Held in memory
 * until closed. Safe for all threads.
 */
public final class Seed implements AutoCloseable {
    private static final int LONGEST = 1_024;

    private final char[] seed;
    private final String place;

    private Seed(char[] seed, String place) {
        this.seed = seed;
        this.place = place;
    }

    /**
     * Takes a copy of the seed; the caller wipes its own.
     *
     * @param place where it came from, for messages: never the seed itself
     * @throws KeyFileException when this is no seed of a user nkey
     */
    public static Seed of(char[] text, String place) throws KeyFileException {
        char[] copy = trimmed(text);
        Seed made = new Seed(copy, place);
        try (NkeySigner readable = made.open()) {
            if (readable.publicKey().startsWith("U")) {
                return made;
            }
        } catch (KeyFileException e) {
            made.close();
            throw e;
        }
        made.close();
        throw new KeyFileException(made.wrong());
    }

    /** A signer with this key; the caller closes it. */
    public synchronized NkeySigner open() throws KeyFileException {
        try {
            return NkeySigner.of(NKey.fromSeed(seed));
        } catch (IllegalArgumentException | GeneralSecurityException | IOException e) {
            // The library's message may quote the seed: leave it out.
            throw new KeyFileException(wrong());
        }
    }

    /** Wipes it; opening afterwards fails. */
    @Override
    public synchronized void close() {
        Arrays.fill(seed, '\0');
    }

    private String wrong() {
        return "what " + place + " holds is not the seed of an nkey (SU...): put the right one there or make one with"
                + " 'secbeat keys new'";
    }

    private static char[] trimmed(char[] text) {
        int from = 0;
        int to = Math.min(text.length, LONGEST);
        while (from < to && Character.isWhitespace(text[from])) {
            from++;
        }
        while (to > from && Character.isWhitespace(text[to - 1])) {
            to--;
        }
        return Arrays.copyOfRange(text, from, to);
    }
}
