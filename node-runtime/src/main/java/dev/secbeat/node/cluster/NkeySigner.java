// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.cluster;

import dev.secbeat.node.api.CanonicalBytes;
import dev.secbeat.node.api.Command;
import dev.secbeat.node.api.SignedCommand;
import io.nats.nkey.NKey;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;

/** A private user nkey: signs commands and the server's challenges. Safe for all threads until closed. */
public final class NkeySigner implements AutoCloseable {
    private final NKey key;
    private final String publicKey;

    private NkeySigner(NKey key) throws GeneralSecurityException, IOException {
        this.key = key;
        this.publicKey = new String(key.getPublicKey());
    }

    /** Reads a seed file; refuses one that others could read. */
    public static NkeySigner load(Path seedFile) throws KeyFileException {
        char[] seed = SeedFile.read(seedFile);
        try {
            return new NkeySigner(NKey.fromSeed(seed));
        } catch (IllegalArgumentException | GeneralSecurityException | IOException e) {
            // The library's message may quote the seed: leave it out.
            throw new KeyFileException("key file " + seedFile
                    + " does not hold an nkey seed (SU...): name the right file or make one with 'secbeat keys new'");
        } finally {
            Arrays.fill(seed, '\0');
        }
    }

    /** A signer with this key. */
    static NkeySigner of(NKey key) throws GeneralSecurityException, IOException {
        return new NkeySigner(key);
    }

    /**
     * Makes a new key and writes its seed to {@code seedFile}, mode 0600.
     *
     * @throws IOException when the file exists or cannot be written
     */
    public static NkeySigner create(Path seedFile) throws IOException {
        try {
            NKey key = NKey.createUser(new SecureRandom());
            char[] seed = key.getSeed();
            try {
                SeedFile.create(seedFile, seed);
            } finally {
                Arrays.fill(seed, '\0');
            }
            return new NkeySigner(key);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JDK cannot make Ed25519 keys", e);
        }
    }

    /** {@code U...}: may be shown to anyone. */
    public String publicKey() {
        return publicKey;
    }

    /** The 64 bytes of an Ed25519 signature. */
    public byte[] sign(byte[] message) {
        try {
            return key.sign(message);
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("signing failed", e);
        }
    }

    /** Signs {@code command}, whose actor must be this key. */
    public SignedCommand sign(Command command) {
        if (!command.actor().equals(publicKey)) {
            throw new IllegalArgumentException(
                    "the command names actor " + command.actor() + ", this key is " + publicKey);
        }
        return new SignedCommand(command, sign(CanonicalBytes.of(command)));
    }

    /** Wipes the key; signing afterwards fails. */
    @Override
    public void close() {
        key.clear();
    }
}
