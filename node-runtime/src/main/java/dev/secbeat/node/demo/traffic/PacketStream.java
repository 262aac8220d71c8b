// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.demo.traffic;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.util.ArrayList;
import java.util.List;

/** Small UDP packets at a steady rate from several addresses, in turn. Used by the engine's thread alone. */
final class PacketStream implements AutoCloseable {
    private static final int PAYLOAD_BYTES = 64;
    private final Target target;
    private final Pace pace;
    private final List<DatagramChannel> channels = new ArrayList<>();
    private final List<InetSocketAddress> destinations = new ArrayList<>();
    private final ByteBuffer payload = ByteBuffer.allocateDirect(PAYLOAD_BYTES);
    private long turn;

    PacketStream(Target target, List<InetAddress> sources, double perSecond, long startNanos) throws IOException {
        this.target = target;
        pace = new Pace(perSecond, true, startNanos);
        for (InetAddress source : sources) {
            DatagramChannel channel = DatagramChannel.open();
            channels.add(channel);
            channel.configureBlocking(false);
            channel.bind(new InetSocketAddress(source, 0));
            destinations.add(target.reachedFrom(source));
        }
    }

    void advance(long nowNanos) {
        for (int due = pace.due(nowNanos); due > 0; due--) {
            int index = (int) (turn++ % channels.size());
            try {
                channels.get(index).send(payload.rewind(), destinations.get(index));
            } catch (IOException e) {
                // Not sent, so not counted by the interface either: the account stays true.
            }
        }
    }

    long nextNanos() {
        return pace.nextNanos();
    }

    Target target() {
        return target;
    }

    @Override
    public void close() {
        for (DatagramChannel channel : channels) {
            try {
                channel.close();
            } catch (IOException e) {
                // Nothing left to do with it.
            }
        }
    }
}
