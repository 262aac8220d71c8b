// SPDX-License-Identifier: Apache-2.0
/**
 * The wide area network between regions, played by a proxy: delay with jitter, cuts, heals. For labs and tests on
 * kernels without netem.
 *
 * <p>Thread rule: each proxy runs its sockets on one thread of its own; links may be cut and healed from any thread. May
 * import: nothing but {@code java.*}.
 */
@NullMarked
package dev.secbeat.node.demo.wan;

import org.jspecify.annotations.NullMarked;
