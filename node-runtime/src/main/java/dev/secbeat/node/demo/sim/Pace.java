// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.demo.sim;

/** When the requests of a source are due, and whose turn it is; times in milliseconds since its first request may come. */
sealed interface Pace {
    /** Time of the request of that number, counted from 0; {@code dice} from 0 to 1. */
    double millis(long index, double dice);

    /** Which of its targets it speaks to then, counted on and on. */
    long turn(long index);

    /** Evenly spaced requests with jitter, handed to the targets in turn. */
    record Even(double gapMillis, double jitterMillis) implements Pace {
        @Override
        public double millis(long index, double dice) {
            return index * gapMillis + dice * jitterMillis;
        }

        @Override
        public long turn(long index) {
            return index;
        }
    }

    /**
     * As many requests each period and none in the rest of it, all of a burst to one target and the next one elsewhere.
     *
     * @param size of a burst
     * @param once so many more with the first of all
     * @param periodMillis from one burst to the next
     * @param onMillis over which a burst is spread, less than the period; 0 for all at once
     */
    record Bursts(int size, long once, double periodMillis, double onMillis) implements Pace {
        @Override
        public double millis(long index, double dice) {
            long usual = Math.max(0, index - once);
            long burst = usual / size;
            return burst * periodMillis + usual % size * onMillis / size;
        }

        @Override
        public long turn(long index) {
            return Math.max(0, index - once) / size;
        }
    }
}
