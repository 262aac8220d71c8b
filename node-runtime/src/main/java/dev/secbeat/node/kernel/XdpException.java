// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.kernel;

import java.util.Objects;

/** The kernel or libbpf refused; the message says which call failed, with what arguments, why, and what to do. */
public final class XdpException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public XdpException(String message) {
        super(message);
    }

    public XdpException(String message, Throwable cause) {
        super(message, cause);
    }

    /** Never null. */
    @Override
    public String getMessage() {
        return Objects.requireNonNull(super.getMessage());
    }
}
