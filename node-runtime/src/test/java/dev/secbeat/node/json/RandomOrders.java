// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.json;

import dev.secbeat.node.api.CommandBody;
import dev.secbeat.node.api.Dimension;
import dev.secbeat.node.api.FleetEvent;
import dev.secbeat.node.api.LimitKey;
import dev.secbeat.node.api.LimitRule;
import dev.secbeat.node.api.LimitTerms;
import dev.secbeat.node.api.NodeId;
import dev.secbeat.node.api.PlanDigest;
import dev.secbeat.node.api.Prefix;
import dev.secbeat.node.api.RegionId;
import dev.secbeat.node.api.Scope;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;

/** Orders on limits and on regions, and what is told of limits, all of it from a seed. */
final class RandomOrders {
    private final Random random;

    RandomOrders(Random random) {
        this.random = random;
    }

    /** An order on another one, or on none. */
    CommandBody onOthers(UUID other, String reason) {
        return switch (random.nextInt(3)) {
            case 0 -> new CommandBody.Undo(other, reason);
            case 1 -> new CommandBody.Drill("d" + random.nextInt(9), reason);
            default ->
                new CommandBody.Approve(
                        other,
                        random.nextBoolean() ? Optional.of("%064x".formatted(random.nextInt(9))) : Optional.empty());
        };
    }

    CommandBody.OnRegion onRegion(String reason) {
        RegionId region = new RegionId("b" + random.nextInt(9));
        return switch (random.nextInt(3)) {
            case 0 -> new CommandBody.Failover(new RegionId("a"), region, random.nextBoolean(), reason, shown());
            case 1 -> new CommandBody.Drain(region, random.nextBoolean(), reason, shown());
            default -> new CommandBody.Failback(region, random.nextBoolean(), reason, shown());
        };
    }

    /** A plan that an order is held to, or none. */
    Optional<PlanDigest> shown() {
        return random.nextBoolean()
                ? Optional.empty()
                : Optional.of(new PlanDigest("%016x".formatted(random.nextLong())));
    }

    CommandBody.OnLimits onLimits(String reason) {
        if (random.nextBoolean()) {
            Duration lasting = Duration.ofMillis(1 + random.nextInt(1 << 30));
            return new CommandBody.Limit(terms().rule(key()), lasting, reason);
        }
        Optional<Dimension> dimension = random.nextBoolean() ? Optional.empty() : Optional.of(dimension());
        return new CommandBody.Unlimit(key().within(), dimension, reason);
    }

    FleetEvent.Limited event(NodeId node) {
        return new FleetEvent.Limited(
                node, random.nextLong(), key(), random.nextBoolean() ? Optional.empty() : Optional.of(terms()));
    }

    LimitKey key() {
        Optional<Prefix> within = switch (random.nextInt(3)) {
            case 0 -> Optional.empty();
            case 1 -> Optional.of(Prefix.parse("203.0.113." + random.nextInt(256)));
            default -> Optional.of(Prefix.parse("2001:db8:" + Integer.toHexString(random.nextInt(9)) + "::/48"));
        };
        return new LimitKey(
                within, dimension(), Scope.parse(random.nextBoolean() ? "all" : "region.r" + random.nextInt(9)));
    }

    LimitTerms terms() {
        return new LimitTerms(
                1 + random.nextLong(LimitRule.MOST),
                1_000 * (1 + random.nextInt(60)),
                1 + random.nextInt(1_000_000),
                random.nextLong(1L << 44));
    }

    private Dimension dimension() {
        List<Dimension> all = List.of(Dimension.values());
        return all.get(random.nextInt(all.size()));
    }

    /** None half of the time. */
    List<Prefix> addresses(int most) {
        int count = random.nextBoolean() ? 0 : 1 + random.nextInt(most);
        List<Prefix> addresses = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            byte[] bytes = new byte[random.nextBoolean() ? 4 : 16];
            random.nextBytes(bytes);
            addresses.add(Prefix.of(bytes, 8 * bytes.length));
        }
        return addresses;
    }
}
