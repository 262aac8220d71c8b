// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.demo.traffic;

import dev.secbeat.node.api.RegionId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Sends the lab's traffic from one thread, which may first enter a network namespace. Safe for all threads. */
public final class TrafficEngine implements AutoCloseable {
    private static final long LATE_CHECK_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
    private static final long READY_NANOS = TimeUnit.SECONDS.toNanos(5);
    private static final int CONNECTIONS_AHEAD = 8;
    private static final long HISTORY_STEP_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final int HISTORY_SAMPLES = 180;
    private static final int SCRATCH_BYTES = 16 << 10;
    private final Selector selector;
    private final Thread thread;
    private final ConcurrentLinkedQueue<Runnable> requests = new ConcurrentLinkedQueue<>();
    private final Map<String, RequestStream> streams = new LinkedHashMap<>();
    private final Map<String, RequestStream> waiting = new LinkedHashMap<>();
    private final List<PacketStream> packets = new ArrayList<>();
    private final ArrayDeque<PacketSample> history = new ArrayDeque<>();
    private long lateCheckNanos;
    private volatile boolean closed;

    /** @param preparation runs first on the engine's thread, such as entering a namespace */
    public TrafficEngine(Runnable preparation) throws IOException {
        selector = Selector.open();
        lateCheckNanos = System.nanoTime();
        thread = Thread.ofPlatform().name("traffic").daemon().start(() -> {
            preparation.run();
            run();
        });
    }

    /** Starts a stream at once; its sources make their connections as they need them. */
    public void start(StreamPlan plan) {
        ask(() -> streams.put(plan.name(), new RequestStream(plan, selector, System.nanoTime())));
    }

    /**
     * Starts a stream whose connections are made first, so that its pace holds from the first request on. Returns when
     * it has begun to send, or, if the handshakes fail, after 5 s.
     */
    public void startReady(StreamPlan plan) {
        var ahead = ask(() -> {
            long now = System.nanoTime();
            var stream = new RequestStream(plan, selector, now + READY_NANOS);
            stream.openAhead(CONNECTIONS_AHEAD, now);
            waiting.put(plan.name(), stream);
            return stream;
        });
        long deadline = System.nanoTime() + READY_NANOS;
        while (!ask(ahead::isReady) && System.nanoTime() < deadline) {
            LockSupport.parkNanos(1_000_000);
        }
        ask(() -> {
            waiting.remove(plan.name());
            ahead.beginAt(System.nanoTime());
            return streams.put(plan.name(), ahead);
        });
    }

    /** Starts UDP packets at a steady rate, from each source to where it is sent. */
    public void startPackets(List<Target> targets, Destinations where, List<InetAddress> sources, double perSecond) {
        ask(() -> packets.add(new PacketStream(targets, where, sources, perSecond, System.nanoTime())));
    }

    /** Ends a stream and returns its log; an unknown name gives an empty one. */
    public SendLog stop(String name) {
        return ask(() -> {
            RequestStream stream = streams.remove(name);
            if (stream == null) {
                return new SendLog();
            }
            stream.close();
            return stream.log().copy();
        });
    }

    /** A running stream's log so far. */
    public SendLog log(String name) {
        return ask(() -> {
            RequestStream stream = streams.get(name);
            return stream == null ? new SendLog() : stream.log().copy();
        });
    }

    /** What became of the requests of each running stream, by stream and region. */
    public Map<String, Map<RegionId, StreamCounts>> counts() {
        return ask(() -> {
            Map<String, Map<RegionId, StreamCounts>> all = new LinkedHashMap<>();
            streams.forEach((name, stream) -> all.put(name, stream.counts()));
            return all;
        });
    }

    /** Where the sources of each running stream that follows destinations are, by stream and region. */
    public Map<String, Map<RegionId, Whereabouts>> whereabouts() {
        return ask(() -> {
            Map<String, Map<RegionId, Whereabouts>> all = new LinkedHashMap<>();
            streams.forEach((name, stream) -> {
                if (stream.follows()) {
                    all.put(name, stream.whereabouts());
                }
            });
            return all;
        });
    }

    /** Packets sent by each network interface of the engine's namespace, read each second; the last three minutes. */
    public List<PacketSample> packetHistory() {
        return ask(() -> List.copyOf(history));
    }

    @Override
    public void close() {
        closed = true;
        selector.wakeup();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private <T> T ask(Callable<T> question) {
        if (closed) {
            throw new IllegalStateException("the traffic engine is closed");
        }
        var answer = new CompletableFuture<T>();
        requests.add(() -> {
            try {
                answer.complete(question.call());
            } catch (Exception e) {
                answer.completeExceptionally(e);
            }
        });
        selector.wakeup();
        try {
            return answer.join();
        } catch (CompletionException e) {
            throw new IllegalStateException("the traffic engine could not do it", e.getCause());
        }
    }

    private void run() {
        ByteBuffer scratch = ByteBuffer.allocateDirect(SCRATCH_BYTES);
        try (selector) {
            while (!closed) {
                selector.select(millisToNext(System.nanoTime()));
                for (Runnable request = requests.poll(); request != null; request = requests.poll()) {
                    request.run();
                }
                for (SelectionKey key : selector.selectedKeys()) {
                    ((ClientConnection) key.attachment()).onSelected(scratch);
                }
                selector.selectedKeys().clear();
                advance(System.nanoTime());
            }
            streams.values().forEach(RequestStream::close);
            waiting.values().forEach(RequestStream::close);
            packets.forEach(PacketStream::close);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            closed = true;
            requests.forEach(Runnable::run);
        }
    }

    private void advance(long nowNanos) {
        streams.values().forEach(stream -> stream.advance(nowNanos));
        packets.forEach(stream -> stream.advance(nowNanos));
        if (history.isEmpty() || nowNanos - history.getLast().atNanos() >= HISTORY_STEP_NANOS) {
            history.add(new PacketSample(nowNanos, InterfaceCounters.packetsSent()));
            if (history.size() > HISTORY_SAMPLES) {
                history.remove();
            }
        }
        if (nowNanos - lateCheckNanos > LATE_CHECK_NANOS) {
            lateCheckNanos = nowNanos;
            streams.values().forEach(stream -> stream.abandonLate(nowNanos));
            waiting.values().forEach(stream -> stream.abandonLate(nowNanos));
        }
    }

    private long millisToNext(long nowNanos) {
        long nanos = LATE_CHECK_NANOS;
        for (RequestStream stream : streams.values()) {
            nanos = Math.min(nanos, stream.nextNanos() - nowNanos);
        }
        for (PacketStream stream : packets) {
            nanos = Math.min(nanos, stream.nextNanos() - nowNanos);
        }
        return Math.max(1, TimeUnit.NANOSECONDS.toMillis(nanos));
    }
}
