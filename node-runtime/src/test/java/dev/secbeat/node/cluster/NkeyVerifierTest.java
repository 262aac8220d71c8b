// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.nats.nkey.NKey;
import java.math.BigInteger;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.Signature;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What is taken for an operator's signature, by RFC 8032 and by what the JDK makes of the same. */
class NkeyVerifierTest {
    private static final BigInteger ORDER =
            BigInteger.TWO.pow(252).add(new BigInteger("27742317777372353535851937790883648493"));

    private final NkeyVerifier verifier = new NkeyVerifier();
    private final Random random = new Random(1);

    /** Section 7.1, test 3. */
    @Test
    void agreesWithTheStandard() {
        byte[] key = HexFormat.of().parseHex("fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025");
        byte[] signature = HexFormat.of()
                .parseHex("6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac"
                        + "18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a");
        assertThat(verifier.verify(nkey(key), new byte[] {(byte) 0xaf, (byte) 0x82}, signature))
                .isTrue();
        assertThat(verifier.verify(nkey(key), new byte[] {(byte) 0xaf, (byte) 0x83}, signature))
                .isFalse();
    }

    @Test
    void takesWhatTheJdkSignsAndNothingElse() throws Exception {
        for (int i = 0; i < 50; i++) {
            KeyPair pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
            String key = nkey(bytes(pair));
            byte[] message = new byte[random.nextInt(300)];
            random.nextBytes(message);
            byte[] signature = signature(pair, message);
            assertThat(verifier.verify(key, message, signature)).isTrue();
            byte[] changed = signature.clone();
            changed[random.nextInt(changed.length)] ^= (byte) (1 << random.nextInt(8));
            assertThat(verifier.verify(key, message, changed)).isFalse();
        }
    }

    @Test
    void takesWhatAnNkeySigns() throws Exception {
        NKey nkey = NKey.createUser(new SecureRandom());
        byte[] message = {1, 2, 3};
        assertThat(verifier.verify(new String(nkey.getPublicKey()), message, nkey.sign(message)))
                .isTrue();
    }

    /** Else a command that is repeated could look like another. */
    @Test
    void refusesASecondFormOfASignature() throws Exception {
        KeyPair pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        byte[] message = {1, 2, 3};
        byte[] signature = signature(pair, message);
        byte[] scalar = new byte[32];
        for (int i = 0; i < 32; i++) {
            scalar[i] = signature[63 - i];
        }
        byte[] more = new BigInteger(1, scalar).add(ORDER).toByteArray();
        for (int i = 0; i < 32; i++) {
            signature[32 + i] = i < more.length ? more[more.length - 1 - i] : 0;
        }
        assertThat(verifier.verify(nkey(bytes(pair)), message, signature)).isFalse();
    }

    /** With such a key one signature fits every message. */
    @Test
    void refusesAKeyOfSmallOrder() {
        byte[] neutral = new byte[32];
        neutral[0] = 1;
        byte[] signature = Arrays.copyOf(neutral, 64);
        assertThat(verifier.verify(nkey(neutral), new byte[] {1}, signature)).isFalse();
    }

    @Test
    void refusesWhatIsNoSignatureOrNoKey() throws Exception {
        KeyPair pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        byte[] message = {1};
        byte[] signature = signature(pair, message);
        String key = nkey(bytes(pair));
        assertThat(verifier.verify(key, message, new byte[0])).isFalse();
        assertThat(verifier.verify(key, message, Arrays.copyOf(signature, 63))).isFalse();
        assertThat(verifier.verify(key, message, Arrays.copyOf(signature, 65))).isFalse();
        assertThat(verifier.verify("", message, signature)).isFalse();
        assertThat(verifier.verify("A" + key.substring(1), message, signature)).isFalse();
        byte[] noPoint = new byte[32];
        Arrays.fill(noPoint, (byte) 0xff);
        assertThat(verifier.verify(nkey(noPoint), message, signature)).isFalse();
    }

    private static byte[] signature(KeyPair pair, byte[] message) throws Exception {
        Signature signer = Signature.getInstance("Ed25519");
        signer.initSign(pair.getPrivate());
        signer.update(message);
        return signer.sign();
    }

    private static byte[] bytes(KeyPair pair) {
        byte[] encoded = pair.getPublic().getEncoded();
        return Arrays.copyOfRange(encoded, encoded.length - 32, encoded.length);
    }

    /** As the class under test says a key is written. */
    private static String nkey(byte[] key) {
        byte[] bytes = new byte[35];
        bytes[0] = (byte) (20 << 3);
        System.arraycopy(key, 0, bytes, 1, 32);
        int crc = 0;
        for (int i = 0; i < 33; i++) {
            crc ^= (bytes[i] & 0xFF) << 8;
            for (int bit = 0; bit < 8; bit++) {
                crc = ((crc & 0x8000) != 0 ? crc << 1 ^ 0x1021 : crc << 1) & 0xFFFF;
            }
        }
        bytes[33] = (byte) crc;
        bytes[34] = (byte) (crc >> 8);
        BigInteger all = new BigInteger(1, bytes);
        StringBuilder text = new StringBuilder();
        for (int i = 55; i >= 0; i--) {
            text.append("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
                    .charAt(all.shiftRight(5 * i).intValue() & 31));
        }
        return text.toString();
    }
}
