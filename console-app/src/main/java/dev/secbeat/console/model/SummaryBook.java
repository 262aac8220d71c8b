// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.model;

import dev.secbeat.node.api.FleetEvent;
import dev.secbeat.node.api.NodeStatus;
import dev.secbeat.node.api.Refusal;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** Keeps what the summary needs over time. FX thread only. */
final class SummaryBook {
    private static final long HOUR_MILLIS = 3_600_000;
    private static final int MAX_DETECTIONS = 10_000;
    private static final int MAX_BLOCKS = 256;

    /** When a prefix's block was decided first and reached a kernel last, epoch milliseconds. */
    private static final class Spread {
        private double decided = Double.MAX_VALUE;
        private double enforced;

        private double millis() {
            return Math.max(0, enforced - decided);
        }
    }

    private record Detection(String source, long epochMillis) {}

    private final Deque<Detection> detections = new ArrayDeque<>();
    private final Map<String, Long> lastDetected = new HashMap<>();
    private final Map<String, Spread> blocks = new java.util.LinkedHashMap<>();
    private final Set<UUID> guarded = new HashSet<>();

    void accept(FleetEvent event, long epochMillis) {
        switch (event) {
            case FleetEvent.Detected found -> detected(found.source().toString(), epochMillis);
            case FleetEvent.Enforced done when done.active() -> enforced(done);
            case FleetEvent.Enforced done -> blocks.remove(done.prefix().toString());
            case FleetEvent.Trouble trouble -> {}
        }
    }

    void accept(Update.Answered answered) {
        boolean guard = answered.receipt()
                .refusal()
                .map(Refusal::code)
                .filter(code -> code == Refusal.Code.NEVER_BLOCK)
                .isPresent();
        if (guard && guarded.size() < MAX_DETECTIONS) {
            guarded.add(answered.receipt().commandId());
        }
    }

    FleetSummary summary(Iterable<RegionTrack> regions, List<LinkState> links, long nowNanos, long epochMillis) {
        forgetOldDetections(epochMillis);
        int known = 0;
        int enforcing = 0;
        int tracked = 0;
        int active = 0;
        for (RegionTrack region : regions) {
            for (NodeTrack node : region.nodes()) {
                known++;
                NodeStatus status = node.status();
                if (node.freshness(nowNanos).isFresh()) {
                    enforcing += status.xdpMode().equals("off") ? 0 : 1;
                    tracked = Math.max(tracked, status.sourcesTracked());
                    active = Math.max(active, node.state(nowNanos).blocks());
                }
            }
        }
        long slowest = links.stream()
                .filter(link -> link.freshness().isFresh())
                .mapToLong(LinkState::lagMillis)
                .max()
                .orElse(-1);
        return new FleetSummary(
                enforcing, known, tracked, slowest, detections.size(), active, last(), median(), guarded.size());
    }

    private void detected(String source, long epochMillis) {
        Long before = lastDetected.put(source, epochMillis);
        boolean anew = before == null || epochMillis - before > 10_000;
        if (anew && detections.size() < MAX_DETECTIONS) {
            detections.add(new Detection(source, epochMillis));
        }
        if (lastDetected.size() > MAX_DETECTIONS) {
            lastDetected.clear();
        }
    }

    private void enforced(FleetEvent.Enforced done) {
        Spread spread = blocks.computeIfAbsent(done.prefix().toString(), prefix -> new Spread());
        double took = (done.enforcedAtNanos() - done.decidedAtNanos()) / 1e6;
        spread.decided = Math.min(spread.decided, done.epochMillis() - took);
        spread.enforced = Math.max(spread.enforced, (double) done.epochMillis());
        if (blocks.size() > MAX_BLOCKS) {
            Iterator<String> oldest = blocks.keySet().iterator();
            oldest.next();
            oldest.remove();
        }
    }

    private void forgetOldDetections(long epochMillis) {
        while (!detections.isEmpty() && epochMillis - detections.peekFirst().epochMillis() > HOUR_MILLIS) {
            detections.removeFirst();
        }
    }

    private long last() {
        return blocks.values().stream()
                .reduce((first, second) -> second)
                .map(spread -> Math.round(spread.millis()))
                .orElse(-1L);
    }

    private long median() {
        double[] sorted =
                blocks.values().stream().mapToDouble(Spread::millis).sorted().toArray();
        return sorted.length == 0
                ? -1
                : Math.round(Arrays.stream(sorted)
                        .skip(sorted.length / 2)
                        .findFirst()
                        .orElse(0));
    }
}
