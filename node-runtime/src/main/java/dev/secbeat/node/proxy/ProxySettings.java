// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.proxy;

import dev.secbeat.node.api.Prefix;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What a reverse proxy is told at its start.
 *
 * @param listenAddress {@code ::} listens on IPv4 and IPv6
 * @param listenPort 0 for any free one
 * @param backend {@code http://host:port} or {@code https://host:port}
 * @param trustedProxies peers whose X-Forwarded-For is believed
 * @param allow clients that are neither counted nor turned away
 * @param tls certificate and key with which clients are served; empty for plain HTTP
 */
public record ProxySettings(
        String listenAddress,
        int listenPort,
        URI backend,
        List<Prefix> trustedProxies,
        List<Prefix> allow,
        Optional<Tls> tls,
        Limits limits) {

    public ProxySettings {
        trustedProxies = List.copyOf(trustedProxies);
        allow = List.copyOf(allow);
    }

    /** Certificate chain and private key, PEM files. */
    public record Tls(Path certificate, Path key) {}

    /**
     * Bounds on what clients and the backend may take.
     *
     * @param headerBytes longest request head
     * @param connections most client connections at a time; more are closed at once
     * @param backendConnections most connections to the backend; more requests wait
     * @param sources most sources counted between two polls, and most blocks held
     * @param headerTimeout from accept to a complete request head
     * @param idleTimeout without a byte on a client connection, and from the end of a request to the next complete head;
     *     longer than common clients and load balancers keep a connection (60 s), so that it is they who close it. While
     *     more than half of {@code connections} are open, {@code headerTimeout} takes its place between requests
     * @param connectTimeout to the backend
     * @param responseTimeout without a byte from the backend while a request waits for it
     */
    public record Limits(
            int headerBytes,
            int connections,
            int backendConnections,
            int sources,
            Duration headerTimeout,
            Duration idleTimeout,
            Duration connectTimeout,
            Duration responseTimeout) {

        /** The same with room for other numbers of sources and blocks. */
        public Limits withSources(int newSources) {
            return new Limits(
                    headerBytes,
                    connections,
                    backendConnections,
                    newSources,
                    headerTimeout,
                    idleTimeout,
                    connectTimeout,
                    responseTimeout);
        }

        /** Bounds for a node of 150 MB. */
        public static Limits defaults() {
            return new Limits(
                    16 * 1024,
                    10_000,
                    256,
                    65_536,
                    Duration.ofSeconds(10),
                    Duration.ofSeconds(75),
                    Duration.ofSeconds(3),
                    Duration.ofSeconds(30));
        }
    }
}
