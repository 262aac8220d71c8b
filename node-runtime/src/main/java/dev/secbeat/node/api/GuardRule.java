// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.api;

import java.util.Locale;

/** A guard of nodes that whoever may do so can override for one order, by name and under signature. */
public enum GuardRule {
    /** A block must not shut out more of the legitimate traffic than {@code protect.max_traffic_share}. */
    TRAFFIC_SHARE;

    /** The name used on the command line and in JSON: {@code traffic-share}. */
    public String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /**
     * The guard with that label.
     *
     * @throws IllegalArgumentException when there is none, naming those there are
     */
    public static GuardRule ofLabel(String label) {
        for (GuardRule rule : values()) {
            if (rule.label().equals(label)) {
                return rule;
            }
        }
        throw new IllegalArgumentException("no guard '" + label + "' can be overridden: name traffic-share");
    }
}
