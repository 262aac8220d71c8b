// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.secbeat.node.api.SourcePage;
import dev.secbeat.node.json.DecodeException;
import dev.secbeat.node.support.Allocation;
import java.util.Optional;

/**
 * Whatever bytes a node sends as a page of sources: it is a page or a {@link DecodeException}, and a page that is written is
 * read as the same. Runs over the seeds beside it; with {@code JAZZER_FUZZ=1} it looks for bytes that break it (see
 * CONTRIBUTING.md).
 */
class SourcePageFuzzTest {
    private static final int LEAST_BYTES = 27;

    @FuzzTest(maxDuration = "10m")
    void sources(byte[] bytes) {
        Optional<SourcePage> page = Allocation.bounded(bytes.length, () -> decode(bytes));
        if (page.isPresent()) {
            assertThat(page.get().sources()).hasSizeLessThanOrEqualTo(bytes.length / LEAST_BYTES);
            assertThat(page.get().sources()).allSatisfy(source -> {
                assertThat(source.global()).isFinite().isNotNegative();
                assertThat(source.windowMillis()).isPositive();
            });
            assertThat(decode(SourcePageCodec.encode(page.get()))).isEqualTo(page);
        }
    }

    /** Any other exception than the declared one fails the test by itself. */
    private static Optional<SourcePage> decode(byte[] bytes) {
        try {
            return Optional.of(SourcePageCodec.decode(Samples.EAST, bytes));
        } catch (DecodeException e) {
            assertThat(e.getMessage()).isNotEmpty();
            return Optional.empty();
        }
    }
}
