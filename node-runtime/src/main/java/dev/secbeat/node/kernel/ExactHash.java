// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.kernel;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.security.SecureRandom;

/**
 * The keyed hash of the exact tables, as hash.h computes it: multiply-shift over native 32-bit words (Dietzfelbinger
 * 1996), folded and multiplied once more. The secret is drawn when the tables are created and lives with them, readable to root alone; who does not know it
 * cannot choose addresses that meet in one bucket. Immutable.
 */
final class ExactHash {
    private static final int WORD_BYTES = Integer.BYTES;
    private static final VarHandle WORD = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.nativeOrder());
    private static final long MIXER = 0x9e3779b97f4a7c15L;

    private final long[] factors = new long[Abi.HASH_WORDS];
    private final long addend;

    private ExactHash(MemorySegment layout) {
        for (int i = 0; i < factors.length; i++) {
            factors[i] = layout.get(JAVA_LONG, Abi.HASH_FACTORS + (long) i * Long.BYTES);
        }
        addend = layout.get(JAVA_LONG, Abi.HASH_ADDEND);
    }

    /** The secret in {@code layout}, a struct sb_hash. */
    static ExactHash read(MemorySegment layout) {
        return new ExactHash(layout);
    }

    /** Writes a new secret into {@code layout}, a struct sb_hash. */
    static void draw(MemorySegment layout) {
        SecureRandom random = new SecureRandom();
        for (long offset = 0; offset < Abi.HASH_BYTES; offset += Long.BYTES) {
            layout.set(JAVA_LONG, offset, random.nextLong());
        }
    }

    /** The bucket of {@code key}, of a table of 2^(64 - shift) buckets. */
    long bucket(byte[] key, int length, int shift) {
        long sum = addend;
        for (int i = 0; i < length / WORD_BYTES; i++) {
            sum += factors[i] * Integer.toUnsignedLong((int) WORD.get(key, i * WORD_BYTES));
        }
        return mixed(sum) >>> shift;
    }

    /** Of a key word by word, as it is in memory; the upper bits pick the bucket. */
    long of(int[] key) {
        long sum = addend;
        for (int i = 0; i < key.length; i++) {
            sum += factors[i] * Integer.toUnsignedLong(key[i]);
        }
        return mixed(sum);
    }

    /** Of a word of 64 bits, its lower half first; the upper bits pick the bucket. */
    long ofWord(long word) {
        return mixed(addend + part(word, 0));
    }

    /** The same for two words. */
    long ofWords(long first, long second) {
        return mixed(addend + part(first, 0) + part(second, 2));
    }

    private static long mixed(long sum) {
        return (sum ^ sum >>> Integer.SIZE) * MIXER;
    }

    private long part(long word, int factor) {
        return factors[factor] * (word & 0xFFFF_FFFFL) + factors[factor + 1] * (word >>> Integer.SIZE);
    }
}
