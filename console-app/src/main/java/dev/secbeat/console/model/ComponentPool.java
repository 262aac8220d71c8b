// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.model;

import java.util.Arrays;

/**
 * What each node counts of each source: cells in flat arrays, chained by index, so that millions of them are no objects. Grows
 * by half up to a bound. Confined to one thread.
 */
final class ComponentPool {
    static final int NONE = -1;

    private final int most;
    private short[] nodes = new short[1_024];
    private float[] own = new float[1_024];
    private int[] seen = new int[1_024];
    private int[] nexts = new int[1_024];
    private int made;
    private int free = NONE;

    ComponentPool(int most) {
        this.most = most;
    }

    /** A cell before {@code next}, or {@link #NONE} when all are taken. */
    int allocate(int node, int next) {
        int cell = free;
        if (cell != NONE) {
            free = nexts[cell];
        } else if (made < most) {
            cell = made++;
            grow(cell);
        } else {
            return NONE;
        }
        nodes[cell] = (short) node;
        nexts[cell] = next;
        return cell;
    }

    void set(int cell, double perSecond, int second) {
        own[cell] = (float) perSecond;
        seen[cell] = second;
    }

    void release(int cell) {
        nexts[cell] = free;
        free = cell;
    }

    int node(int cell) {
        return nodes[cell];
    }

    double own(int cell) {
        return own[cell];
    }

    /** Second at which it was told last. */
    int seen(int cell) {
        return seen[cell];
    }

    int next(int cell) {
        return nexts[cell];
    }

    void setNext(int cell, int next) {
        nexts[cell] = next;
    }

    private void grow(int cell) {
        if (cell == nodes.length) {
            int larger = Math.min(most, nodes.length + nodes.length / 2);
            nodes = Arrays.copyOf(nodes, larger);
            own = Arrays.copyOf(own, larger);
            seen = Arrays.copyOf(seen, larger);
            nexts = Arrays.copyOf(nexts, larger);
        }
    }
}
