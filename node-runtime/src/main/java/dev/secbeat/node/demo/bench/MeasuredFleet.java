// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.demo.bench;

import dev.secbeat.node.api.SourceKey;
import java.util.List;

/** Nodes in regions that have all met, and what they cost the network. One thread. */
public interface MeasuredFleet extends AutoCloseable {
    /** All of them; node {@code i} is in region {@code i % regions}. */
    List<? extends CountingNode> nodes();

    /** Says which sources will come, for fleets that cannot watch what they do not know; nothing for others. */
    default void expect(List<SourceKey> sources) {}

    /** What all nodes have sent and received so far, in bytes of TCP payload. */
    long nodeBytes();

    /** What has crossed from one region into another so far, in bytes of TCP payload. */
    long betweenRegionsBytes();

    @Override
    void close();
}
