// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.model;

import dev.secbeat.node.api.FleetEvent;
import dev.secbeat.node.api.NodeStatus;
import dev.secbeat.node.api.Refusal;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** Keeps what the summary needs over time. FX thread only. */
final class SummaryBook {
    private static final long HOUR_MILLIS = 3_600_000;
    private static final int MAX_DETECTIONS = 10_000;
    private static final int MAX_BLOCKS = 256;

    private record Detection(String source, long epochMillis) {}

    private final Deque<Detection> detections = new ArrayDeque<>();
    private final Map<String, Long> lastDetected = new HashMap<>();
    private final BlockTimes blocks = new BlockTimes(MAX_BLOCKS);
    private final Set<UUID> guarded = new HashSet<>();

    void accept(FleetEvent event, long epochMillis) {
        switch (event) {
            case FleetEvent.Detected found -> detected(found.source().toString(), epochMillis);
            case FleetEvent.Enforced done -> blocks.accept(done);
            case FleetEvent.Limited _, FleetEvent.Trouble _ -> {}
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

    /** @param lost updates that found no room so far */
    FleetSummary summary(
            Iterable<RegionTrack> regions, List<LinkState> links, long lost, long nowNanos, long epochMillis) {
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
                    active = Math.max(active, node.blocks());
                }
            }
        }
        long slowest = links.stream()
                .filter(link -> link.freshness().isFresh())
                .mapToLong(LinkState::lagMillis)
                .max()
                .orElse(-1);
        return new FleetSummary(
                enforcing,
                known,
                tracked,
                slowest,
                detections.size(),
                active,
                blocks.lastMillis(),
                blocks.medianMillis(),
                guarded.size(),
                lost);
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

    private void forgetOldDetections(long epochMillis) {
        while (!detections.isEmpty() && epochMillis - detections.peekFirst().epochMillis() > HOUR_MILLIS) {
            detections.removeFirst();
        }
    }
}
