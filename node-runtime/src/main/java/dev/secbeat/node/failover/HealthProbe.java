// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.failover;

import dev.secbeat.node.api.RegionId;

/** Port: asks a region for a full answer, client to origin, from one vantage point. May block, with a timeout. */
public interface HealthProbe {

    /** Name of the place outside the probed region from which it is asked. */
    String vantage();

    /** Sends one request through the region's public address; never throws for an answer that fails to come. */
    Outcome probe(RegionId region);

    /**
     * What came of one probe.
     *
     * @param detail what was seen, for the evidence shown to operators
     */
    record Outcome(boolean healthy, String detail) {}
}
