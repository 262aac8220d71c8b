// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.kernel;

import java.time.Duration;
import java.util.Collections;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * How TCP ports of this host are protected against SYN floods.
 *
 * @param ports the guarded ports, 1 to 65535, at most {@value #MAX_PORTS}; none: nothing is guarded
 * @param synsPerSecond to one port over all CPUs, 1 to 100000000: above, {@link Mode#AUTO} begins to answer
 * @param hold how long it goes on once the rate is below, 1 s to 1 h
 */
public record SynCookies(Mode mode, SortedSet<Integer> ports, int synsPerSecond, Duration hold) {
    /** Most ports that can be guarded. */
    public static final int MAX_PORTS = Abi.SYN_PORTS;

    private static final int MAX_PORT = 65_535;
    private static final int MAX_RATE = 100_000_000;
    private static final Duration MIN_HOLD = Duration.ofSeconds(1);
    private static final Duration MAX_HOLD = Duration.ofHours(1);

    /** Guards nothing and costs nothing. */
    public static final SynCookies OFF = new SynCookies(Mode.OFF, new TreeSet<>(), 5_000, Duration.ofSeconds(10));

    /** When SYNs are answered by cookie. */
    public enum Mode {
        /** Never. */
        OFF(0),
        /** Always. */
        ON(1),
        /** During a flood. */
        AUTO(2);

        private final int code;

        Mode(int code) {
            this.code = code;
        }

        int code() {
            return code;
        }
    }

    public SynCookies {
        ports = Collections.unmodifiableSortedSet(new TreeSet<>(ports));
        if (ports.size() > MAX_PORTS) {
            throw new IllegalArgumentException(
                    ports.size() + " ports are to be guarded against SYN floods: at most " + MAX_PORTS);
        }
        for (int port : ports) {
            if (port < 1 || port > MAX_PORT) {
                throw new IllegalArgumentException(
                        "guarded port " + port + " does not exist: allowed are 1 to " + MAX_PORT);
            }
        }
        if (synsPerSecond < 1 || synsPerSecond > MAX_RATE) {
            throw new IllegalArgumentException("synsPerSecond is " + synsPerSecond + ": 1 to " + MAX_RATE);
        }
        if (hold.compareTo(MIN_HOLD) < 0 || hold.compareTo(MAX_HOLD) > 0) {
            throw new IllegalArgumentException("hold is " + hold + ": 1 s to 1 h");
        }
    }

    /** Whether the program has anything to do. */
    boolean guards() {
        return mode != Mode.OFF && !ports.isEmpty();
    }
}
