// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.time;

record SystemClock() implements NodeClock {
    @Override
    public long nanoTime() {
        return System.nanoTime();
    }

    @Override
    public long epochMillis() {
        return System.currentTimeMillis();
    }
}
