// SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause)
/*
 * Time without a call. The kernel's counter of ticks is read in place, and it advances with CLOCK_MONOTONIC: each time the
 * kernel counts as many ticks as that clock has gone on. So the time at tick 0 is the same all along, and once it is known,
 * the counter tells the time, behind by at most a tick. The kernel's own coarse clock says the same for 6 to 20 ns more,
 * depending on what a call's return costs.
 */
#ifndef SECBEAT_CLOCK_H
#define SECBEAT_CLOCK_H

#include <stdbool.h>
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

#include "settings.h"

/* CLOCK_MONOTONIC at tick 0, modulo 2^64; written by sb_set_clock before the program sees a packet, and now and then after. */
volatile __u64 clock_origin_ns SEC(".data.clock");

/* Ticks of settings.tick_ns since some moment around the start of the machine. */
static __always_inline __u64 sb_now_ticks(void)
{
	return bpf_jiffies64();
}

/* CLOCK_MONOTONIC at the last tick: a block never ends early. */
static __always_inline __u64 sb_now_ns(void)
{
	return sb_now_ticks() * settings.tick_ns + clock_origin_ns;
}

/*
 * Finds the origin; false when ticks came in between each time. The kernel counts a tick and then brings its clock up to
 * date, so between the two the origin comes out a tick too low: blocks then end that much later, never earlier.
 */
static __always_inline bool sb_find_origin(void)
{
	for (int attempt = 0; attempt < 8; attempt++) {
		__u64 ticks = sb_now_ticks();
		__u64 now_ns = bpf_ktime_get_coarse_ns();

		if (ticks == sb_now_ticks()) {
			clock_origin_ns = now_ns - ticks * settings.tick_ns;
			return true;
		}
	}
	return false;
}

#endif
