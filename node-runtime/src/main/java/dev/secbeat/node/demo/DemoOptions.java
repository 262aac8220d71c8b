// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.demo;

import dev.secbeat.node.demo.lab.LabOptions;
import java.time.Duration;
import java.util.Optional;

/**
 * What a demo is to show.
 *
 * @param console whether to open the console where there is a display
 * @param lasts how long it stays up once it is ready; empty: until it is interrupted
 * @param json whether standard output is for programs: one JSON object a line
 */
public record DemoOptions(LabOptions lab, boolean console, Optional<Duration> lasts, boolean json) {}
