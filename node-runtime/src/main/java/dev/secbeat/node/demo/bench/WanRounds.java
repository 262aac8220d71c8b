// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.demo.bench;

import dev.secbeat.node.api.Family;
import dev.secbeat.node.api.SourceKey;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;

/**
 * New sources one after the other, each of which asks one node in every region in turn until all nodes know it is over the
 * limit: the same work for whoever counts.
 *
 * @param rounds that are looked at, after {@code warmUp} others
 * @param limit requests in a window
 * @param gapNanos between two requests
 * @param giveUpNanos after which nodes that do not know count as missed
 * @param oneWayMillis the delay between regions, which no way of counting can save
 */
record WanRounds(int rounds, int warmUp, int regions, long limit, long gapNanos, long giveUpNanos, long oneWayMillis) {
    private static final long FIRST_SOURCE = 0xC612_0000L; // 198.18.0.0/15

    /** All sources that will come, in their order. */
    List<SourceKey> sources() {
        return LongStream.range(0, warmUp + rounds)
                .mapToObj(round -> new SourceKey(Family.IPV4, FIRST_SOURCE + round))
                .toList();
    }

    /** Plays them; node {@code i} is in region {@code i % regions}. */
    WanLags play(List<? extends CountingNode> nodes, Random random) throws InterruptedException {
        List<List<Double>> lags = new ArrayList<>();
        List<SourceKey> sources = sources();
        for (int round = 0; round < sources.size(); round++) {
            WanRound played = new WanRound(nodes, sources.get(round), oneOfEachRegion(nodes, random), limit);
            played.play(gapNanos, giveUpNanos);
            if (round >= warmUp) {
                lags.add(played.tookMillis().stream()
                        .map(took -> took - oneWayMillis)
                        .toList());
            }
            Thread.sleep(random.nextInt(100)); // Rounds begin at any point of the ticks.
        }
        return new WanLags(lags, nodes.size());
    }

    private List<CountingNode> oneOfEachRegion(List<? extends CountingNode> nodes, Random random) {
        List<CountingNode> targets = new ArrayList<>();
        for (int region = 0; region < regions; region++) {
            targets.add(nodes.get(region + regions * random.nextInt(nodes.size() / regions)));
        }
        Collections.shuffle(targets, random);
        return targets;
    }
}
