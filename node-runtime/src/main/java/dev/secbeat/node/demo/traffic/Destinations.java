// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.demo.traffic;

/** Where each source of a stream sends at the moment. Asked by the engine's thread before each request; must not wait. */
@FunctionalInterface
public interface Destinations {
    /** While it is not known where. */
    int UNKNOWN = -1;

    /** The number of the target, in the order of the plan, for the source of the given number; or {@link #UNKNOWN}. */
    int of(int source);
}
