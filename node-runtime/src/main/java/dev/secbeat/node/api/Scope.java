// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.api;

import org.jspecify.annotations.Nullable;

/** Which nodes a command is for. */
public sealed interface Scope {

    /** Every node of the fleet. */
    record Fleet() implements Scope {
        /** Written out: each word of a block map is asked. */
        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Fleet;
        }

        @Override
        public int hashCode() {
            return 0;
        }

        @Override
        public String toString() {
            return "all";
        }
    }

    /** Every node of one region. */
    record Region(RegionId region) implements Scope {
        @Override
        public String toString() {
            return "region." + region;
        }
    }

    /** One node. */
    record Node(NodeId node) implements Scope {
        @Override
        public String toString() {
            return "node." + node.region() + "." + node.name();
        }
    }

    /** Whether this is every node of the fleet. */
    default boolean isFleet() {
        return this instanceof Fleet;
    }

    /** What both address, of two of which one holds the other, as those do that address one node. */
    default Scope narrower(Scope other) {
        return switch (this) {
            case Fleet all -> other;
            case Region region -> other.isFleet() ? this : other;
            case Node one -> this;
        };
    }

    /** Whether this is more than {@code other}, of two of which one holds the other. */
    default boolean isWiderThan(Scope other) {
        return !equals(other) && narrower(other).equals(other);
    }

    /** Whether {@code node} is addressed. */
    default boolean includes(NodeId node) {
        return switch (this) {
            case Fleet all -> true;
            case Region(RegionId region) -> region.equals(node.region());
            case Node(NodeId only) -> only.equals(node);
        };
    }

    /** Reads what {@code toString} writes: {@code all}, {@code region.R} or {@code node.R.N}. */
    static Scope parse(String text) {
        String[] parts = text.split("\\.", -1);
        if (parts.length == 1 && parts[0].equals("all")) {
            return new Fleet();
        }
        if (parts.length == 2 && parts[0].equals("region")) {
            return new Region(new RegionId(parts[1]));
        }
        if (parts.length == 3 && parts[0].equals("node")) {
            return new Node(NodeId.of(parts[1], parts[2]));
        }
        throw new IllegalArgumentException(
                "scope '" + text + "' is none of: all, region.<region>, node.<region>.<node>");
    }
}
