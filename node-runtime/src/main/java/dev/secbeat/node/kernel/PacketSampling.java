// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.kernel;

/**
 * Of how many packets one is shown to whoever captures, unless the capture asks otherwise. Rounded up to powers of two, so
 * that the kernel chooses without dividing. 0 is none, whatever a capture asks: the program is loaded without that part.
 *
 * @param passEvery packets of one reason that pass, 0 to 2^30
 * @param dropEvery packets of one reason that are dropped, 0 to 2^30
 */
public record PacketSampling(int passEvery, int dropEvery) {
    /** Largest number of packets to a sample. */
    public static final int MAX_EVERY = 1 << 30;

    /** One of 10000 that pass and one of 100 that are dropped; 16384 and 128 when rounded. */
    public static final PacketSampling DEFAULT = new PacketSampling(10_000, 100);

    public PacketSampling {
        require("passEvery", passEvery);
        require("dropEvery", dropEvery);
    }

    /** As the kernel has it: a power of two, or 0. */
    int every(XdpReason.Action action) {
        return rounded(
                switch (action) {
                    case PASS, ANSWER -> passEvery;
                    case DROP -> dropEvery;
                });
    }

    /** The power of two that is not below {@code every}; 0 stays 0. */
    static int rounded(int every) {
        return every <= 1 ? every : Integer.highestOneBit(every - 1) << 1;
    }

    private static void require(String name, int every) {
        if (every < 0 || every > MAX_EVERY) {
            throw new IllegalArgumentException(name + " is " + every + ": allowed are 0 (none) to " + MAX_EVERY);
        }
    }
}
