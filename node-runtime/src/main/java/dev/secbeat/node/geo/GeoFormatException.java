// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.geo;

/** A database that cannot be read, or that cannot make the list that is asked for: what was found and what to do. */
public final class GeoFormatException extends Exception {
    private static final long serialVersionUID = 1;

    private final String problem;

    GeoFormatException(String problem) {
        super(problem);
        this.problem = problem;
    }

    GeoFormatException(String problem, Throwable cause) {
        super(problem, cause);
        this.problem = problem;
    }

    /** What was found and what to do. */
    public String problem() {
        return problem;
    }

    /** A file that is not as the format says. */
    static GeoFormatException damaged(String what) {
        return new GeoFormatException("the database is damaged: " + what + "; fetch it again");
    }

    /** The same, found by the library; what that says may quote the file, so it stays out of the text. */
    static GeoFormatException damaged(String what, Throwable cause) {
        return new GeoFormatException("the database is damaged: " + what + "; fetch it again", cause);
    }
}
