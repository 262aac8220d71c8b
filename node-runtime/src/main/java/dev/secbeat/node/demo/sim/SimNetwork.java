// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.demo.sim;

import dev.secbeat.node.api.RegionId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
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

    /** One of the copies on their way. */
    @SuppressWarnings("ArrayRecordComponent") // handed over, compared by no one
    record Message(SimNode from, SimNode to, Kind kind, byte[] bytes) {}

    enum Kind {
        DELTA,
        RELAY,
        BLOCKS,
        SNAPSHOT_REQUEST,
        DIRECT
    }

    /** Longest delay in steps. */
    private static final int MOST_STEPS = 1024;

    private final Random random;
    private final Weather weather;
    /** By the step of arrival, modulo the ring's size; within a step in the order of sending. */
    private final List<List<Message>> onTheWay = new ArrayList<>();

    private final Set<RegionId> cut = new HashSet<>();
    private final Set<RegionId> held = new HashSet<>();
    private final List<Message> waiting = new ArrayList<>();
    private long delivered;
    long sent;
    long sentBytes;
    /** Of these the messages between regions, and their content. */
    long crossed;

    long crossedBytes;

    SimNetwork(long seed, Weather weather) {
        random = new Random(seed);
        this.weather = weather;
        for (int step = 0; step < MOST_STEPS; step++) {
            onTheWay.add(new ArrayList<>());
        }
    }

    /** Loses whatever goes into or out of the region. */
    void cut(RegionId region) {
        cut.add(region);
    }

    /** Keeps back whatever goes into or out of the region, as a queue in front of a dead link does. */
    void hold(RegionId region) {
        held.add(region);
    }

    /** Whether anything is kept back. */
    boolean isHolding() {
        return !held.isEmpty();
    }

    /** Ends all cuts; what was kept back arrives in a flood. */
    void heal(long nowNanos) {
        cut.clear();
        held.clear();
        for (Message message : waiting) {
            post(message, nowNanos);
        }
        waiting.clear();
    }

    void broadcast(SimNode from, List<SimNode> all, Kind kind, byte[] bytes, long nowNanos) {
        for (SimNode to : all) {
            if (to != from && (kind != Kind.DELTA || to.hears(from))) {
                send(from, to, kind, bytes, nowNanos);
            }
        }
    }

    void send(SimNode from, SimNode to, Kind kind, byte[] bytes, long nowNanos) {
        sent++;
        sentBytes += bytes.length;
        if (from.regionIndex != to.regionIndex) {
            crossed++;
            crossedBytes += bytes.length;
        }
        int copies = random.nextDouble() < weather.loss ? 0 : random.nextDouble() < weather.repeat ? 2 : 1;
        for (int i = 0; i < copies; i++) {
            post(new Message(from, to, kind, bytes), nowNanos);
        }
    }

    /** Puts what has arrived by {@code nowNanos} into the inboxes; call at each step. */
    void deliver(long nowNanos) {
        for (long step = nowNanos / SimFleet.STEP_NANOS; delivered < step; ) {
            delivered++;
            List<Message> arrived = onTheWay.get((int) (delivered % MOST_STEPS));
            arrived.forEach(message -> message.to.receive(message));
            arrived.clear();
        }
    }

    private void post(Message message, long nowNanos) {
        SimNode from = message.from;
        SimNode to = message.to;
        boolean crossing = from.regionIndex != to.regionIndex;
        if (crossing && touches(cut, from, to)) {
            return;
        }
        if (crossing && touches(held, from, to)) {
            waiting.add(message);
            return;
        }
        double base = crossing
                ? weather.crossMillis.millis(from.regionIndex, to.regionIndex, random.nextDouble())
                : weather.localMillis;
        double delayNanos = (base + random.nextDouble() * weather.jitterMillis) * 1e6;
        long step = Math.ceilDiv(nowNanos + (long) delayNanos, SimFleet.STEP_NANOS);
        if (step - delivered >= MOST_STEPS) {
            throw new IllegalArgumentException(
                    "a delay of " + delayNanos / 1e6 + " ms is longer than a simulation knows");
        }
        onTheWay.get((int) (Math.max(step, delivered + 1) % MOST_STEPS)).add(message);
    }

    private static boolean touches(Set<RegionId> regions, SimNode from, SimNode to) {
        return !regions.isEmpty() && (regions.contains(from.id.region()) || regions.contains(to.id.region()));
    }
}
