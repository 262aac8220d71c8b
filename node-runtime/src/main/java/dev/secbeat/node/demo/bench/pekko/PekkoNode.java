// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.demo.bench.pekko;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.secbeat.node.api.SourceKey;
import dev.secbeat.node.demo.bench.CountingNode;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeoutException;
import org.apache.pekko.actor.ActorRef;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.actor.Props;
import org.apache.pekko.cluster.Cluster;
import org.apache.pekko.cluster.ddata.DistributedData;
import org.apache.pekko.cluster.ddata.GCounter;
import org.apache.pekko.cluster.ddata.GCounterKey;
import org.apache.pekko.cluster.ddata.Key;
import org.apache.pekko.cluster.ddata.Replicator;
import org.apache.pekko.cluster.ddata.SelfUniqueAddress;
import org.apache.pekko.pattern.Patterns;

/** A cluster node with a replicated grow-only counter for each source. Safe for all threads. */
final class PekkoNode implements CountingNode, AutoCloseable {
    private static final Duration ANSWER = Duration.ofSeconds(10);

    private final Map<String, Long> overNanos = new ConcurrentHashMap<>();
    private final ActorSystem system;
    private final Cluster cluster;
    private final ActorRef replicator;
    private final SelfUniqueAddress self;
    private final ActorRef watcher;
    private final Replicator.WriteConsistency consistency;

    /**
     * Where a node is.
     *
     * @param door the port on 127.0.0.1 by which others come
     * @param port the port on 127.0.0.1 behind it
     * @param outbound the address from which it goes to others, which tells its region
     */
    record Place(int door, int port, String outbound) {}

    PekkoNode(Place place, PekkoPace pace, long limit) {
        system = ActorSystem.create("bench", config(place, pace));
        cluster = Cluster.get(system);
        DistributedData data = DistributedData.get(system);
        replicator = data.replicator();
        self = data.selfUniqueAddress();
        watcher = system.actorOf(Props.create(CountWatcher.class, () -> new CountWatcher(overNanos, limit)));
        consistency = pace.consistency();
    }

    private static Config config(Place place, PekkoPace pace) {
        String own = String.format(Locale.ROOT, """
                pekko {
                  loglevel = ERROR
                  stdout-loglevel = ERROR
                  log-dead-letters = off
                  daemonic = on
                  jvm-shutdown-hooks = off
                  coordinated-shutdown { exit-jvm = off, run-by-actor-system-terminate = off }
                  actor.provider = cluster
                  remote.artery {
                    transport = tcp
                    canonical { hostname = "127.0.0.1", port = %d }
                    bind { hostname = "127.0.0.1", port = %d }
                    advanced.tcp.outbound-client-hostname = "%s"
                  }
                  # A machine that is busy for a while is not a node that is gone.
                  cluster.failure-detector.acceptable-heartbeat-pause = 30 s
                  cluster.distributed-data { %s }
                }
                """, place.door, place.port, place.outbound, pace.settings());
        return ConfigFactory.parseString(own).withFallback(ConfigFactory.load());
    }

    /** Joins the cluster of {@code first}, which may be this one. */
    void join(PekkoNode first) {
        cluster.join(first.cluster.selfAddress());
    }

    /** Nodes that take part in counting, this one among them, as far as it knows. */
    int replicas() {
        Object answer = Patterns.ask(replicator, Replicator.getReplicaCount(), ANSWER)
                .toCompletableFuture()
                .join();
        return answer instanceof Replicator.ReplicaCount count ? count.n() : 0;
    }

    /** Subscribes to the counters of sources: without that a node is told of no change. */
    void watch(List<SourceKey> sources) {
        for (SourceKey source : sources) {
            replicator.tell(new Replicator.Subscribe<>(key(source), watcher), ActorRef.noSender());
        }
    }

    @Override
    public void request(SourceKey source, long nanos) {
        replicator.tell(
                new Replicator.Update<>(key(source), GCounter.empty(), consistency, count -> count.increment(self, 1)),
                ActorRef.noSender());
    }

    @Override
    public Optional<Long> overNanos(SourceKey source) {
        return Optional.ofNullable(overNanos.get(id(source)));
    }

    /** Stops it without a farewell to the others. */
    @Override
    public void close() {
        try {
            system.close();
        } catch (TimeoutException e) {
            throw new IllegalStateException("a Pekko node did not stop in time; the machine may be too busy", e);
        }
    }

    private static Key<GCounter> key(SourceKey source) {
        return GCounterKey.create(id(source));
    }

    private static String id(SourceKey source) {
        return Long.toString(source.bits());
    }
}
