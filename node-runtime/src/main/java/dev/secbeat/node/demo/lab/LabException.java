// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.demo.lab;

/** The lab cannot go on. The message says what happened; {@link #advice()} what it means or what to do. */
public final class LabException extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final String advice;

    public LabException(String what, String advice) {
        super(what);
        this.advice = advice.strip();
    }

    public String advice() {
        return advice;
    }
}
