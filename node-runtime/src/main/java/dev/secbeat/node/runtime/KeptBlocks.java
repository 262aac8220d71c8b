// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.runtime;

import dev.secbeat.node.api.BlockEntry;
import dev.secbeat.node.api.Prefix;
import dev.secbeat.node.journal.BlockJournal;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Collectors;

/** What a node that has ended keeps on its disk of operators' blocks. Not for the files of one that runs. */
public final class KeptBlocks {
    private KeptBlocks() {}

    /**
     * The prefixes that operators have blocked at {@code epochMillis}, by the journal in {@code dataDirectory}.
     *
     * @throws IOException when it cannot be read
     */
    public static Set<Prefix> in(Path dataDirectory, long epochMillis) throws IOException {
        try (BlockJournal journal = BlockJournal.open(Journals.blockFile(dataDirectory))) {
            return journal.entries(epochMillis).stream()
                    .filter(BlockEntry::active)
                    .map(BlockEntry::prefix)
                    .collect(Collectors.toSet());
        }
    }
}
