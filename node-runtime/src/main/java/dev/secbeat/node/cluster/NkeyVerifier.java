// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.cluster;

import dev.secbeat.node.control.SignatureVerifier;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.spec.EdECPoint;
import java.security.spec.EdECPublicKeySpec;
import java.security.spec.NamedParameterSpec;

/**
 * Checks signatures of user nkeys with the JDK's Ed25519 (RFC 8032, strict about non-canonical signatures). Safe for all
 * threads.
 *
 * <p>A public user nkey is base 32 without padding of: one prefix byte, the 32 bytes of the Ed25519 key, and a CRC-16
 * (XMODEM) of those, low byte first.
 */
public final class NkeyVerifier implements SignatureVerifier {
    private static final int USER_PREFIX = 20 << 3;
    private static final int KEY_BYTES = 32;
    private static final int TEXT_LENGTH = 56;
    private static final int REHEARSALS = 5;

    @Override
    public boolean verify(String publicKey, byte[] message, byte[] signature) {
        byte[] key = decode(publicKey);
        if (key.length != KEY_BYTES) {
            return false;
        }
        try {
            boolean odd = (key[KEY_BYTES - 1] & 0x80) != 0;
            EdECPoint point = new EdECPoint(odd, new BigInteger(1, bigEndian(key)));
            Signature check = Signature.getInstance("Ed25519");
            check.initVerify(KeyFactory.getInstance("Ed25519")
                    .generatePublic(new EdECPublicKeySpec(NamedParameterSpec.ED25519, point)));
            check.update(message);
            return check.verify(signature);
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    /** Loads and compiles what the first command's signature would else wait for, some hundred milliseconds. */
    public static void rehearse() {
        try {
            KeyPair pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
            byte[] message = new byte[TEXT_LENGTH];
            Signature signer = Signature.getInstance("Ed25519");
            signer.initSign(pair.getPrivate());
            signer.update(message);
            byte[] signature = signer.sign();
            for (int i = 0; i < REHEARSALS; i++) {
                Signature check = Signature.getInstance("Ed25519");
                check.initVerify(pair.getPublic());
                check.update(message);
                check.verify(signature);
            }
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JDK cannot check Ed25519 signatures", e);
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

    /** The y coordinate: little endian on the wire, with the sign of x in the top bit. */
    private static byte[] bigEndian(byte[] key) {
        byte[] y = new byte[KEY_BYTES];
        for (int i = 0; i < KEY_BYTES; i++) {
            y[i] = key[KEY_BYTES - 1 - i];
        }
        y[0] &= 0x7F;
        return y;
    }
}
