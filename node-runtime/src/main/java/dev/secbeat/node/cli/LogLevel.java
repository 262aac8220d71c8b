// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.cli;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import org.slf4j.LoggerFactory;

/** Sets how much is logged; the environment's SECBEAT_LOG_LEVEL, for one run, goes before the configuration. */
final class LogLevel {
    private LogLevel() {}

    static void apply(String level) {
        if (System.getenv("SECBEAT_LOG_LEVEL") == null && LoggerFactory.getLogger("ROOT") instanceof Logger root) {
            root.setLevel(Level.toLevel(level, Level.INFO));
        }
    }
}
