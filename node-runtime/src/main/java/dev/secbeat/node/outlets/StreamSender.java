// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.outlets;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;

/**
 * Syslog over one connection, each message with its length before (RFC 6587, octet counting), in TLS or in clear. It connects
 * when it has something to send, and anew when the receiver has closed. Syslog has no acknowledgement: what was on its way when a
 * connection broke may be lost.
 */
final class StreamSender implements Sender {
    private static final int CONNECT_MILLIS = 5_000;

    private final OutletSettings.Syslog target;
    private final @Nullable SSLSocketFactory tls;
    private volatile @Nullable Socket open;
    private volatile @Nullable Socket carrier;
    private volatile boolean closed;

    /** @param tls null for clear text */
    StreamSender(OutletSettings.Syslog target, @Nullable SSLSocketFactory tls) {
        this.target = target;
        this.tls = tls;
    }

    @Override
    public void send(Delivery delivery) throws OutletException {
        byte[] message = SyslogMessage.of(delivery, target.facility());
        ByteArrayOutputStream frame = new ByteArrayOutputStream(message.length + 8);
        frame.writeBytes((message.length + " ").getBytes(StandardCharsets.US_ASCII));
        frame.writeBytes(message);
        try {
            Socket socket = connected();
            socket.getOutputStream().write(frame.toByteArray());
            socket.getOutputStream().flush();
        } catch (IOException e) {
            leave();
            throw new OutletException(e.getClass().getSimpleName() + " " + e.getMessage());
        }
    }

    @Override
    public void close() {
        closed = true;
        close(carrier); // Not the TLS over it: that would wait for a write that is stuck.
    }

    private Socket connected() throws IOException {
        Socket socket = open;
        if (socket != null && !isLeft(socket)) {
            return socket;
        }
        leave();
        Socket fresh = connect();
        open = fresh;
        if (closed) {
            leave();
            throw new IOException("closed");
        }
        return fresh;
    }

    private Socket connect() throws IOException {
        Socket socket = new Socket();
        try {
            carrier = socket; // So that closing ends the attempt.
            socket.connect(new InetSocketAddress(target.host(), target.port()), CONNECT_MILLIS);
            socket.setSoTimeout(CONNECT_MILLIS);
            return tls == null ? socket : secure(tls, socket);
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    private Socket secure(SSLSocketFactory factory, Socket plain) throws IOException {
        SSLSocket secured = (SSLSocket) factory.createSocket(plain, target.host(), target.port(), true);
        SSLParameters parameters = secured.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS"); // The certificate must be the host's.
        secured.setSSLParameters(parameters);
        secured.startHandshake();
        return secured;
    }

    /** Whether the receiver has closed: what is written then would vanish without an error. */
    private static boolean isLeft(Socket socket) {
        try {
            socket.setSoTimeout(1);
            return socket.getInputStream().read(new byte[512]) < 0;
        } catch (SocketTimeoutException e) {
            return false;
        } catch (IOException e) {
            return true;
        }
    }

    private void leave() {
        close(open);
        open = null;
    }

    private static void close(@Nullable Socket socket) {
        if (socket != null) {
            try {
                socket.close();
            } catch (IOException e) {
                // It is gone either way.
            }
        }
    }
}
