// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.config;

import java.util.List;

/** A configuration that cannot be used. The message lists every problem, one a line, with file, line and column. */
public final class ConfigException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient List<String> problems;

    ConfigException(List<String> problems) {
        super(String.join("\n", problems));
        this.problems = List.copyOf(problems);
    }

    /** Each as {@code file:line:column: key: what was found; what is allowed}. */
    public List<String> problems() {
        return problems;
    }
}
