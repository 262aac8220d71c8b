// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.demo.lab;

import dev.secbeat.node.api.RegionId;
import dev.secbeat.node.demo.traffic.Destinations;
import dev.secbeat.node.dns.StubResolver;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * The resolvers of the lab's clients: some a continent, each with an address there, each with a memory of its own that lasts as
 * long as the answer allows. A resolver that gets no answer goes on with the last one, as many do. One thread asks, in the
 * Internet's namespace; all others only look.
 */
final class NameFollower implements AutoCloseable {
    /** Resolvers of a continent: enough that their memories do not end together. */
    static final int PER_CONTINENT = 8;

    private static final int FIRST_HOST = 201;
    private static final Duration TIMEOUT = Duration.ofMillis(500);
    private static final long RETRY_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    private final List<AddressPlan.Region> regions;
    private final InetSocketAddress server;
    private final Map<RegionId, List<Resolver>> resolvers = new LinkedHashMap<>();
    private final Thread thread;
    private volatile boolean closed;

    NameFollower(AddressPlan plan) {
        regions = plan.regions();
        server = new InetSocketAddress(AddressPlan.DNS_ADDRESS, NameServer.PORT);
        Views views = Views.of(plan);
        long now = System.nanoTime();
        for (AddressPlan.Region region : regions) {
            if (views.continent(region.id()).isPresent()) {
                List<Resolver> some = new ArrayList<>();
                for (int i = 0; i < PER_CONTINENT; i++) {
                    some.add(new Resolver(InetAddress.ofLiteral(region.clients4() + "." + (FIRST_HOST + i)), i, now));
                }
                resolvers.put(region.id(), List.copyOf(some));
            }
        }
        thread = Thread.ofPlatform().name("resolvers").daemon().start(() -> {
            InNamespace.entering(AddressPlan.INTERNET).run();
            run();
        });
    }

    /** Whether every resolver knows where to send its clients. */
    boolean isReady() {
        return resolvers.values().stream().flatMap(List::stream).allMatch(Resolver::knows);
    }

    /** Whether a region's clients ask at all. */
    boolean follows(RegionId region) {
        return resolvers.containsKey(region);
    }

    /** Where a region's clients go; of source number {@code 2 n} the IPv4 address, of {@code 2 n + 1} the IPv6 one. */
    Destinations of(RegionId region) {
        List<Resolver> some = resolvers.getOrDefault(region, List.of());
        return source -> {
            Resolver resolver = some.get(source / 2 % some.size());
            return source % 2 == 0 ? resolver.over4 : resolver.over6;
        };
    }

    /** When any resolver of a region's clients last sent them elsewhere than before, CLOCK_MONOTONIC; 0 for never. */
    long changedNanos(RegionId region) {
        return resolvers.getOrDefault(region, List.of()).stream()
                .mapToLong(resolver -> resolver.changedNanos)
                .max()
                .orElse(0);
    }

    /** Resolvers of a region's clients by the region they send them to; those of both families agree. */
    Map<RegionId, Integer> pointing(RegionId region) {
        Map<RegionId, Integer> pointing = new LinkedHashMap<>();
        for (Resolver resolver : resolvers.getOrDefault(region, List.of())) {
            if (resolver.knows() && resolver.over4 == resolver.over6) {
                pointing.merge(regions.get(resolver.over4).id(), 1, Integer::sum);
            }
        }
        return pointing;
    }

    @Override
    public void close() {
        closed = true;
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        while (!closed) {
            for (List<Resolver> some : resolvers.values()) {
                for (Resolver resolver : some) {
                    if (!closed && System.nanoTime() - resolver.nextNanos >= 0) {
                        ask(resolver);
                    }
                }
            }
            LockSupport.parkNanos(LOOK_NANOS);
        }
    }

    private void ask(Resolver resolver) {
        long now = System.nanoTime();
        try {
            StubResolver.Answer four = StubResolver.ask(resolver.address, server, NameServer.NAME, "A", TIMEOUT);
            StubResolver.Answer six = StubResolver.ask(resolver.address, server, NameServer.NAME, "AAAA", TIMEOUT);
            resolver.take(region(four, resolver.number), region(six, resolver.number), System.nanoTime());
            resolver.nextNanos = now + resolver.remember(Math.min(four.ttlSeconds(), six.ttlSeconds()));
        } catch (IOException e) {
            resolver.nextNanos = now + RETRY_NANOS;
        }
    }

    /** Of several addresses a resolver gives its clients one. */
    private int region(StubResolver.Answer answer, int number) throws IOException {
        if (answer.addresses().isEmpty()) {
            throw new IOException("no address");
        }
        InetAddress chosen = answer.addresses().get(number % answer.addresses().size());
        for (int i = 0; i < regions.size(); i++) {
            if (chosen.equals(InetAddress.ofLiteral(regions.get(i).service4()))
                    || chosen.equals(InetAddress.ofLiteral(regions.get(i).service6()))) {
                return i;
            }
        }
        throw new IOException(chosen + " is no region's");
    }

    /** Written by the one thread, read by all. */
    private static final class Resolver {
        private final InetAddress address;
        private final int number;
        private volatile int over4 = Destinations.UNKNOWN;
        private volatile int over6 = Destinations.UNKNOWN;
        private volatile long changedNanos;
        private long nextNanos;
        private boolean first = true;

        Resolver(InetAddress address, int number, long nowNanos) {
            this.address = address;
            this.number = number;
            this.nextNanos = nowNanos;
        }

        boolean knows() {
            return over4 != Destinations.UNKNOWN && over6 != Destinations.UNKNOWN;
        }

        void take(int new4, int new6, long nowNanos) {
            if (knows() && (new4 != over4 || new6 != over6)) {
                changedNanos = nowNanos;
            }
            over4 = new4;
            over6 = new6;
        }

        /** As long as the answer allows; of the first ones less, so that memories end one after the other. */
        long remember(long ttlSeconds) {
            long nanos = TimeUnit.SECONDS.toNanos(ttlSeconds);
            long share = first ? nanos * (number + 1) / PER_CONTINENT : nanos;
            first = false;
            return share;
        }
    }
}
