// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.api;

import java.util.Locale;

/**
 * The rule by which one node holds a block: more than {@link Origin} says, and kept with the block in that node's kernel, so
 * that it outlives the daemon. Not replicated: each node has its own reasons.
 */
public enum BlockCause {
    /** Nobody noted it: a version that did not know causes made the block, or a later one that knows more. */
    UNKNOWN(0),
    /** A signed command of an operator, whichever node it reached first. */
    OPERATOR(1),
    /** Another node found the source over a limit and told this one. */
    PEER(2),
    /** This node found it over a limit; which one is forgotten. */
    RATE_LIMIT(3),
    /** This node found it over a limit of requests, of whichever window and prefix; likewise those below. */
    RATE_REQUESTS(4),
    RATE_CONNECTIONS(5),
    RATE_PACKETS(6),
    RATE_BYTES(7);

    private static final BlockCause[] ALL = values();

    private final int code;

    BlockCause(int code) {
        this.code = code;
    }

    /** The number of this value in the kernel's tables, 0 to 255; never reused. */
    public int code() {
        return code;
    }

    /** The name used on screens and in JSON: {@code rate-requests}. */
    public String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The cause with that number; UNKNOWN when there is none. */
    public static BlockCause ofCode(int code) {
        for (BlockCause cause : ALL) {
            if (cause.code == code) {
                return cause;
            }
        }
        return UNKNOWN;
    }

    /** The cause with that label; UNKNOWN when there is none. */
    public static BlockCause ofLabel(String label) {
        for (BlockCause cause : ALL) {
            if (cause.label().equals(label)) {
                return cause;
            }
        }
        return UNKNOWN;
    }

    /** A configured limit on {@code dimension}. */
    public static BlockCause ofLimit(Dimension dimension) {
        return switch (dimension) {
            case REQUESTS -> RATE_REQUESTS;
            case CONNECTIONS -> RATE_CONNECTIONS;
            case PACKETS -> RATE_PACKETS;
            case BYTES -> RATE_BYTES;
        };
    }

    /**
     * Whether the block may make room for another in a full table. One of unknown cause may not: it could be an operator's.
     */
    public boolean isAutomatic() {
        return this != UNKNOWN && this != OPERATOR;
    }

    /**
     * Whether a block of this cause may take the place of an automatic one. What operators order and what this node found
     * itself may; what it only heard of must last longer than what goes, else two full nodes would replace each other's
     * blocks for ever. Times in any one unit.
     */
    public boolean mayTakePlaceOf(long endOfOther, long ownEnd) {
        return this != PEER || endOfOther < ownEnd;
    }

    /** What is to be noted when this is said of a block in force that was noted as {@code known}: the less vague. */
    public BlockCause over(BlockCause known) {
        return this == RATE_LIMIT && known.isAutomatic() ? known : this;
    }
}
