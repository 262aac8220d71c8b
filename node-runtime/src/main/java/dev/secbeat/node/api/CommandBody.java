// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.api;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** What a command asks for. Nodes act on blocks; the orchestrator acts on failovers. */
public sealed interface CommandBody {
    /** Most prefixes in one message; an order on more is sent in parts, see {@link CommandParts}. */
    int MAX_PREFIXES = 1_000;

    /** Most prefixes that one order names, in all its parts. */
    int MAX_PREFIXES_IN_PARTS = 100_000;

    /** Longest free text, in characters. */
    int MAX_REASON = 256;

    /** An order that decides on each of its prefixes by itself. */
    sealed interface OnPrefixes extends CommandBody {
        List<Prefix> prefixes();

        String reason();

        /** The same order on other prefixes. */
        OnPrefixes on(List<Prefix> others);
    }

    /**
     * Drop traffic from {@code prefixes} for {@code ttl} from the moment of issue.
     *
     * @param overrides guards that are not to hold it back
     * @param trial when it ends, what stood before it is back, unless somebody has decided since
     */
    record Block(List<Prefix> prefixes, Duration ttl, String reason, Set<GuardRule> overrides, boolean trial)
            implements OnPrefixes {
        public Block {
            prefixes = checked(prefixes, reason);
            overrides = Set.copyOf(overrides);
            if (ttl.isNegative() || ttl.isZero()) {
                throw new IllegalArgumentException("ttl must be positive, got " + ttl);
            }
        }

        /** One that is no trial. */
        public Block(List<Prefix> prefixes, Duration ttl, String reason, Set<GuardRule> overrides) {
            this(prefixes, ttl, reason, overrides, false);
        }

        /** One that keeps to all guards. */
        public Block(List<Prefix> prefixes, Duration ttl, String reason) {
            this(prefixes, ttl, reason, Set.of());
        }

        @Override
        public Block on(List<Prefix> others) {
            return new Block(others, ttl, reason, overrides, trial);
        }
    }

    /**
     * End every block of exactly these prefixes, whatever its origin, and keep counting from blocking them again.
     *
     * @param pardon for so long from the moment of issue counting blocks nothing that shares an address with a prefix, and
     *     what it has blocked so ends; zero: it may at once
     */
    record Unblock(List<Prefix> prefixes, Duration pardon, String reason) implements OnPrefixes {
        /** What is meant where nothing else is said: time to find out why it was blocked. */
        public static final Duration STANDARD_PARDON = Duration.ofHours(1);

        public Unblock {
            prefixes = checked(prefixes, reason);
            if (pardon.isNegative()) {
                throw new IllegalArgumentException("a pardon must not be negative, got " + pardon);
            }
        }

        /** One that only ends blocks. */
        public Unblock(List<Prefix> prefixes, String reason) {
            this(prefixes, Duration.ZERO, reason);
        }

        @Override
        public Unblock on(List<Prefix> others) {
            return new Unblock(others, pardon, reason);
        }
    }

    /**
     * Keep counting from blocking anything that shares an address with a prefix, for {@code ttl} from the moment of issue; what
     * it has blocked so ends, and so does whatever block there is of exactly the prefix.
     */
    record Allow(List<Prefix> prefixes, Duration ttl, String reason) implements OnPrefixes {
        public Allow {
            prefixes = checked(prefixes, reason);
            if (ttl.isNegative() || ttl.isZero()) {
                throw new IllegalArgumentException("ttl must be positive, got " + ttl);
            }
        }

        @Override
        public Allow on(List<Prefix> others) {
            return new Allow(others, ttl, reason);
        }
    }

    /**
     * One piece of an order on more prefixes than a message holds. A node carries the order out when it has all parts, and
     * answers once, under the parent's id.
     *
     * @param parent id of the order as a whole
     * @param index which piece, from 0
     * @param count pieces that the order has
     * @param order the order, on the prefixes of this piece
     */
    record Part(UUID parent, int index, int count, OnPrefixes order) implements CommandBody {
        /** Most prefixes in one piece: as IPv6 they are under 200 kB, and each piece costs a signature. */
        public static final int MOST_PREFIXES = 4_000;

        /** Most pieces of one order; releases that knew no more than {@link #MAX_PREFIXES} in one send as many. */
        public static final int MAX_COUNT = MAX_PREFIXES_IN_PARTS / MAX_PREFIXES;

        public Part {
            if (count < 1 || count > MAX_COUNT || index < 0 || index >= count) {
                throw new IllegalArgumentException("an order has 1 to " + MAX_COUNT
                        + " parts, counted from 0; got part " + index + " of " + count);
            }
            if (order.prefixes().size() > MOST_PREFIXES) {
                throw new IllegalArgumentException("a part names at most " + MOST_PREFIXES + " prefixes, got "
                        + order.prefixes().size());
            }
        }
    }

    /**
     * Bring each prefix that a command decided back to how it stood before, unless somebody has decided on it since.
     *
     * @param command id of the command; of one in parts: the parent's
     */
    record Undo(UUID command, String reason) implements CommandBody {
        public Undo {
            checkReason(reason);
        }
    }

