// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.api;

/** Why a command was not carried out: a stable code and a sentence for the operator. */
public record Refusal(Code code, String text) {

    /** One code per rule; scripts may match on it. */
    public enum Code {
        MALFORMED,
        UNKNOWN_ACTOR,
        /** The node is back and could not learn yet whether its actor was withdrawn meanwhile. */
        UNCONFIRMED,
        BAD_SIGNATURE,
        WRONG_ROLE,
        EXPIRED,
        NOT_YET_VALID,
        REPLAYED,
        OUT_OF_SCOPE,
        /** Its actor may not command all of the nodes or regions it names. */
        OUT_OF_REACH,
        NEVER_BLOCK,
        /** A block would shut out more of the legitimate traffic than the node's configuration lets it. */
        TRAFFIC_SHARE,
        TOO_WIDE,
        UNKNOWN_REGION,
        TARGET_UNHEALTHY,
        TOO_FEW_REGIONS,
        NOTHING_TO_DO,
        /** Too many regions moved, or too soon after another. */
        RATE,
        /** The region that clients would go to has not the room. */
        CAPACITY,
        /** The DNS could not be read, so nothing could be changed soundly. */
        DNS_UNREACHABLE,
        /** What would be done now is not what its sender was shown. */
        PLAN_CHANGED,
        DRY_RUN_ONLY,
        KERNEL_FAILED,
        /** Unblocked as asked, but a wider block still covers it. */
        COVERED,
        OVERLOADED,
        /** Not refused: it waits until a second person approves it. */
        NEEDS_APPROVAL
    }
}
