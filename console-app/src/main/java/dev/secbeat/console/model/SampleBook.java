// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.model;

import dev.secbeat.node.api.NodeId;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The newest samples of all nodes, and which nodes show any. FX thread only. */
final class SampleBook {
    /** Samples kept; the oldest go. */
    static final int CAPACITY = 2_000;

    private static final int MAX_NODES = 4_096;
    private static final long NANOS_A_MILLI = 1_000_000;

    private final Deque<SampleRow> newestFirst = new ArrayDeque<>();
    private final Map<NodeId, Heard> nodes = new TreeMap<>();
    private long received;
    private long leftOut;

    private record Heard(long atNanos, Optional<String> trouble) {}

    /** Takes in what has come; returns whether there are other rows now. */
    boolean accept(SampleFlow.Taken taken) {
        long before = received;
        leftOut += taken.gaveWay();
        List<SampleRow> rows = new ArrayList<>();
        for (Update.Sampled update : taken.updates()) {
            accept(update);
            rows.addAll(update.rows());
        }
        add(rows);
        return received != before;
    }

    List<SampleRow> rows() {
        return new ArrayList<>(newestFirst);
    }

    SampleSummary summary(long nowNanos) {
        List<SampleSummary.Trouble> troubles = new ArrayList<>();
        Freshness newest = Freshness.NEVER;
        int sampling = 0;
        for (Map.Entry<NodeId, Heard> node : nodes.entrySet()) {
            Heard heard = node.getValue();
            Freshness age = Freshness.HEARTBEAT.at((nowNanos - heard.atNanos()) / NANOS_A_MILLI);
            newest = newest.orBetter(age);
            if (age.isFresh() && heard.trouble().isEmpty()) {
                sampling++;
            }
            if (!age.isGone()) {
                heard.trouble()
                        .ifPresent(text -> troubles.add(
                                new SampleSummary.Trouble(node.getKey().toString(), text)));
            }
        }
        return new SampleSummary(received, leftOut, sampling, troubles, newest);
    }

    private void accept(Update.Sampled update) {
        if (nodes.size() < MAX_NODES || nodes.containsKey(update.node())) {
            nodes.put(update.node(), new Heard(update.receivedNanos(), update.trouble()));
        }
        leftOut += update.leftOut();
    }

    /** In the order of their times, among those that came together: a node whose clock is ahead does not stay on top. */
    private void add(List<SampleRow> rows) {
        rows.sort(Comparator.comparingLong(row -> row.packet().epochMillis()));
        rows.forEach(newestFirst::addFirst);
        received += rows.size();
        while (newestFirst.size() > CAPACITY) {
            newestFirst.removeLast();
        }
    }
}
