// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.outlets;

/** A receiver that did not take a delivery; the message says why, for the log. */
final class OutletException extends Exception {
    private static final long serialVersionUID = 1;
    private static final int MOST_SHOWN = 120;

    OutletException(String problem) {
        super(shown(problem));
    }

    String problem() {
        return String.valueOf(getMessage());
    }

    /** What a receiver sent is no text for a log. */
    private static String shown(String text) {
        String cut = text.length() > MOST_SHOWN ? text.substring(0, MOST_SHOWN) + "..." : text;
        return cut.replaceAll("[^ -~]|[\"\\\\]", "?");
    }
}
