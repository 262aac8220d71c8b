// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.kernel;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.secbeat.node.api.Prefix;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.util.concurrent.atomic.AtomicLong;

/**
 * UDP over one veth pair of several between the two namespaces: number 0 is the pair's own {@code guard0}, and number N adds
 * {@code guardN} at 192.0.(2+N).1 with a sender at 192.0.(2+N).2.
 */
final class Wire implements AutoCloseable {
    private static final int PORT = 9999;
    private static final int PATIENCE_MILLIS = 30_000;
    private static final int BYTES = 20;

    private final String guarded;
    private final InetSocketAddress target;
    private final Prefix source;
    private final DatagramSocket receiver;
    private final DatagramSocket sender;

    Wire(NamespacePair namespaces, int number) {
        String network = "192.0." + (2 + number) + ".";
        guarded = "guard" + number;
        if (number > 0) {
            namespaces.join(guarded, network + "1", "peer" + number, network + "2");
        }
        target = new InetSocketAddress(InetAddress.ofLiteral(network + "1"), PORT);
        source = Prefix.parse(network + "2");
        receiver = namespaces.inside(() -> socket(target));
        sender = namespaces.outside(() -> socket(new InetSocketAddress(InetAddress.ofLiteral(network + "2"), 0)));
    }

    private static DatagramSocket socket(InetSocketAddress address) throws IOException {
        DatagramSocket socket = new DatagramSocket(address);
        socket.setSoTimeout(PATIENCE_MILLIS);
        return socket;
    }

    /** The interface the filter goes on. */
    String guarded() {
        return guarded;
    }

    /** Who sends. */
    Prefix source() {
        return source;
    }

    void send(int packets) throws IOException {
        for (int i = 0; i < packets; i++) {
            sender.send(new DatagramPacket(new byte[BYTES], BYTES, target));
        }
    }

    void assertArrives(int packets) throws IOException {
        send(packets);
        for (int i = 0; i < packets; i++) {
            receiver.receive(new DatagramPacket(new byte[BYTES], BYTES));
        }
    }

    void assertNothingArrives() throws IOException {
        receiver.setSoTimeout(1);
        assertThatThrownBy(() -> receiver.receive(new DatagramPacket(new byte[BYTES], BYTES)))
                .isInstanceOf(SocketTimeoutException.class);
        receiver.setSoTimeout(PATIENCE_MILLIS);
    }

    /** Takes what has arrived; returns how many packets those were. */
    int arrived() throws IOException {
        int arrived = 0;
        receiver.setSoTimeout(1);
        try {
            while (true) {
                receiver.receive(new DatagramPacket(new byte[BYTES], BYTES));
                arrived++;
            }
        } catch (SocketTimeoutException e) {
            receiver.setSoTimeout(PATIENCE_MILLIS);
            return arrived;
        }
    }

    /** Sends until interrupted. */
    Thread flood(AtomicLong sent) {
        return Thread.ofPlatform().start(() -> {
            while (!Thread.currentThread().isInterrupted()) {
                try {
                    send(1);
                    sent.incrementAndGet();
                } catch (IOException e) {
                    throw new IllegalStateException(e);
                }
            }
        });
    }

    @Override
    public void close() {
        sender.close();
        receiver.close();
    }
}
