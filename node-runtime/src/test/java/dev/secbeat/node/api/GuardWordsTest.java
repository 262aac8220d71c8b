// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What people read before they block. */
class GuardWordsTest {
    private static final Prefix PREFIX = Prefix.parse("203.0.113.0/24");

    @Test
    void aPreviewTellsEachRegionWeighedByWhatItsNodesPass() {
        List<Receipt> receipts = List.of(
                receipt("us", "1", blast(0.5, 300, 1)),
                receipt("us", "2", blast(0, 700, 0)),
                receipt("eu", "1", blast(0.01, 1_000, 0)),
                receipt("ap", "1", new BlastRadius(List.of(), Optional.empty(), 0, List.of())));

        assertThat(GuardWords.preview(receipts))
                .containsExactly(
                        "reaches 3 regions: ap, eu, us",
                        "  ap: too little traffic passes to tell its share",
                        "  eu: 1.0 % of the legitimate requests passing now (10 of 1000 a second)",
                        "  us: 15.0 % of the legitimate requests passing now (150 of 1000 a second)",
                        "1 prefix touches what must never be blocked: 203.0.113.8");
    }

    @Test
    void whereNoNodeTellsThereIsNothingToRead() {
        assertThat(GuardWords.preview(List.of())).isEmpty();
        assertThat(GuardWords.preview(List.of(new Receipt(
                        UUID.randomUUID(), NodeId.of("us", "old"), Receipt.State.CHECKED, false, 1, Optional.empty()))))
                .isEmpty();
    }

    @Test
    void aRefusalNamesThePrefixAndTheWorstShare() {
        BlastRadius radius = new BlastRadius(
                List.of(
                        new BlastRadius.Share(Dimension.REQUESTS, 0.061, 1_000),
                        new BlastRadius.Share(Dimension.PACKETS, 0.2, 5_000)),
                Optional.of(PREFIX),
                0,
                List.of());
        assertThat(GuardWords.tooMuchTraffic(radius, 1, 0.05))
                .startsWith("rule 'traffic share': 203.0.113.0/24 sends 20.0 % of the legitimate packets passing now"
                        + " (1000 of 5000 a second), more than the 5.0 %");
    }

    private static BlastRadius blast(double part, long perSecond, int kept) {
        return new BlastRadius(
                List.of(new BlastRadius.Share(Dimension.REQUESTS, part, perSecond)),
                Optional.of(PREFIX),
                kept,
                kept == 0 ? List.of() : List.of(Prefix.parse("203.0.113.8")));
    }

    private static Receipt receipt(String region, String node, BlastRadius blast) {
        return new Receipt(
                        UUID.randomUUID(), NodeId.of(region, node), Receipt.State.CHECKED, false, 1, Optional.empty())
                .hitting(Optional.of(blast));
    }
}
