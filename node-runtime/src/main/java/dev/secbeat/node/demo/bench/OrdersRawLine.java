// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.demo.bench;

import dev.secbeat.node.api.Scope;
import dev.secbeat.node.api.Subjects;
import dev.secbeat.node.cluster.NkeySigner;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Publishes any bytes where commands to the fleet are published, in NATS's own words: what a link would not send. One thread.
 */
final class OrdersRawLine implements AutoCloseable {
    private static final Pattern NONCE = Pattern.compile("\"nonce\":\"([^\"]+)\"");
    private static final int WAIT_MILLIS = 10_000;

    private final Socket socket;
    private final OutputStream out;
    private final BufferedReader in;

    private OrdersRawLine(Socket socket) throws IOException {
        this.socket = socket;
        socket.setSoTimeout(WAIT_MILLIS);
        out = socket.getOutputStream();
        in = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
    }

    /** Signs in as {@code user}. */
    static OrdersRawLine open(String url, NkeySigner user) throws IOException {
        URI server = URI.create(url);
        OrdersRawLine line = new OrdersRawLine(new Socket(server.getHost(), server.getPort()));
        try {
            Matcher nonce = NONCE.matcher(String.valueOf(line.in.readLine()));
            byte[] asked = nonce.find() ? nonce.group(1).getBytes(StandardCharsets.UTF_8) : new byte[0];
            String signature = Base64.getUrlEncoder().withoutPadding().encodeToString(user.sign(asked));
            line.write("CONNECT {\"verbose\":false,\"pedantic\":false,\"lang\":\"bench\",\"version\":\"1\",\"nkey\":\""
                    + user.publicKey() + "\",\"sig\":\"" + signature + "\"}\r\n");
            line.flush();
            return line;
        } catch (IOException e) {
            line.close();
            throw e;
        }
    }

    void publish(byte[] bytes) throws IOException {
        write("PUB " + Subjects.command(new Scope.Fleet()) + " " + bytes.length + "\r\n");
        out.write(bytes);
        write("\r\n");
    }

    /** Returns when the server has taken all of it. */
    void flush() throws IOException {
        write("PING\r\n");
        String answer = in.readLine();
        while (!"PONG".equals(answer)) {
            if (answer == null || answer.startsWith("-ERR")) {
                throw new IOException("the NATS server answers " + answer);
            }
            answer = in.readLine();
        }
    }

    private void write(String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
