// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.outlets;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.util.Arrays;

/** Syslog over UDP (RFC 5426). Nobody says whether a datagram arrived. */
final class DatagramSender implements Sender {
    private static final int MOST_BYTES = 8_192;

    private final OutletSettings.Syslog target;
    private final DatagramSocket socket;

    DatagramSender(OutletSettings.Syslog target) throws IOException {
        this.target = target;
        this.socket = new DatagramSocket();
    }

    @Override
    public void send(Delivery delivery) throws OutletException {
        byte[] message = cut(SyslogMessage.of(delivery, target.facility()));
        try {
            socket.send(
                    new DatagramPacket(message, message.length, InetAddress.getByName(target.host()), target.port()));
        } catch (IOException e) {
            throw new OutletException(e.getClass().getSimpleName() + " " + e.getMessage());
        }
    }

    @Override
    public void close() {
        socket.close();
    }

    /** At most as many bytes as are sent, without a part of a character at the end. */
    static byte[] cut(byte[] message) {
        if (message.length <= MOST_BYTES) {
            return message;
        }
        int end = MOST_BYTES;
        while ((message[end] & 0xC0) == 0x80) {
            end--;
        }
        return Arrays.copyOf(message, end);
    }
}
