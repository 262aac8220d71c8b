// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.api;

import java.time.Duration;
import java.util.List;

/** What a command asks for. Nodes act on blocks; the orchestrator acts on failovers. */
public sealed interface CommandBody {
    /** Most prefixes in one command; more are sent as several commands. */
    int MAX_PREFIXES = 1_000;

    /** Longest free text, in characters. */
    int MAX_REASON = 256;

    /** Drop traffic from {@code prefixes} for {@code ttl} from the moment of issue. */
    record Block(List<Prefix> prefixes, Duration ttl, String reason) implements CommandBody {
        public Block {
            prefixes = checked(prefixes, reason);
            if (ttl.isNegative() || ttl.isZero()) {
                throw new IllegalArgumentException("ttl must be positive, got " + ttl);
            }
        }
    }

    /**
     * End every block of exactly these prefixes, whatever its origin, and keep counting from blocking them again.
     *
     * @param pardon for so long from the moment of issue counting blocks nothing that shares an address with a prefix, and
     *     what it has blocked so ends; zero: it may at once
     */
    record Unblock(List<Prefix> prefixes, Duration pardon, String reason) implements CommandBody {
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
    }

    /** Move the clients of region {@code from} to region {@code to}. */
    record Failover(RegionId from, RegionId to, String reason) implements CommandBody {
        public Failover {
            checkReason(reason);
            if (from.equals(to)) {
                throw new IllegalArgumentException("a failover needs two regions, got '" + from + "' twice");
            }
        }
    }

    private static List<Prefix> checked(List<Prefix> prefixes, String reason) {
        checkReason(reason);
        if (prefixes.isEmpty() || prefixes.size() > MAX_PREFIXES) {
            throw new IllegalArgumentException(
                    "a command names 1 to " + MAX_PREFIXES + " prefixes, got " + prefixes.size());
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
