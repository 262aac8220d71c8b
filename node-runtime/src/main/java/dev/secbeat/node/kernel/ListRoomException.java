// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.kernel;

/** Lists that do not fit into the kernel's tables; those in force stay so. */
public final class ListRoomException extends Exception {
    private static final long serialVersionUID = 1;

    private final String problem;

    /** With what does not fit, and what to do. */
    public ListRoomException(String problem) {
        super(problem);
        this.problem = problem;
    }

    /** What does not fit, and what to do. */
    public String problem() {
        return problem;
    }
}
