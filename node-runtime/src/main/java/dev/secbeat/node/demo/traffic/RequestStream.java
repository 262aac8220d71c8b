// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.demo.traffic;

import dev.secbeat.node.api.RegionId;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Selector;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A running {@link StreamPlan}. Used by the engine's thread alone. */
final class RequestStream implements ClientConnection.Owner {
    private static final long DEADLINE_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long PATIENT_DEADLINE_NANOS = TimeUnit.SECONDS.toNanos(5);
    private static final int MAX_CONNECTIONS_PER_POOL = 128;
    private final StreamPlan plan;
    private final Selector selector;
    private Pace pace;
    private final ByteBuffer request;
    private final List<ArrayDeque<ClientConnection>> idle = new ArrayList<>();
    private final int[] open;
    private final int[] wanted;
    private final boolean[] begun;
    private final Set<ClientConnection> connections = new LinkedHashSet<>();
    private final StreamCounts[] counts;
    private final long[] lastSentNanos;
    private final int[] at;
    private final SendLog log = new SendLog();
    private long turn;

    RequestStream(StreamPlan plan, Selector selector, long startNanos) {
        this.plan = plan;
        this.selector = selector;
        pace = new Pace(plan.perSecond(), plan.persistent(), startNanos);
        int pools = plan.sources().size() * plan.targets().size();
        for (int i = 0; i < pools; i++) {
            idle.add(new ArrayDeque<>());
        }
        open = new int[pools];
        wanted = new int[pools];
        begun = new boolean[pools];
        counts = new StreamCounts[plan.targets().size()];
        Arrays.fill(counts, StreamCounts.ZERO);
        lastSentNanos = new long[counts.length];
        at = new int[plan.sources().size()];
        Arrays.fill(at, Destinations.UNKNOWN);
        request = ByteBuffer.wrap(("GET / HTTP/1.1\r\nHost: secbeat.example\r\nUser-Agent: " + plan.name() + "\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII));
    }

    /** Opens connections ahead, so that the first requests do not wait for handshakes. */
    void openAhead(int perPool, long nowNanos) {
        for (int pool = 0; pool < open.length; pool++) {
            for (int i = 0; i < perPool; i++) {
                connect(pool, nowNanos);
            }
        }
    }

    /** Whether every pool has a connection that can take a request. */
    boolean isReady() {
        return idle.stream().noneMatch(ArrayDeque::isEmpty);
    }

    /** Sets the time of the first request. */
    void beginAt(long startNanos) {
        pace = new Pace(plan.perSecond(), plan.persistent(), startNanos);
    }

    /** Sends what is due and gives up on what is late. */
    void advance(long nowNanos) {
        for (int due = pace.due(nowNanos); due > 0; due--) {
            int targets = plan.targets().size();
            long now = turn++;
            if (plan.destinations().isEmpty()) {
                request((int) (now / targets % plan.sources().size()) * targets + (int) (now % targets), nowNanos);
            } else {
                follow((int) (now % plan.sources().size()), plan.destinations().get(), nowNanos);
            }
        }
    }

    private void follow(int source, Destinations destinations, long nowNanos) {
        int target = destinations.of(source);
        if (target == Destinations.UNKNOWN) {
            return; // A client without an address has nobody to ask.
        }
        int before = at[source];
        if (before != target && before != Destinations.UNKNOWN) {
            List.copyOf(idle.get(source * counts.length + before)).forEach(ClientConnection::abandon);
        }
        at[source] = target;
        request(source * counts.length + target, nowNanos);
    }

    boolean follows() {
        return plan.destinations().isPresent();
    }

    /** Where its sources are, by region; only of a stream that follows destinations. */
    Map<RegionId, Whereabouts> whereabouts() {
        Map<RegionId, Whereabouts> byRegion = new LinkedHashMap<>();
        for (int i = 0; i < counts.length; i++) {
            int target = i;
            int sources = (int) Arrays.stream(at).filter(one -> one == target).count();
            byRegion.put(plan.targets().get(i).region(), new Whereabouts(sources, lastSentNanos[i]));
        }
        return byRegion;
    }

    void abandonLate(long nowNanos) {
        for (ClientConnection connection : List.copyOf(connections)) {
            if (connection.isLate(nowNanos)) {
                connection.abandon();
            }
        }
    }

    long nextNanos() {
        return pace.nextNanos();
    }

    private void request(int pool, long nowNanos) {
        @Nullable ClientConnection connection = idle.get(pool).poll();
        if (connection != null) {
            send(connection);
        } else if (open[pool] < (plan.persistent() ? MAX_CONNECTIONS_PER_POOL : 2)) {
            wanted[pool]++;
            connect(pool, nowNanos);
        } else {
            countFailure(pool);
        }
    }

    private void send(ClientConnection connection) {
        int target = connection.pool() % counts.length;
        long nowNanos = System.nanoTime();
        counts[target] = counts[target].withSent();
        lastSentNanos[target] = nowNanos;
        log.add(nowNanos);
        connection.send(nowNanos + deadline());
    }

    private long deadline() {
        return plan.persistent() ? DEADLINE_NANOS : PATIENT_DEADLINE_NANOS;
    }

    private void connect(int pool, long nowNanos) {
        InetAddress source = plan.sources().get(pool / counts.length);
        Target target = plan.targets().get(pool % counts.length);
        open[pool]++;
        try {
            connections.add(new ClientConnection(
                    this,
                    pool,
                    new InetSocketAddress(source, 0),
                    target.reachedFrom(source),
                    request,
                    requests(pool),
                    selector,
                    nowNanos + deadline()));
        } catch (IOException e) {
            open[pool]--;
            wanted[pool] = 0;
            countFailure(pool);
        }
    }

    /**
     * How many requests the next connection of a pool lives for. Clients that all began at once would also reconnect at
     * once, for ever; the first connections of some are therefore taken to be older.
     */
    private int requests(int pool) {
        boolean first = !begun[pool];
        begun[pool] = true;
        return first && !plan.staysConnected() ? 1 + pool % plan.requestsPerConnection() : plan.requestsPerConnection();
    }

    private void countFailure(int pool) {
        int target = pool % counts.length;
        counts[target] = counts[target].withFailed();
    }

    @Override
    public void onReady(ClientConnection connection) {
        if (wanted[connection.pool()] > 0) {
            wanted[connection.pool()]--;
            send(connection);
        } else {
            idle.get(connection.pool()).add(connection);
        }
    }

    @Override
    public void onAnswer(ClientConnection connection, int status) {
        int target = connection.pool() % counts.length;
        counts[target] = counts[target].withStatus(status);
    }

    @Override
    public void onClosed(ClientConnection connection, boolean unanswered) {
        connections.remove(connection);
        idle.get(connection.pool()).remove(connection);
        open[connection.pool()]--;
        if (unanswered) {
            countFailure(connection.pool());
            wanted[connection.pool()] = Math.min(wanted[connection.pool()], open[connection.pool()]);
        }
    }

    void close() {
        List.copyOf(connections).forEach(ClientConnection::abandon);
    }

    Map<RegionId, StreamCounts> counts() {
        Map<RegionId, StreamCounts> byRegion = new LinkedHashMap<>();
        for (int i = 0; i < counts.length; i++) {
            byRegion.merge(plan.targets().get(i).region(), counts[i], StreamCounts::plus);
        }
        return byRegion;
    }

    /** When each request was sent, in order. */
    SendLog log() {
        return log;
    }
}
