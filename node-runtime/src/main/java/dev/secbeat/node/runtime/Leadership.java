// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.runtime;

import dev.secbeat.node.api.Leader;
import dev.secbeat.node.failover.LeaderLease;
import dev.secbeat.node.failover.Lease;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks for the lease each second, renews it three times within its length; says at each renewal that it leads, and for the
 * audit when leadership changes. Owned by one thread.
 */
final class Leadership {
    private static final Logger LOG = LoggerFactory.getLogger(Leadership.class);
    private static final int RENEWALS_PER_LEASE = 3;
    private static final long RETRY_MILLIS = 1_000;

    private final String self;
    private final String holder;
    private final LeaderLease store;
    private final long leaseMillis;
    private final Consumer<Leader> announcer;
    private volatile Optional<Lease> held = Optional.empty();
    private volatile boolean retired;
    private long nextMillis;
    private long sinceMillis;

    /**
     * Leadership of one start of an orchestrator: one that is configured with the same name by mistake, or was left running,
     * holds none of its leases.
     *
     * @param announcer told of each lease taken or renewed
     */
    Leadership(String self, LeaderLease store, long leaseMillis, Consumer<Leader> announcer) {
        this.self = self;
        this.holder = self + '/' + UUID.randomUUID();
        this.store = store;
        this.leaseMillis = leaseMillis;
        this.announcer = announcer;
    }

    /** Whether this orchestrator leads at {@code nowMillis}: by its own clock, so that a frozen one knows it is late. */
    boolean leads(long nowMillis) {
        return lease(nowMillis).isPresent();
    }

    /** The lease under which it leads at {@code nowMillis}. Safe for all threads. */
    Optional<Lease> lease(long nowMillis) {
        return held.filter(lease -> !retired && lease.isValidAt(nowMillis));
    }

    /** Since when it has led without a break, epoch milliseconds; meaningless while it does not. */
    long sinceMillis() {
        return sinceMillis;
    }

    /**
     * Renews or tries to take the lease when it is time to.
     *
     * @return an entry for the audit when leadership was gained or lost
     */
    Optional<byte[]> tick(long nowMillis) {
        if (retired || nowMillis < nextMillis) {
            return Optional.empty();
        }
        boolean before = held.isPresent();
        Optional<Lease> taken = store.tryAcquire(holder, nowMillis, leaseMillis);
        if (taken.isPresent() || !leads(nowMillis)) {
            if (!held.map(Lease::epoch).equals(taken.map(Lease::epoch))) {
                sinceMillis = nowMillis;
            }
            held = taken;
        }
        taken.ifPresent(lease -> announcer.accept(new Leader(self, lease.epoch(), leaseMillis)));
        long renewMillis = leaseMillis / RENEWALS_PER_LEASE;
        nextMillis = nowMillis + (taken.isPresent() ? renewMillis : Math.min(renewMillis, RETRY_MILLIS));
        return before == held.isPresent() ? Optional.empty() : Optional.of(announce(nowMillis));
    }

    /** Gives the lease back, so that another one need not wait for its end. */
    void resign() {
        Optional<Lease> last = held;
        held = Optional.empty(); // First: whatever becomes of the store, nothing is done under it any more.
        last.ifPresent(store::release);
    }

    /** Gives the lease back and never asks for it again; from here on it does not lead. */
    void retire() {
        retired = true;
        resign();
    }

    private byte[] announce(long nowMillis) {
        long epoch = held.map(Lease::epoch).orElse(-1L);
        LOG.info("event=leadership name={} leads={} epoch={}", self, held.isPresent(), epoch);
        String json = "{\"type\":\"leadership\",\"name\":\"%s\",\"leads\":%b,\"epoch\":%d,\"atMillis\":%d}"
                .formatted(self, held.isPresent(), epoch, nowMillis);
        return json.getBytes(StandardCharsets.UTF_8);
    }
}
