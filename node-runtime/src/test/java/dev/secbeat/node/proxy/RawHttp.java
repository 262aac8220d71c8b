// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.proxy;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;

/** HTTP by hand, for what a well-behaved client would not send. */
final class RawHttp {
    private RawHttp() {}

    static String lines(String... lines) {
        return String.join("\r\n", lines) + "\r\n";
    }

    static void send(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(US_ASCII));
    }

    /** Until the other side closes, politely or not. */
    static String readAll(Socket socket) throws IOException {
        StringBuilder text = new StringBuilder();
        try {
            for (int c = socket.getInputStream().read();
                    c >= 0;
                    c = socket.getInputStream().read()) {
                text.append((char) c);
            }
        } catch (SocketException e) {
            return text.toString();
        }
        return text.toString();
    }
}
