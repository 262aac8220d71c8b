// SPDX-License-Identifier: Apache-2.0
/**
 * The command line: one class a command, over the rooms below. The only room that uses picocli.
 *
 * <p>Thread rule: the main thread. May import: everything but {@code demo}'s insides.
 */
@NullMarked
package dev.secbeat.node.cli;

import org.jspecify.annotations.NullMarked;
