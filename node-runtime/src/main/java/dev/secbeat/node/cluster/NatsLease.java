// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.cluster;

import dev.secbeat.node.api.Subjects;
import dev.secbeat.node.failover.LeaderLease;
import dev.secbeat.node.failover.Lease;
import dev.secbeat.node.json.DecodeException;
import dev.secbeat.node.json.Json;
import io.nats.client.Connection;
import io.nats.client.JetStreamApiException;
import io.nats.client.KeyValue;
import io.nats.client.api.KeyValueConfiguration;
import io.nats.client.api.KeyValueEntry;
import io.nats.client.api.StorageType;
import java.io.IOException;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The leader's lease in a JetStream key-value bucket.
 *
 * <p>The value carries its own expiry, because nats-server 2.9 silently ignores a per-key time to live; nothing has to
 * sweep it, an expired lease is simply free. Every write names the revision it replaces, so of two orchestrators that
 * both saw the lease free exactly one gets it, and one that was frozen loses to whoever took over meanwhile. Clocks of
 * orchestrators must agree to well within the lease's length; the epoch fences what a late leader still does.
 *
 * <p>Used by one thread; calls wait for the server, about two seconds at most.
 */
public final class NatsLease implements LeaderLease {
    private static final Logger LOG = LoggerFactory.getLogger(NatsLease.class);
    private static final String KEY = "leader";

    private final NatsSession session;
    private final int replicas;

    /** @param replicas servers that keep the lease: 1, or 3 in a cluster of three */
    public NatsLease(FleetLink link, int replicas) {
        this.session = link.session();
        this.replicas = replicas;
    }

    @Override
    public Optional<Lease> tryAcquire(String holder, long nowMillis, long ttlMillis) {
        return withBucket("acquire", bucket -> {
            Optional<Stored> stored = read(bucket);
            Optional<Lease> current = stored.flatMap(Stored::lease);
            Optional<Lease> live = current.filter(l -> l.isValidAt(nowMillis));
            boolean renewed = live.filter(l -> l.holder().equals(holder)).isPresent();
            if (!renewed && live.isPresent()) {
                return Optional.empty();
            }
            // Also of an own lease that is over: what was begun under it is fenced off.
            long epoch = current.map(Lease::epoch).orElse(0L) + (renewed ? 0 : 1);
            Lease wanted = new Lease(holder, epoch, nowMillis + ttlMillis);
            return write(bucket, wanted, stored) ? Optional.of(wanted) : Optional.empty();
        });
    }

    @Override
    public Optional<Lease> current(long nowMillis) {
        return withBucket(
                "read", bucket -> read(bucket).flatMap(Stored::lease).filter(lease -> lease.isValidAt(nowMillis)));
    }

    @Override
    public void release(Lease lease) {
        withBucket("release", bucket -> {
            Optional<Stored> stored = read(bucket);
            if (stored.flatMap(Stored::lease).filter(lease::equals).isPresent()) {
                // The epoch stays behind, so that the next holder's is higher.
                write(bucket, new Lease(lease.holder(), lease.epoch(), 0), stored);
            }
            return Optional.empty();
        });
    }

    private static Optional<Stored> read(KeyValue bucket) throws IOException, JetStreamApiException {
        KeyValueEntry entry = bucket.get(KEY);
        if (entry == null) {
            return Optional.empty();
        }
        byte[] value = entry.getValue();
        try {
            Lease lease = Json.LEASE.decode(value == null ? new byte[0] : value);
            return Optional.of(new Stored(entry.getRevision(), Optional.of(lease)));
        } catch (DecodeException e) {
            LOG.warn(
                    "event=lease_unreadable revision={} error=\"{}\" text=\"it is taken as free and replaced\"",
                    entry.getRevision(),
                    e.getMessage());
            return Optional.of(new Stored(entry.getRevision(), Optional.empty()));
        }
    }

    /** True when nobody else wrote since {@code stored} was read. */
    private static boolean write(KeyValue bucket, Lease lease, Optional<Stored> stored)
            throws IOException, JetStreamApiException {
        byte[] value = Json.LEASE.encode(lease);
        try {
            if (stored.isPresent()) {
                bucket.update(KEY, value, stored.get().revision());
            } else {
                bucket.create(KEY, value);
            }
            return true;
        } catch (JetStreamApiException e) {
            if (e.getApiErrorCode() == JetStreamErrors.WRONG_LAST_SEQUENCE) {
                return false;
            }
            throw e;
        }
    }

    private Optional<Lease> withBucket(String what, BucketUse use) {
        Optional<Connection> connection = session.usable();
        if (connection.isEmpty()) {
            return Optional.empty();
        }
        try {
            return use.apply(bucket(connection.get()));
        } catch (IOException | JetStreamApiException | IllegalStateException e) {
            LOG.warn(
                    "event=lease_{}_failed error=\"{}\" text=\"nobody can be leader without JetStream; enforcement goes"
                            + " on\"",
                    what,
                    e.getMessage());
            return Optional.empty();
        }
    }

    private KeyValue bucket(Connection connection) throws IOException, JetStreamApiException {
        try {
            connection.keyValueManagement().getStatus(Subjects.LEASE_BUCKET);
        } catch (JetStreamApiException e) {
            if (e.getApiErrorCode() != JetStreamErrors.STREAM_NOT_FOUND) {
                throw e;
            }
            connection
                    .keyValueManagement()
                    .create(KeyValueConfiguration.builder()
                            .name(Subjects.LEASE_BUCKET)
                            .storageType(StorageType.File)
                            .maxHistoryPerKey(1)
                            .replicas(replicas)
                            .build());
        }
        return connection.keyValue(Subjects.LEASE_BUCKET);
    }

    private record Stored(long revision, Optional<Lease> lease) {}

    @FunctionalInterface
    private interface BucketUse {
        Optional<Lease> apply(KeyValue bucket) throws IOException, JetStreamApiException;
    }
}
