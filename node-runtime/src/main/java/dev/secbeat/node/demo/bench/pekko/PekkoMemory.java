// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.demo.bench.pekko;

import com.typesafe.config.ConfigFactory;
import dev.secbeat.node.demo.bench.counting.JvmMemory;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;
import org.apache.pekko.actor.ActorRef;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.actor.Address;
import org.apache.pekko.cluster.UniqueAddress;
import org.apache.pekko.cluster.ddata.DistributedData;
import org.apache.pekko.cluster.ddata.GCounter;
import org.apache.pekko.cluster.ddata.GCounterKey;
import org.apache.pekko.cluster.ddata.Key;
import org.apache.pekko.cluster.ddata.Replicator;
import org.apache.pekko.cluster.ddata.SelfUniqueAddress;
import org.apache.pekko.pattern.Patterns;

/**
 * A process that fills a replicator with sources that six nodes have counted, as {@code CounterMemory} does SecBeat's table,
 * and says what memory that takes. It takes no note of deltas and digests, so a node of a real cluster takes more.
 */
public final class PekkoMemory {
    private static final int NODES = 6;
    private static final Duration FILLED = Duration.ofMinutes(2);

    private PekkoMemory() {}

    /** Arguments: sources. */
    public static void main(String[] args) throws TimeoutException {
        int sources = Integer.parseInt(args[0]);
        ActorSystem system =
                ActorSystem.create("bench", ConfigFactory.parseString("""
                        pekko {
                          loglevel = ERROR
                          stdout-loglevel = ERROR
                          log-dead-letters = off
                          daemonic = on
                          jvm-shutdown-hooks = off
                          coordinated-shutdown { exit-jvm = off, run-by-actor-system-terminate = off }
                          actor.provider = cluster
                          remote.artery { transport = tcp, canonical { hostname = "127.0.0.1", port = 0 } }
                          cluster.distributed-data.delta-crdt.enabled = off
                        }
                        """).withFallback(ConfigFactory.load()));
        try {
            ActorRef replicator = DistributedData.get(system).replicator();
            awaitKey(replicator, fill(replicator, 0, 1));
            JvmMemory.collect();
            double before = JvmMemory.usedMegabytes();
            awaitKey(replicator, fill(replicator, 1, sources));
            JvmMemory.collect();
            System.out.println("memory_before_mb " + before);
            System.out.println("memory_mb " + JvmMemory.usedMegabytes());
            System.out.println("memory_sources " + (sources - 1));
        } finally {
            system.close();
        }
    }

    private static Key<GCounter> fill(ActorRef replicator, int first, int end) {
        List<SelfUniqueAddress> members = IntStream.range(0, NODES)
                .mapToObj(node -> new SelfUniqueAddress(
                        new UniqueAddress(new Address("pekko", "bench", "198.51.100." + node, 7355), (long) node)))
                .toList();
        for (int source = first; source < end; source++) {
            GCounter counted = GCounter.empty();
            for (SelfUniqueAddress member : members) {
                counted = counted.increment(member, 5);
            }
            GCounter all = counted.resetDelta();
            replicator.tell(
                    new Replicator.Update<>(
                            key(source), GCounter.empty(), Replicator.writeLocal(), count -> count.merge(all)),
                    ActorRef.noSender());
        }
        return key(end - 1);
    }

    /** Waits until the replicator, which takes one message after the other, has come to this one. */
    private static void awaitKey(ActorRef replicator, Key<GCounter> key) {
        Object answer = Patterns.ask(replicator, new Replicator.Get<>(key, Replicator.readLocal()), FILLED)
                .toCompletableFuture()
                .join();
        if (!(answer instanceof Replicator.GetSuccess<?>)) {
            throw new IllegalStateException("the replicator has not taken the counters: " + answer);
        }
    }

    private static Key<GCounter> key(int source) {
        return GCounterKey.create(Integer.toString(source));
    }
}
