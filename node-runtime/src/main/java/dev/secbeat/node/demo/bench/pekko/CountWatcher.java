// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.demo.bench.pekko;

import java.util.Map;
import org.apache.pekko.actor.AbstractActor;
import org.apache.pekko.cluster.ddata.GCounter;
import org.apache.pekko.cluster.ddata.Replicator;

/** Notes when a counter it is told of is first over the limit. Runs as Pekko runs actors, one message at a time. */
final class CountWatcher extends AbstractActor {
    private final Map<String, Long> overNanos;
    private final long limit;

    /** @param overNanos takes the time by the counter's key; safe for all threads */
    CountWatcher(Map<String, Long> overNanos, long limit) {
        this.overNanos = overNanos;
        this.limit = limit;
    }

    @Override
    public Receive createReceive() {
        return receiveBuilder().match(Replicator.Changed.class, this::changed).build();
    }

    private void changed(Replicator.Changed<?> changed) {
        if (changed.dataValue() instanceof GCounter count && count.getValue().longValueExact() > limit) {
            overNanos.putIfAbsent(changed.key().id(), System.nanoTime());
        }
    }
}
