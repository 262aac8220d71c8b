// SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause)
/*
 * Two clocks, both behind by at most a scheduler tick. The kernel's counter of ticks is read in place, at no cost worth
 * naming; the time in nanoseconds is a call of some 20 ns, so it is asked for only where a deadline must be compared: by
 * packets that found an entry, not by those that pass.
 */
#ifndef SECBEAT_CLOCK_H
#define SECBEAT_CLOCK_H

#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

/* CLOCK_MONOTONIC at the last tick: a block never ends early. */
static __always_inline __u64 sb_now_ns(void)
{
	return bpf_ktime_get_coarse_ns();
}

/* Ticks of settings.tick_ns since some moment around the start of the machine. */
static __always_inline __u64 sb_now_ticks(void)
{
	return bpf_jiffies64();
}

#endif
