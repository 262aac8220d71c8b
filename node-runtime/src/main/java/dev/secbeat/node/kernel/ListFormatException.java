// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.kernel;

/** A list that cannot be read: where, what was found and what is allowed. */
public final class ListFormatException extends Exception {
    private static final long serialVersionUID = 1;

    private final String problem;
    private final int line;
    private final int column;

    /**
     * A problem at one place.
     *
     * @param line from 1
     * @param column in bytes, from 1
     */
    ListFormatException(int line, int column, String problem) {
        super(problem);
        this.problem = problem;
        this.line = line;
        this.column = column;
    }

    /** What was found and what is allowed. */
    public String problem() {
        return problem;
    }

    /** Line of the file, from 1. */
    public int line() {
        return line;
    }

    /** Byte of the line, from 1. */
    public int column() {
        return column;
    }
}
