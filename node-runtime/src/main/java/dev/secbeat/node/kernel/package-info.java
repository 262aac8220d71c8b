// SPDX-License-Identifier: Apache-2.0
/**
 * The Linux kernel's side of a node: loads the XDP program, writes blocks into its maps and reads what it counted; and,
 * apart from the node, samples of packets for people.
 *
 * <p>The only room that uses {@code java.lang.foreign} (libbpf and the C library). Thread rule: {@link
 * dev.secbeat.node.kernel.XdpDataPlane} is owned by the node loop's thread; its statistics may be read by any thread;
 * {@link dev.secbeat.node.kernel.PacketCapture} is owned by the thread that opened it. May import: {@code api}, {@code
 * traffic}, {@code verdict} and slf4j.
 */
@NullMarked
package dev.secbeat.node.kernel;

import org.jspecify.annotations.NullMarked;
