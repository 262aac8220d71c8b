// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.api;

import java.util.List;
import java.util.Optional;

/**
 * Where clients are steered, as the leading orchestrator sees it; told when it changes and when somebody asks.
 *
 * @param epoch the leader's
 * @param atMillis epoch milliseconds
 * @param answers what the authoritative DNS says; empty when none is configured or none has answered yet
 * @param trouble why the answers may be old, or not what every server says; or empty
 */
public record SteeringReport(
        String orchestrator, long epoch, long atMillis, List<Region> regions, List<Answer> answers, String trouble) {

    public SteeringReport {
        regions = List.copyOf(regions);
        answers = List.copyOf(answers);
    }

    /**
     * A region.
     *
     * @param passedPerSecond packets let through
     * @param capacityPerSecond packets it can carry; 0 when nobody has said
     * @param evidence what its state is concluded from
     * @param movedTo where its clients were told to go; empty while they are at home, and of releases that do not tell
     */
    public record Region(
            RegionId region,
            RegionState state,
            int liveNodes,
            double passedPerSecond,
            double capacityPerSecond,
            List<String> evidence,
            Optional<RegionId> movedTo) {
        public Region {
            evidence = List.copyOf(evidence);
        }
    }

    /** One record set as it is answered to the clients of one view, sorted. */
    public record Answer(String view, String name, String type, List<String> addresses) {
        public Answer {
            addresses = addresses.stream().sorted().toList();
        }
    }

    /** Whether {@code other} says the same, figures of traffic and the time apart. */
    public boolean saysAs(SteeringReport other) {
        return epoch == other.epoch
                && answers.equals(other.answers)
                && trouble.equals(other.trouble)
                && words().equals(other.words());
    }

    private List<String> words() {
        return regions.stream()
                .map(region -> region.region() + " " + region.state() + " " + region.liveNodes() + " "
                        + region.movedTo().map(RegionId::value).orElse(""))
                .toList();
    }
}
