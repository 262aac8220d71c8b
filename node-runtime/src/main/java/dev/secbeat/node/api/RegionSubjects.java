// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.api;

import java.util.List;
import java.util.stream.Stream;

/** What on NATS is one region's: who may command or watch a region alone is held to these. */
public final class RegionSubjects {
    /** Subjects whose next token is a region and the last one a node. */
    private static final List<String> BY_NODE = List.of(
            Subjects.ALL_FLEET, Subjects.ALL_EVENTS, Subjects.ALL_RECEIPTS, Subjects.ALL_SAMPLES, SourceSubjects.ALL);

    /** All that holds subjects of single regions. */
    public static final List<String> KINDS =
            Stream.concat(BY_NODE.stream(), Stream.of(Subjects.ALL_COMMANDS)).toList();

    private RegionSubjects() {}

    /** Where orders for the region, and for its nodes one by one, are given. */
    public static List<String> commands(RegionId region) {
        return List.of(Subjects.command(new Scope.Region(region)), Subjects.ROOT + "cmd.node." + region + ".*");
    }

    /** All of the region's, orders for it included. */
    public static List<String> of(RegionId region) {
        return Stream.concat(BY_NODE.stream().map(all -> parent(all) + region + ".*"), commands(region).stream())
                .toList();
    }

    /**
     * A permission to listen to {@code kind} as a whole and to nothing in it that has a region or a node in it. A server compares
     * a subscription with permissions token by token, and takes the {@code >} at its end for a token like any other: with this one
     * it lets nobody listen to one node of all regions, which what it is to keep from somebody would not hold back.
     */
    public static String whole(String kind) {
        return parent(kind) + "*";
    }

    private static String parent(String kind) {
        return kind.substring(0, kind.length() - 1);
    }
}
