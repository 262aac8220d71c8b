// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.cli;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import org.slf4j.LoggerFactory;

/** Sets how much is logged; the environment's SECBEAT_LOG_LEVEL, for one run, goes before the configuration. */
final class LogLevel {
    private LogLevel() {}

    /**
     * Logs nothing in this process, unless SECBEAT_LOG_LEVEL asks for it. To be called before the first logger is made;
     * also spares the start of the logging library.
     */
    static void silence() {
        if (System.getenv("SECBEAT_LOG_LEVEL") == null) {
            System.setProperty("slf4j.internal.verbosity", "ERROR");
            System.setProperty("slf4j.provider", "org.slf4j.helpers.NOP_FallbackServiceProvider");
        }
    }

    static void apply(String level) {
        if (System.getenv("SECBEAT_LOG_LEVEL") == null && LoggerFactory.getLogger("ROOT") instanceof Logger root) {
            root.setLevel(Level.toLevel(level, Level.INFO));
        }
    }
}
