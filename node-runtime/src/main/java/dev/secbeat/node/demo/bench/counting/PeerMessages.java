// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.demo.bench.counting;

import dev.secbeat.node.api.Dimension;
import dev.secbeat.node.api.Family;
import dev.secbeat.node.api.NodeId;
import dev.secbeat.node.crdt.CountLimit;
import dev.secbeat.node.crdt.CounterSettings;
import dev.secbeat.node.crdt.GlobalCounter;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;

/**
 * What peers say in a second about sources that are busy on all of them: recorded from real counters, then told again each
 * second with the clock of that second, so that a receiver is kept at work by messages as peers send them and nothing else
 * takes time. Not safe for several threads.
 */
public final class PeerMessages {
    /** Limit of every source, requests per second. */
    public static final CountLimit LIMIT = new CountLimit(Dimension.REQUESTS, 100, 1000);

    private static final int ROUND_MILLIS = 1000;
    private static final long NANOS_PER_MILLI = 1_000_000;
    /** Where a delta carries its sender's clock, see {@code DeltaCodec}. */
    private static final int CLOCK_AT = 24;

    private static final int ENTRIES_AT = 2;

    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle SHORT = MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long FIRST_SOURCE = 0xC612_0000L; // 198.18.0.0/15

    private static final class Message {
        private final NodeId sender;
        private final int atMillis;
        private final byte[] bytes;

        private Message(NodeId sender, int atMillis, byte[] bytes) {
            this.sender = sender;
            this.atMillis = atMillis;
            this.bytes = bytes;
        }
    }

    private final Message[] messages;
    private int next;
    private long round;

    private PeerMessages(Message[] messages) {
        this.messages = messages;
    }

    /**
     * Records a second.
     *
     * @param peers who send, 1 or more
     * @param sources that each peer reports
     * @param perSecond events of each source a second at each peer, evenly spread
     */
    public static PeerMessages record(int peers, int sources, int perSecond) {
        List<Message> all = new ArrayList<>();
        for (int peer = 0; peer < peers; peer++) {
            recordPeer(all, peer, peers, sources, perSecond);
        }
        all.sort(Comparator.comparingInt(message -> message.atMillis)); // Stable: each peer's stay in order.
        return new PeerMessages(all.toArray(Message[]::new));
    }

    private static void recordPeer(List<Message> all, int peer, int peers, int sources, int perSecond) {
        NodeId self = NodeId.of("region-" + peer % 3, "peer-" + peer);
        var counter = new GlobalCounter(self, 1, settings(sources));
        // It hears nobody here: with this limit it tells of its sources as of those that all together bring near
        // theirs.
        counter.setLimits(List.of(new CountLimit(Dimension.REQUESTS, 2 * perSecond, 1000)), List.of());
        counter.setPeers(peers);
        var random = new SplittableRandom(peer);
        int perMilli = Math.max(1, sources * perSecond / ROUND_MILLIS);
        for (int at = 0; at < 2 * ROUND_MILLIS; at++) {
            if (at == ROUND_MILLIS) { // The same again: told after itself, a second must be as the one before it.
                random = new SplittableRandom(peer);
            }
            long now = at * NANOS_PER_MILLI;
            for (int i = 0; i < perMilli; i++) {
                counter.count(Family.IPV4, source(random.nextInt(sources)), Dimension.REQUESTS, 1, now, now);
            }
            int second = at - ROUND_MILLIS; // The first makes them suspects.
            counter.publish(
                    new SendOnly((bytes, length) -> {
                        if (second >= 0) {
                            all.add(new Message(self, second, Arrays.copyOf(bytes, length)));
                        }
                    }),
                    now);
        }
    }

    /** Sizes of a counter with room for so many sources, components in proportion as on a node. */
    public static CounterSettings settings(int sources) {
        int room = Integer.highestOneBit(Math.max(16, 2 * sources) * 2 - 1);
        return new CounterSettings(
                100, 1000, room, CounterSettings.COMPONENTS_PER_SOURCE * room, 300_000, 100, 200, 0.25, 1);
    }

    /** Entries a delta says it has. */
    public static int entries(byte[] delta) {
        return (short) SHORT.get(delta, ENTRIES_AT) & 0xFFFF;
    }

    static long source(int index) {
        return FIRST_SOURCE + index;
    }

    /** When the next message is due, nanoseconds from the first round's start. */
    public long dueNanos() {
        return (round * ROUND_MILLIS + messages[next].atMillis) * NANOS_PER_MILLI;
    }

    /** The sender of the next message. */
    public NodeId sender() {
        return messages[next].sender;
    }

    /** Takes the next message; its bytes are told anew a second later and must be read before. */
    public byte[] take() {
        Message message = messages[next];
        LONG.set(message.bytes, CLOCK_AT, (round + 1) * ROUND_MILLIS + message.atMillis);
        if (++next == messages.length) {
            next = 0;
            round++;
        }
        return message.bytes;
    }
}
