// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.model;

import java.util.Arrays;

/** An immutable run of samples, oldest first. */
public final class Trend {
    /** No samples. */
    public static final Trend EMPTY = new Trend(new float[0]);

    /** Samples kept. */
    public static final int CAPACITY = 60;

    private final float[] samples;

    private Trend(float[] samples) {
        this.samples = samples;
    }

    /** Samples held, 0 to {@link #CAPACITY}. */
    public int size() {
        return samples.length;
    }

    /** Sample {@code index}, 0 being the oldest. */
    public double at(int index) {
        return samples[index];
    }

    /** This run with one sample more, and the oldest forgotten when full. */
    public Trend plus(double sample) {
        int from = samples.length == CAPACITY ? 1 : 0;
        float[] next = Arrays.copyOfRange(samples, from, samples.length + 1);
        next[next.length - 1] = (float) sample;
        return new Trend(next);
    }
}
