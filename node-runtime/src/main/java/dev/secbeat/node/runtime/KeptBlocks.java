// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.runtime;

import dev.secbeat.node.api.BlockEntry;
import dev.secbeat.node.api.Prefix;
import dev.secbeat.node.journal.BlockJournal;
import dev.secbeat.node.kernel.HeldBlock;
import dev.secbeat.node.kernel.XdpInspection;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Collectors;

/** What a node keeps of blocks: on its disk and in the kernel. */
public final class KeptBlocks {
    private KeptBlocks() {}

    /** The prefixes that the kernel blocks by the tables pinned in {@code pinDirectory}; the node may run or not. */
    public static Set<Prefix> inKernel(Path pinDirectory) {
        return XdpInspection.open().blocks(pinDirectory).stream()
                .map(HeldBlock::prefix)
                .collect(Collectors.toSet());
    }

    /**
     * The prefixes that operators have blocked at {@code epochMillis}, by the journal in {@code dataDirectory} of a
     * node that has ended.
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
