// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.demo.traffic;

import java.net.InetAddress;
import java.util.List;
import java.util.Optional;

/**
 * A stream of HTTP requests: in turn from each source, in turn to each target or to where its destinations say.
 *
 * @param perSecond requests per second in total
 * @param requestsPerConnection after so many a connection is closed and a new one made; {@link #UNBOUNDED} for never
 * @param persistent whether a source that gets no answer tries on regardless, as an attacker does: missed requests are
 *     caught up with, and more and more connections are tried, up to a bound. A well-behaved client does neither.
 * @param destinations where each source sends; empty: to each target in turn. A source that is sent elsewhere leaves its idle
 *     connections
 */
public record StreamPlan(
        String name,
        List<InetAddress> sources,
        List<Target> targets,
        double perSecond,
        int requestsPerConnection,
        boolean persistent,
        Optional<Destinations> destinations) {
    public static final int UNBOUNDED = Integer.MAX_VALUE;

    public StreamPlan {
        sources = List.copyOf(sources);
        targets = List.copyOf(targets);
        if (sources.isEmpty() || targets.isEmpty()) {
            throw new IllegalArgumentException("stream '" + name + "' needs a source and a target");
        }
    }

    /** One whose sources send to each target in turn. */
    public StreamPlan(
            String name,
            List<InetAddress> sources,
            List<Target> targets,
            double perSecond,
            int requestsPerConnection,
            boolean persistent) {
        this(name, sources, targets, perSecond, requestsPerConnection, persistent, Optional.empty());
    }

    boolean staysConnected() {
        return requestsPerConnection == UNBOUNDED;
    }
}
