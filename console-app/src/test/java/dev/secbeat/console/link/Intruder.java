// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.link;

import io.nats.client.AuthHandler;
import io.nats.client.Connection;
import io.nats.client.Nats;
import io.nats.client.Options;
import io.nats.nkey.NKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;

/** A client with a node's key that publishes what no node would. */
final class Intruder implements AuthHandler, AutoCloseable {
    private final NKey key;
    private final Connection connection;

    Intruder(String url, Path seedFile) throws IOException, InterruptedException {
        key = NKey.fromSeed(Files.readString(seedFile).strip().toCharArray());
        connection = Nats.connectReconnectOnConnect(new Options.Builder()
                .server(url)
                .authHandler(this)
                .maxReconnects(-1)
                .build());
    }

    /** Publishes and returns once the server has taken it, or has refused it. */
    void publish(String subject, byte[] bytes) throws Exception {
        connection.publish(subject, bytes);
        connection.flush(Duration.ofSeconds(20));
    }

    @Override
    public byte[] sign(byte[] nonce) {
        try {
            return key.sign(nonce);
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public char[] getID() {
        try {
            return key.getPublicKey();
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public char[] getJWT() {
        return new char[0];
    }

    @Override
    public void close() {
        try {
            connection.close();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
