// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.secbeat.node.support.Allocation;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;

/**
 * Whatever a list file holds: it is entries, at most as many as there is room for, or a {@link ListFormatException}. Runs
 * over the seeds beside it; with {@code JAZZER_FUZZ=1} it looks for text that breaks it (see CONTRIBUTING.md).
 */
class ListFuzzTest {
    private static final int ROOM = 16;

    @FuzzTest(maxDuration = "10m")
    void list(byte[] bytes) {
        Optional<ListEntries> entries = Allocation.bounded(bytes.length, () -> parse(bytes));
        assertThat(entries.map(ListEntries::size).orElse(0)).isBetween(0, ROOM);
    }

    private static Optional<ListEntries> parse(byte[] bytes) {
        try {
            return Optional.of(ListParser.parse(new ByteArrayInputStream(bytes), ROOM));
        } catch (ListFormatException e) {
            assertThat(e.getMessage()).isNotEmpty();
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
