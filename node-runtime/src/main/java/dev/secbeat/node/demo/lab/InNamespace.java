// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.demo.lab;

import dev.secbeat.node.kernel.NetworkNamespace;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** Does things inside a network namespace, on a thread that enters it and ends there. Safe for all threads. */
public final class InNamespace {
    private static final int TIMEOUT_MILLIS = 1_000;

    private InNamespace() {}

    /** What a thread runs first to live in a namespace from then on. */
    public static Runnable entering(String namespace) {
        return () -> NetworkNamespace.enter(NetworkNamespaces.path(namespace));
    }

    /** Runs {@code task} inside. Sockets it opens stay in the namespace wherever they are used. */
    public static <T> T call(String namespace, Callable<T> task) {
        var result = new CompletableFuture<T>();
        Thread.ofPlatform().name("in-" + namespace).daemon().start(() -> {
            try {
                entering(namespace).run();
                result.complete(task.call());
            } catch (Exception e) {
                result.completeExceptionally(e);
            }
        });
        try {
            return result.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof LabException told) {
                throw told;
            }
            throw new LabException("a task in namespace '" + namespace + "' failed", String.valueOf(e.getCause()));
        }
    }

    /** Whether something accepts connections there. */
    static boolean answers(String namespace, String address, int port) {
        return call(namespace, () -> {
            try (Socket socket = new Socket()) {
                socket.connect(new InetSocketAddress(address, port), TIMEOUT_MILLIS);
                return true;
            } catch (IOException e) {
                return false;
            }
        });
    }

    /** Whether a plain GET there is answered with status 200. */
    static boolean answersOk(String namespace, String address, int port, String path) {
        return call(namespace, () -> {
            try (Socket socket = new Socket()) {
                socket.setSoTimeout(TIMEOUT_MILLIS);
                socket.connect(new InetSocketAddress(address, port), TIMEOUT_MILLIS);
                String request = "GET " + path + " HTTP/1.1\r\nHost: " + address + "\r\nConnection: close\r\n\r\n";
                socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
                byte[] head = socket.getInputStream().readNBytes(12);
                return new String(head, StandardCharsets.US_ASCII).endsWith(" 200");
            } catch (IOException e) {
                return false;
            }
        });
    }
}
