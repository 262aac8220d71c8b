// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.demo.sim;

import dev.secbeat.node.api.RegionId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.Set;

/** Carries messages between nodes with delay, jitter (hence reordering), loss, repetition and cuts; all from one seed. */
final class SimNetwork {
    /** What the way between two regions does to messages; times in milliseconds, chances 0 to 1. */
    record Weather(double localMillis, Distance crossMillis, double jitterMillis, double loss, double repeat) {
        Weather rough(double newJitterMillis, double newLoss, double newRepeat) {
            return new Weather(localMillis, crossMillis, newJitterMillis, newLoss, newRepeat);
        }
    }

    /** One-way delay between two regions, by index; {@code dice} from 0 to 1 picks one out of its range. */
    interface Distance {
        double millis(int from, int to, double dice);
    }

    static final class Message {
        private final long atNanos;
        private final long order;
        final SimNode from;
        final SimNode to;
        final Kind kind;
        final byte[] bytes;

        private Message(long atNanos, long order, SimNode from, SimNode to, Kind kind, byte[] bytes) {
            this.atNanos = atNanos;
            this.order = order;
            this.from = from;
            this.to = to;
            this.kind = kind;
            this.bytes = bytes;
        }

        long atNanos() {
            return atNanos;
        }

        long order() {
            return order;
        }
    }

    enum Kind {
        DELTA,
        BLOCKS,
        SNAPSHOT_REQUEST,
        DIRECT
    }

    private final Random random;
    private final Weather weather;
    private final PriorityQueue<Message> onTheWay =
            new PriorityQueue<>(Comparator.comparingLong(Message::atNanos).thenComparingLong(Message::order));
    private final Set<RegionId> cut = new HashSet<>();
    private final Set<RegionId> held = new HashSet<>();
    private final List<Message> waiting = new ArrayList<>();
    private long order;
    long sent;
    long sentBytes;

    SimNetwork(long seed, Weather weather) {
        random = new Random(seed);
        this.weather = weather;
    }

    /** Loses whatever goes into or out of the region. */
    void cut(RegionId region) {
        cut.add(region);
    }

    /** Keeps back whatever goes into or out of the region, as a queue in front of a dead link does. */
    void hold(RegionId region) {
        held.add(region);
    }

    /** Ends all cuts; what was kept back arrives in a flood. */
    void heal(long nowNanos) {
        cut.clear();
        held.clear();
        for (Message message : waiting) {
            post(message.from, message.to, message.kind, message.bytes, nowNanos);
        }
        waiting.clear();
    }

    void broadcast(SimNode from, List<SimNode> all, Kind kind, byte[] bytes, long nowNanos) {
        for (SimNode to : all) {
            if (to != from) {
                send(from, to, kind, bytes, nowNanos);
            }
        }
    }

    void send(SimNode from, SimNode to, Kind kind, byte[] bytes, long nowNanos) {
        sent++;
        sentBytes += bytes.length;
        int copies = random.nextDouble() < weather.loss ? 0 : random.nextDouble() < weather.repeat ? 2 : 1;
        for (int i = 0; i < copies; i++) {
            post(from, to, kind, bytes, nowNanos);
        }
    }

    /** Puts what has arrived by {@code nowNanos} into the inboxes. */
    void deliver(long nowNanos) {
        while (!onTheWay.isEmpty() && onTheWay.element().atNanos <= nowNanos) {
            Message message = onTheWay.remove();
            message.to.receive(message);
        }
    }

    private void post(SimNode from, SimNode to, Kind kind, byte[] bytes, long nowNanos) {
        boolean crossing = from.regionIndex != to.regionIndex;
        if (crossing && touches(cut, from, to)) {
            return;
        }
        double base = crossing
                ? weather.crossMillis.millis(from.regionIndex, to.regionIndex, random.nextDouble())
                : weather.localMillis;
        double delay = base + random.nextDouble() * weather.jitterMillis;
        Message message = new Message(nowNanos + (long) (delay * 1e6), order++, from, to, kind, bytes);
        if (crossing && touches(held, from, to)) {
            waiting.add(message);
        } else {
            onTheWay.add(message);
        }
    }

    private static boolean touches(Set<RegionId> regions, SimNode from, SimNode to) {
        return regions.contains(from.id.region()) || regions.contains(to.id.region());
    }
}
