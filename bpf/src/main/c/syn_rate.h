// SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause)
/*
 * How fast SYNs come to a guarded port: the generic cell rate algorithm (ITU-T I.371), a leaky bucket in one number. The
 * port's due_ns is when all SYNs so far would have come had they come at the configured rate; how far it lies ahead of
 * now is how much too fast they came. Ahead by SB_SYN_BURST_NS, a second's worth of SYNs, is a flood: twice the rate is
 * found out after one second, a hundred times after ten milliseconds. It never lies further ahead, so that a flood is
 * over as soon as its rate is; answering goes on for hold_ns from then.
 *
 * The rate is that of all CPUs together, since a flood may come through one receive queue as well as through all. Each
 * CPU counts a batch by itself before it moves the shared number; batches are so small that all CPUs together hold back
 * at most a 64th of a second's worth, or one SYN each.
 */
#ifndef SECBEAT_SYN_RATE_H
#define SECBEAT_SYN_RATE_H

#include <stdbool.h>
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

#include "abi.h"
#include "maps.h"
#include "settings.h"

#define SB_SYN_BURST_NS 1000000000ULL

/* A flood that is known needs no exact count: so long after it was last found to go on, nothing shared is written. */
#define SB_SYN_REST_NS 10000000ULL

static __always_inline __u64 sb_read_once(const __u64 *shared)
{
	return *(const volatile __u64 *)shared;
}

static __always_inline void sb_prolong(struct sb_syn_guard *guard, __u64 now_ns)
{
	if (sb_read_once(&guard->active_until_ns) <= now_ns)
		__sync_fetch_and_add(&guard->activations, 1);
	*(volatile __u64 *)&guard->active_until_ns = now_ns + syn_settings.hold_ns;
}

/* Counts a SYN to the guarded port at index slot. */
static __always_inline void sb_count_syn(struct sb_syn_guard *guard, __u32 slot, __u64 now_ns)
{
	__u64 *pending = bpf_map_lookup_elem(&syn_pending, &slot);
	__u64 due, next, limit = now_ns + SB_SYN_BURST_NS;

	if (!pending || ++*pending < syn_settings.batch)
		return;
	if (sb_read_once(&guard->active_until_ns) + SB_SYN_REST_NS > now_ns + syn_settings.hold_ns) {
		*pending = 0;
		return;
	}
	due = sb_read_once(&guard->due_ns);
	next = (due > now_ns ? due : now_ns) + *pending * syn_settings.interval_ns;
	/* When another CPU was faster, these SYNs go with the next one. */
	if (__sync_val_compare_and_swap(&guard->due_ns, due, next < limit ? next : limit) != due)
		return;
	*pending = 0;
	if (next >= limit)
		sb_prolong(guard, now_ns);
}

/* Whether SYNs to the port are answered now. */
static __always_inline bool sb_is_active(const struct sb_syn_guard *guard, __u64 now_ns)
{
	return syn_settings.mode == SB_SYN_ON || sb_read_once(&guard->active_until_ns) > now_ns;
}

#endif
