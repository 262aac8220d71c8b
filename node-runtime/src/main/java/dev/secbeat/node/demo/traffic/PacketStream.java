// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.demo.traffic;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.util.ArrayList;
import java.util.List;

/** Small UDP packets at a steady rate from several addresses, in turn, each to where it is sent. Used by the engine's thread alone. */
final class PacketStream implements AutoCloseable {
    private static final int PAYLOAD_BYTES = 64;
    private final Destinations where;
    private final Pace pace;
    private final List<DatagramChannel> channels = new ArrayList<>();
    private final List<List<InetSocketAddress>> reachable = new ArrayList<>();
    private final ByteBuffer payload = ByteBuffer.allocateDirect(PAYLOAD_BYTES);
    private long turn;

    PacketStream(List<Target> targets, Destinations where, List<InetAddress> sources, double perSecond, long startNanos)
            throws IOException {
        this.where = where;
        pace = new Pace(perSecond, true, startNanos);
        for (InetAddress source : sources) {
            DatagramChannel channel = DatagramChannel.open();
            channels.add(channel);
            channel.configureBlocking(false);
            channel.bind(new InetSocketAddress(source, 0));
            reachable.add(
                    targets.stream().map(target -> target.reachedFrom(source)).toList());
        }
    }

    void advance(long nowNanos) {
        for (int due = pace.due(nowNanos); due > 0; due--) {
            int index = (int) (turn++ % channels.size());
            int target = where.of(index);
            if (target == Destinations.UNKNOWN) {
                continue;
            }
            try {
                channels.get(index).send(payload.rewind(), reachable.get(index).get(target));
            } catch (IOException e) {
                // Not sent, so not counted by the interface either: the account stays true.
            }
        }
    }

    long nextNanos() {
        return pace.nextNanos();
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
