// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.cluster;

import io.nats.client.AuthHandler;
import io.nats.client.Options;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The client library's options: quick to notice a loss, never giving up, never blocking, bounded everywhere. */
final class ClientOptions {
    private static final int OUTGOING_MESSAGES = 8_192;
    private static final long RECONNECT_BYTES = 1 << 20;

    private ClientOptions() {}

    static Options of(NatsSettings settings, String name, NkeySigner key, SessionWatch watch) throws IOException {
        Options.Builder options = new Options.Builder()
                .servers(settings.servers().toArray(new String[0]))
                .serverPool(new HomeFirstPool(settings.servers()))
                .noRandomize()
                .hostnameResolveMode(Options.HostnameResolveMode.Unresolved)
                .ignoreDiscoveredServers()
                .connectionName(name)
                .inboxPrefix(inboxPrefix(key.publicKey()))
                .connectionTimeout(Duration.ofSeconds(2))
                .pingInterval(Duration.ofSeconds(1))
                .maxPingsOut(2)
                .maxReconnects(-1)
                .reconnectWait(Duration.ofMillis(250))
                .reconnectJitter(Duration.ofMillis(100))
                .reconnectBufferSize(RECONNECT_BYTES)
                .maxMessagesInOutgoingQueue(OUTGOING_MESSAGES)
                .discardMessagesWhenOutgoingQueueFull()
                .noEcho()
                .authHandler(new Challenge(key))
                .errorListener(watch)
                .connectionListener(watch);
        if (settings.tls().isPresent()) {
            try {
                options.sslContext(settings.tls().get().context());
            } catch (GeneralSecurityException e) {
                throw new IOException("the TLS files cannot be used: " + e.getMessage(), e);
            }
        }
        return options.build();
    }

    /** Inboxes nobody else may listen on: each user's own, by permission. */
    static String inboxPrefix(String publicKey) {
        return "_INBOX." + publicKey + ".";
    }

    /** Proves possession of the key: signs what the server asks for. */
    private record Challenge(NkeySigner key) implements AuthHandler {
        @Override
        public byte[] sign(byte[] nonce) {
            return key.sign(nonce);
        }

        @Override
        public char[] getID() {
            return key.publicKey().toCharArray();
        }

        @Override
        public char @Nullable [] getJWT() {
            return null;
        }
    }
}
