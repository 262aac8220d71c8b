// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.dns;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.xbill.DNS.AAAARecord;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Message;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/**
 * Asks one server as a client's resolver does: over UDP, from an address of choice. The socket is opened by the calling thread, so
 * it belongs to the network namespace that this thread lives in. Stateless; all threads.
 */
public final class StubResolver {
    private static final int MOST_BYTES = 4_096;

    private StubResolver() {}

    /**
     * What a name answers.
     *
     * @param ttlSeconds for how long it may be remembered
     */
    public record Answer(List<InetAddress> addresses, long ttlSeconds) {
        public Answer {
            addresses = List.copyOf(addresses);
        }
    }

    /**
     * Asks once.
     *
     * @param type {@code A} or {@code AAAA}
     * @throws IOException when no answer comes in time, or one that is of no use
     */
    public static Answer ask(InetAddress from, InetSocketAddress server, String name, String type, Duration timeout)
            throws IOException {
        Message question = Message.newQuery(Record.newRecord(ViewClient.name(name), Type.value(type), DClass.IN));
        byte[] asked = question.toWire();
        try (DatagramSocket socket = new DatagramSocket(new InetSocketAddress(from, 0))) {
            socket.connect(server);
            socket.setSoTimeout(Math.clamp(timeout.toMillis(), 1, 60_000));
            socket.send(new DatagramPacket(asked, asked.length));
            byte[] room = new byte[MOST_BYTES];
            DatagramPacket packet = new DatagramPacket(room, room.length);
            socket.receive(packet);
            return read(new Message(Arrays.copyOf(room, packet.getLength())), question, server);
        }
    }

    private static Answer read(Message answer, Message question, InetSocketAddress server) throws IOException {
        if (answer.getHeader().getID() != question.getHeader().getID() || answer.getRcode() != Rcode.NOERROR) {
            throw new IOException(
                    server + " answered " + Rcode.string(answer.getRcode()) + " to another question or this one");
        }
        List<InetAddress> addresses = new ArrayList<>();
        long ttl = Long.MAX_VALUE;
        for (Record record : answer.getSection(Section.ANSWER)) {
            switch (record) {
                case ARecord a -> addresses.add(a.getAddress());
                case AAAARecord aaaa -> addresses.add(aaaa.getAddress());
                default -> {}
            }
            ttl = Math.min(ttl, record.getTTL());
        }
        return new Answer(addresses, addresses.isEmpty() ? 0 : ttl);
    }
}
