// SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause)
#ifndef SECBEAT_SETTINGS_H
#define SECBEAT_SETTINGS_H

#include <bpf/bpf_helpers.h>

#include "abi.h"

/*
 * Constant for the verifier and the JIT, set by user space before load. A section of its own, so that user space finds
 * it at offset 0.
 */
const volatile struct sb_settings settings SEC(".rodata.settings") = {
	.abi_version = SB_ABI_VERSION,
	.report_step = 64,
	.report_ticks = 5,
	.tick_ns = 4000000,
	.shift4 = 63,
	.shift64 = 63,
	.shift6 = 63,
	.prefix4_shift = 63,
	.prefix6_shift = 63,
	.near6_shift = 63,
	.source_shift = 63,
	.martians = SB_MARTIANS_INVALID,
	.sample_pass = 1,
	.sample_drop = 1,
	.policed_shift = 63,
	.list4_shift = 63,
	.list8_shift = 63,
	.list16_shift = 63,
	.list_near6_shift = 63,
};

/*
 * UDP source ports that are dropped: bit port % 64 of word port / 64. Bit 0 stays clear, for port 0 stands for none. A
 * packet from an unset port costs one load, and none at all while settings.amplification is 0.
 */
const volatile __u64 amplification_ports[SB_PORT_WORDS] SEC(".rodata.amplification") = {};

/*
 * What a source may send, IPv4's and IPv6's, stage by stage; read only as far as settings.stages says. Constant, but a
 * function that the verifier proves by itself takes no pointer to what it may not write.
 */
volatile struct sb_source_limits source_limits[SB_FAMILIES][SB_STAGES] SEC(".data.limits") = {};

/* Answers to SYN floods; off costs a packet nothing, for the verifier then removes all of it. */
const volatile struct sb_syn_settings syn_settings SEC(".rodata.syn") = {};

#endif
