// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.demo;

import dev.secbeat.node.demo.lab.LabOptions;
import java.time.Duration;
import java.util.Optional;

/**
 * What a demo is to show.
 *
 * @param console how the console is shown
 * @param lasts how long it stays up once it is ready; empty: until it is interrupted
 * @param json whether standard output is for programs: one JSON object a line
 */
public record DemoOptions(LabOptions lab, Console console, Optional<Duration> lasts, boolean json) {

    /** How the console is shown. */
    public enum Console {
        /** In a window. */
        WINDOW,
        /** Running, but drawn into picture files only. */
        HEADLESS,
        /** Not started. */
        NONE
    }
}
