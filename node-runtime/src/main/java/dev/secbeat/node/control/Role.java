// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.control;

/** What an operator may order. Each role includes those before it. */
public enum Role {
    /** Looks, orders nothing. */
    VIEWER,
    /** Blocks and unblocks within the width limits; asks for plans that move regions. */
    OPERATOR,
    /** Blocks wider prefixes and moves regions. */
    ADMIN;

    /** Whether this role includes {@code needed}. */
    public boolean covers(Role needed) {
        return compareTo(needed) >= 0;
    }
}
