// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Takes the fleet's pulse away from the FX thread, by the same rules by which the model judges a region. Confined to one
 * thread.
 */
public final class PulseTaker {
    private static final int MAX_REGIONS = 256;

    private final Map<String, RegionTrack> regions = new TreeMap<>();
    private boolean natsUp;

    /** Takes in what is learnt; only heartbeats, rates and the state of the link matter. */
    public void accept(Update update) {
        switch (update) {
            case Update.Heartbeat beat -> {
                RegionTrack region = region(beat.status().node().region().value());
                if (region != null) {
                    region.accept(beat);
                }
            }
            case Update.Metrics metrics ->
                metrics.samples().forEach(sample -> {
                    RegionTrack region = region(sample.regionId());
                    if (region != null) {
                        region.accept(sample);
                    }
                });
            case Update.Nats nats -> natsUp = nats.state().isUp();
            default -> {}
        }
    }

    /** The pulse as of now. */
    public Pulse pulse(long nowNanos, long epochMillis) {
        List<Pulse.OfRegion> all = new ArrayList<>();
        regions.forEach((id, region) -> {
            region.refresh(nowNanos, epochMillis, natsUp);
            RegionState state = region.model().state().get();
            boolean fresh = state.live().freshness().isFresh();
            all.add(new Pulse.OfRegion(
                    id,
                    state.health(),
                    fresh ? state.live().passedPerSecond() : Double.NaN,
                    fresh ? state.live().droppedPerSecond() : Double.NaN));
        });
        return new Pulse(epochMillis, all);
    }

    private @Nullable RegionTrack region(String id) {
        RegionTrack known = regions.get(id);
        if (known == null && regions.size() < MAX_REGIONS) {
            known = new RegionTrack(new RegionModel(RegionPlace.unknown(id)));
            regions.put(id, known);
        }
        return known;
    }
}
