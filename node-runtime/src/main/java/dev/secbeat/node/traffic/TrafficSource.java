// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.traffic;

/** Port: something that sees traffic (the kernel, the proxy) and hands over what it has counted per source. */
public interface TrafficSource {

    /**
     * Hands over everything counted since the last call, then returns. Called by the node loop's thread alone; must not
     * block and must bound its own work per call.
     *
     * @return number of counts handed over
     */
    int poll(TrafficObserver observer);
}
