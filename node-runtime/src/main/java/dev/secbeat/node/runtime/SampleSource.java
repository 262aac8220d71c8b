// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.runtime;

import dev.secbeat.node.api.SampledPacket;
import java.util.Optional;
import java.util.function.Consumer;

/** Where samples of packets come from. Owned by one thread. */
interface SampleSource {

    /** Begins to sample. @throws RuntimeException that says why there is nothing to sample and what to do */
    Flow open();

    /** Samples while they are taken. */
    interface Flow extends AutoCloseable {
        /** Hands over at most {@code budget} samples; returns how many it took. To be called each second at least. */
        int poll(Consumer<SampledPacket> to, int budget);

        /** Why it has to be closed now; empty while it may go on. */
        Optional<String> over();

        /** Samples that were due and are not there, since it was opened. */
        long missed();

        @Override
        void close();
    }
}
