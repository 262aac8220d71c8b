// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.proxy;

import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.PemKeyCertOptions;
import java.net.BindException;
import java.nio.file.NoSuchFileException;
import java.util.concurrent.TimeUnit;

/** How Vert.x is held small, and how its start-up failures read. */
final class VertxSettings {
    private VertxSettings() {}

    /** One event loop for traffic and one to spare; no caches on disk; blocking pools as small as they come. */
    static VertxOptions small() {
        return new VertxOptions()
                .setEventLoopPoolSize(2)
                .setWorkerPoolSize(1)
                .setInternalBlockingPoolSize(1)
                .setPreferNativeTransport(false)
                .setUseDaemonThread(true)
                .setFileSystemOptions(
                        new FileSystemOptions().setFileCachingEnabled(false).setClassPathResolvingEnabled(false));
    }

    static HttpServerOptions server(ProxySettings settings) {
        HttpServerOptions options = new HttpServerOptions()
                .setHost(settings.listenAddress())
                .setPort(settings.listenPort())
                .setHttp2ClearTextEnabled(false)
                .setUseAlpn(false)
                .setMaxHeaderSize(settings.limits().headerBytes())
                .setMaxInitialLineLength(settings.limits().headerBytes())
                .setHandle100ContinueAutomatically(false)
                .setIdleTimeout((int) settings.limits().idleTimeout().toMillis())
                .setIdleTimeoutUnit(TimeUnit.MILLISECONDS)
                .setAcceptBacklog(4_096)
                .setReuseAddress(true);
        settings.tls()
                .ifPresent(tls -> options.setSsl(true)
                        .setKeyCertOptions(new PemKeyCertOptions()
                                .setCertPath(tls.certificate().toString())
                                .setKeyPath(tls.key().toString())));
        return options;
    }

    static ListenException cannotListen(ProxySettings settings, Throwable failure) {
        Throwable cause = failure.getCause() == null ? failure : failure.getCause();
        String place = settings.listenAddress() + " port " + settings.listenPort();
        return new ListenException("the proxy cannot listen on " + place + ": " + reason(cause), failure);
    }

    private static String reason(Throwable cause) {
        for (Throwable t = cause; t != null; t = t.getCause()) {
            if (t instanceof NoSuchFileException missing) {
                return "there is no file " + missing.getFile() + "; check network.tls_cert and network.tls_key";
            }
            if (t instanceof BindException) {
                return t.getMessage()
                        + "; another process has the port or the address is not this machine's: stop that process or"
                        + " change network.listen_address and network.listen_port";
            }
        }
        return cause + "; check network.listen_address, network.tls_cert and network.tls_key";
    }
}
