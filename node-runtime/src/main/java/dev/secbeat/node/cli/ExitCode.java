// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.cli;

import dev.secbeat.node.cluster.OrderAnswer;

/** What a command's exit status means; scripts may rely on it. */
public final class ExitCode {
    /** Done, or a drill passed. */
    public static final int OK = 0;
    /** Something failed; the message says what and what to do. */
    public static final int FAILED = 1;
    /** The command line was wrong. */
    public static final int USAGE = 2;
    /** No fleet answered. */
    public static final int NO_FLEET = 3;
    /** The fleet, or a part of it, refused the command. */
    public static final int REFUSED = 4;
    /** Applied on some nodes, unknown on others. */
    public static final int INCOMPLETE = 5;
    /** No filter is attached, and none is pinned. */
    public static final int NOT_FILTERING = 6;
    /** Tables are pinned, but no interface runs the filter, or one of several does not. */
    public static final int PINNED_ONLY = 7;
    /** An audit trail is not as it was written. */
    public static final int TAMPERED = 8;

    /** The command waits on every node until a second person approves it. */
    public static final int WAITING = 9;

    /** What was tried in one region was taken back there; the fleet has not got it. */
    public static final int ROLLED_BACK = 10;

    /** Carried out by all, but for prefixes on which somebody has decided since; the output names some. */
    public static final int PARTLY = 11;

    private ExitCode() {}

    /** What became of an order, as a status. */
    static int of(OrderAnswer.Fate fate) {
        return switch (fate) {
            case DONE -> OK;
            case PARTLY -> PARTLY;
            case WAITING -> WAITING;
            case REFUSED -> REFUSED;
            case INCOMPLETE -> INCOMPLETE;
        };
    }
}
