// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.api;

import java.util.Comparator;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A mitigation node: its region and its name, unique over the fleet.
 *
 * @param name 1 to 64 characters of {@code a-z 0-9 -}, such as {@code us-east-node-1}
 */
public record NodeId(RegionId region, String name) implements Comparable<NodeId> {
    private static final Pattern VALID = Pattern.compile("[a-z0-9][a-z0-9-]{0,63}");
    private static final Comparator<NodeId> ORDER =
            Comparator.comparing(NodeId::region).thenComparing(NodeId::name);

    public NodeId {
        if (!VALID.matcher(name).matches()) {
            throw new IllegalArgumentException("node_id '" + name
                    + "' is not a name: use 1 to 64 of a-z, 0-9 and '-', starting with a letter or digit");
        }
    }

    public static NodeId of(String region, String name) {
        return new NodeId(new RegionId(region), name);
    }

    /** Written out: each word of a block map is asked for its writer. */
    @Override
    public boolean equals(@Nullable Object other) {
        return this == other
                || (other instanceof NodeId node
                        && name.equals(node.name)
                        && region.value().equals(node.region.value()));
    }

    @Override
    public int hashCode() {
        return 31 * region.value().hashCode() + name.hashCode();
    }

    @Override
    public int compareTo(NodeId other) {
        return ORDER.compare(this, other);
    }

    /** {@code region/name}. */
    @Override
    public String toString() {
        return region + "/" + name;
    }
}
