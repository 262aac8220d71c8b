// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.cluster;

import dev.secbeat.node.control.SignatureVerifier;
import java.security.SecureRandom;
import java.security.Security;
import org.bouncycastle.math.ec.rfc8032.Ed25519;

/**
 * Checks signatures of user nkeys with Bouncy Castle's Ed25519 (RFC 8032; refuses non-canonical keys and signatures, and keys of
 * small order). It takes a tenth of the JDK's time, which each node of a fleet spends on each command before it blocks. Safe for
 * all threads.
 *
 * <p>A public user nkey is base 32 without padding of: one prefix byte, the 32 bytes of the Ed25519 key, and a CRC-16
 * (XMODEM) of those, low byte first.
 */
public final class NkeyVerifier implements SignatureVerifier {
    private static final int USER_PREFIX = 20 << 3;
    private static final int KEY_BYTES = 32;
    private static final int TEXT_LENGTH = 56;
    private static final int REHEARSALS = 20;
    private static final String NATIVE_CODE = "org.bouncycastle.native.cpu_variant";

    static {
        if (Security.getProperty(NATIVE_CODE) == null && System.getProperty(NATIVE_CODE) == null) {
            // Else the library unpacks machine code into the folder for temporary files, which nothing here gains by.
            Security.setProperty(NATIVE_CODE, "java");
        }
    }

    @Override
    public boolean verify(String publicKey, byte[] message, byte[] signature) {
        byte[] key = decode(publicKey);
        if (key.length != KEY_BYTES) {
            return false;
        }
        return signature.length == Ed25519.SIGNATURE_SIZE
                && Ed25519.verify(signature, 0, key, 0, message, 0, message.length);
    }

    /** Loads and compiles what the first command's signature would else wait for, some hundred milliseconds. */
    public static void rehearse() {
        byte[] secret = new byte[Ed25519.SECRET_KEY_SIZE];
        new SecureRandom().nextBytes(secret);
        byte[] key = new byte[KEY_BYTES];
        Ed25519.generatePublicKey(secret, 0, key, 0);
        byte[] message = new byte[TEXT_LENGTH];
        byte[] signature = new byte[Ed25519.SIGNATURE_SIZE];
        Ed25519.sign(secret, 0, message, 0, message.length, signature, 0);
        for (int i = 0; i < REHEARSALS; i++) {
            if (!Ed25519.verify(signature, 0, key, 0, message, 0, message.length)) {
                throw new IllegalStateException("Ed25519 signatures cannot be checked here");
            }
        }
    }

    /** The 32 key bytes, or none when {@code text} is not a public user nkey. */
    private static byte[] decode(String text) {
        byte[] bytes = text.length() == TEXT_LENGTH ? base32(text) : new byte[0];
        if (bytes.length != KEY_BYTES + 3 || (bytes[0] & 0xFF) != USER_PREFIX) {
            return new byte[0];
        }
        int stated = (bytes[KEY_BYTES + 1] & 0xFF) | (bytes[KEY_BYTES + 2] & 0xFF) << 8;
        if (crc16(bytes, KEY_BYTES + 1) != stated) {
            return new byte[0];
        }
        byte[] key = new byte[KEY_BYTES];
        System.arraycopy(bytes, 1, key, 0, KEY_BYTES);
        return key;
    }

    private static byte[] base32(String text) {
        byte[] bytes = new byte[text.length() * 5 / 8];
        int buffer = 0;
        int bits = 0;
        int length = 0;
        for (int i = 0; i < text.length(); i++) {
            int digit = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".indexOf(text.charAt(i));
            if (digit < 0) {
                return new byte[0];
            }
            buffer = (buffer << 5 | digit) & 0xFFF;
            bits += 5;
            if (bits >= 8) {
                bits -= 8;
                bytes[length++] = (byte) (buffer >>> bits);
            }
        }
        return bytes;
    }

    private static int crc16(byte[] bytes, int length) {
        int crc = 0;
        for (int i = 0; i < length; i++) {
            crc ^= (bytes[i] & 0xFF) << 8;
            for (int bit = 0; bit < 8; bit++) {
                crc = (crc & 0x8000) != 0 ? crc << 1 ^ 0x1021 : crc << 1;
            }
            crc &= 0xFFFF;
        }
        return crc;
    }
}
