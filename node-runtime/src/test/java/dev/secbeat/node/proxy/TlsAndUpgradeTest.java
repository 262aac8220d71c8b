// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.proxy;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.secbeat.node.api.Prefix;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Listening with TLS, protocols that take over a connection, and clients that are let through unseen. */
class TlsAndUpgradeTest {
    private static final char[] PASSWORD = "changeit".toCharArray();

    @TempDir
    Path folder;

    private Origin origin;

    @BeforeEach
    void start() throws IOException {
        origin = new Origin();
    }

    @AfterEach
    void stop() {
        origin.close();
    }

    @Test
    void clientsAreServedWithTheCertificate() throws Exception {
        KeyStore keys = selfMade();
        ProxySettings.Tls tls = new ProxySettings.Tls(folder.resolve("cert.pem"), folder.resolve("key.pem"));
        try (ReverseProxy proxy = ReverseProxy.start(settings(origin.url(), List.of(), Optional.of(tls)));
                HttpClient client =
                        HttpClient.newBuilder().sslContext(trusting(keys)).build()) {
            HttpResponse<String> answer = client.send(
                    HttpRequest.newBuilder(URI.create("https://127.0.0.1:" + proxy.port() + "/headers"))
                            .build(),
                    BodyHandlers.ofString());

            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.body().toLowerCase(java.util.Locale.ROOT)).contains("x-forwarded-proto: https\n");
            try (HttpClient stranger = HttpClient.newHttpClient()) {
                assertThatThrownBy(() -> stranger.send(
                                HttpRequest.newBuilder(URI.create("https://127.0.0.1:" + proxy.port() + "/"))
                                        .build(),
                                BodyHandlers.ofString()))
                        .isInstanceOf(javax.net.ssl.SSLException.class);
            }
        }
    }

    @Test
    void aMissingCertificateIsNamed() {
        ProxySettings.Tls tls = new ProxySettings.Tls(folder.resolve("none.pem"), folder.resolve("none.key"));

        assertThatThrownBy(() -> ReverseProxy.start(settings(origin.url(), List.of(), Optional.of(tls)))
                        .close())
                .isInstanceOf(ListenException.class)
                .hasMessageContaining("none.")
                .hasMessageContaining("network.tls_cert");
    }

    @Test
    void anAllowedClientIsNeitherCountedNorTurnedAway() throws Exception {
        try (ReverseProxy proxy = ReverseProxy.start(
                        settings(origin.url(), List.of(Prefix.parse("127.0.0.0/8")), Optional.empty()));
                HttpClient client = HttpClient.newHttpClient()) {
            proxy.block(Prefix.parse("127.0.0.1"), 60_000);
            for (int i = 0; i < 20; i++) {
                assertThat(client.send(
                                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + proxy.port() + "/"))
                                                .build(),
                                        BodyHandlers.ofString())
                                .statusCode())
                        .isEqualTo(200);
            }
            assertThat(proxy.poll((family, bits, dimension, count, sinceNanos) -> {}))
                    .isZero();
            assertThat(proxy.hits(Prefix.parse("127.0.0.1"))).isZero();
        }
    }

    @Test
    void aWebSocketPassesThrough() throws Exception {
        Vertx vertx = Vertx.vertx(VertxSettings.small());
        try {
            HttpServer server = vertx.createHttpServer()
                    .webSocketHandler(
                            socket -> socket.textMessageHandler(text -> socket.writeTextMessage("re: " + text)))
                    .listen(0, "127.0.0.1")
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get(30, TimeUnit.SECONDS);
            URI url = URI.create("http://127.0.0.1:" + server.actualPort());
            try (ReverseProxy proxy = ReverseProxy.start(settings(url, List.of(), Optional.empty()));
                    HttpClient client = HttpClient.newHttpClient()) {
                CompletableFuture<String> answer = new CompletableFuture<>();
                WebSocket socket = client.newWebSocketBuilder()
                        .buildAsync(URI.create("ws://127.0.0.1:" + proxy.port() + "/chat"), new Listener(answer))
                        .get(30, TimeUnit.SECONDS);
                socket.sendText("hello", true).get(30, TimeUnit.SECONDS);

                assertThat(answer.get(30, TimeUnit.SECONDS)).isEqualTo("re: hello");
                socket.abort();
            }
        } finally {
            vertx.close().toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
        }
    }

    private record Listener(CompletableFuture<String> answer) implements WebSocket.Listener {
        @Override
        public CompletionStage<Void> onText(WebSocket socket, CharSequence data, boolean last) {
            answer.complete(data.toString());
            return CompletableFuture.completedFuture(null);
        }

        @Override
        public void onError(WebSocket socket, Throwable error) {
            answer.completeExceptionally(error);
        }
    }

    private static ProxySettings settings(URI backend, List<Prefix> allow, Optional<ProxySettings.Tls> tls) {
        return new ProxySettings("127.0.0.1", 0, backend, List.of(), allow, tls, ProxySettings.Limits.defaults());
    }

    /** A key and certificate for 127.0.0.1 by the JDK's keytool, also written as PEM files. */
    private KeyStore selfMade() throws IOException, InterruptedException, GeneralSecurityException {
        Path store = folder.resolve("keys.p12");
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "proxy",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=127.0.0.1",
                        "-ext",
                        "SAN=IP:127.0.0.1",
                        "-keystore",
                        store.toString(),
                        "-storetype",
                        "PKCS12",
                        "-storepass",
                        new String(PASSWORD))
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("keytool.log").toFile())
                .start();
        assertThat(keytool.waitFor()).isZero();
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            keys.load(in, PASSWORD);
        }
        pem("PRIVATE KEY", keys.getKey("proxy", PASSWORD).getEncoded(), "key.pem");
        pem("CERTIFICATE", keys.getCertificate("proxy").getEncoded(), "cert.pem");
        return keys;
    }

    private void pem(String what, byte[] bytes, String file) throws IOException {
        String body = Base64.getMimeEncoder(64, "\n".getBytes(US_ASCII)).encodeToString(bytes);
        Files.writeString(
                folder.resolve(file), "-----BEGIN " + what + "-----\n" + body + "\n-----END " + what + "-----\n");
    }

    private static SSLContext trusting(KeyStore keys) throws IOException, GeneralSecurityException {
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry("proxy", keys.getCertificate("proxy"));
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }
}