    /**
     * Agree, as a second person, to a command that one may not give alone.
     *
     * @param command id of the command; of one in parts: the parent's
     * @param digest of what is agreed to, see {@link CanonicalBytes#digest}; empty: to whatever a node holds under that id
     */
    record Approve(UUID command, Optional<String> digest) implements CommandBody {
        public Approve {
            if (digest.isPresent() && !digest.get().matches("[0-9a-f]{64}")) {
                throw new IllegalArgumentException("a digest is 64 hexadecimal digits in lower case");
            }
        }

        /** To whatever a node holds under that id, as earlier releases agree. */
        public Approve(UUID command) {
            this(command, Optional.empty());
        }
    }

    /** An order on limits that nodes hold sources to, beside those of their configurations. */
    sealed interface OnLimits extends CommandBody {
        /** The prefix whose sources are meant; empty: all there are. */
        Optional<Prefix> within();

        String reason();
    }

    /** Hold sources to {@code rule} for {@code ttl} from the moment of issue; in place of one on the same for the same nodes. */
    record Limit(LimitRule rule, Duration ttl, String reason) implements OnLimits {
        public Limit {
            checkReason(reason);
            if (ttl.isNegative() || ttl.isZero()) {
                throw new IllegalArgumentException("ttl must be positive, got " + ttl);
            }
        }

        @Override
        public Optional<Prefix> within() {
            return rule.within();
        }
    }

    /**
     * End limits that operators have given for exactly {@code within}.
     *
     * @param dimension of this alone; empty: of whatever they count
     */
    record Unlimit(Optional<Prefix> within, Optional<Dimension> dimension, String reason) implements OnLimits {
        public Unlimit {
            checkReason(reason);
        }
    }

    /**
     * Exercise an order on the live fleet, see {@link DrillGround}.
     *
     * @param name of the drill; nodes refuse one that they do not know
     */
    record Drill(String name, String reason) implements CommandBody {
        private static final int MAX_NAME = 32;

        public Drill {
            checkReason(reason);
            if (name.isEmpty() || name.length() > MAX_NAME) {
                throw new IllegalArgumentException(
                        "the name of a drill has 1 to " + MAX_NAME + " characters, got " + name.length());
            }
        }
    }

    /** An order on where a region's clients go; the orchestrator's, nodes leave it alone. */
    sealed interface OnRegion extends CommandBody {
        /** The region whose clients go away or come back. */
        RegionId region();

        String reason();

        /** Whether every safety rule is skipped but that enough healthy regions remain. */
        boolean force();

        /** The plan that its sender was shown: it is carried out as this or not at all; empty: whatever is planned then. */
        Optional<PlanDigest> plan();

        /** The same order, held to {@code shown}. */
        OnRegion as(PlanDigest shown);
    }

    /** Move the clients of region {@code from} to region {@code to}. */
    record Failover(RegionId from, RegionId to, boolean force, String reason, Optional<PlanDigest> plan)
            implements OnRegion {
        public Failover {
            checkReason(reason);
            if (from.equals(to)) {
                throw new IllegalArgumentException("a failover needs two regions, got '" + from + "' twice");
            }
        }

        /** One that is held to no plan. */
        public Failover(RegionId from, RegionId to, boolean force, String reason) {
            this(from, to, force, reason, Optional.empty());
        }

        /** One that also keeps every rule. */
        public Failover(RegionId from, RegionId to, String reason) {
            this(from, to, false, reason);
        }

        @Override
        public RegionId region() {
            return from;
        }

        @Override
        public Failover as(PlanDigest shown) {
            return new Failover(from, to, force, reason, Optional.of(shown));
        }
    }

    /** Move the clients of {@code region} to where most room is, while it goes on serving. */
    record Drain(RegionId region, boolean force, String reason, Optional<PlanDigest> plan) implements OnRegion {
        public Drain {
            checkReason(reason);
        }

        /** One that is held to no plan. */
        public Drain(RegionId region, boolean force, String reason) {
            this(region, force, reason, Optional.empty());
        }

        @Override
        public Drain as(PlanDigest shown) {
            return new Drain(region, force, reason, Optional.of(shown));
        }
    }

    /** Bring the clients of {@code region} back: every record as it was before they were moved. */
    record Failback(RegionId region, boolean force, String reason, Optional<PlanDigest> plan) implements OnRegion {
        public Failback {
            checkReason(reason);
        }

        /** One that is held to no plan. */
        public Failback(RegionId region, boolean force, String reason) {
            this(region, force, reason, Optional.empty());
        }

        @Override
        public Failback as(PlanDigest shown) {
            return new Failback(region, force, reason, Optional.of(shown));
        }
    }

    private static List<Prefix> checked(List<Prefix> prefixes, String reason) {
        checkReason(reason);
        if (prefixes.isEmpty() || prefixes.size() > MAX_PREFIXES_IN_PARTS) {
            throw new IllegalArgumentException(
                    "a command names 1 to " + MAX_PREFIXES_IN_PARTS + " prefixes, got " + prefixes.size());
        }
        return List.copyOf(prefixes);
    }

    private static void checkReason(String reason) {
        if (reason.length() > MAX_REASON) {
            throw new IllegalArgumentException(
                    "a reason has at most " + MAX_REASON + " characters, got " + reason.length());
        }
    }
}
