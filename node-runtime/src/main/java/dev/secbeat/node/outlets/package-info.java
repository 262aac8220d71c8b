// SPDX-License-Identifier: Apache-2.0
/**
 * Outlets: what happens in the fleet, told to other systems by webhook and by syslog.
 *
 * <p>Thread rule: each outlet has a thread of its own and a bounded queue before it; offering to it never waits. May import:
 * {@code api}, {@code time}, {@code json} and slf4j.
 */
@NullMarked
package dev.secbeat.node.outlets;

import org.jspecify.annotations.NullMarked;
