// SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause)
/* Counters per CPU: no atomics, no shared cache line. */
#ifndef SECBEAT_STATS_H
#define SECBEAT_STATS_H

#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

#include "abi.h"
#include "maps.h"

/* The reason's packets on this CPU so far, this one included. */
static __always_inline __u64 sb_count(enum sb_reason reason, __u32 frame_bytes)
{
	__u32 key = reason;
	struct sb_counter *counter = bpf_map_lookup_elem(&stats, &key);

	if (!counter)
		return 0;
	counter->packets++;
	counter->bytes += frame_bytes;
	return counter->packets;
}

/* What sb_count will answer for the reason's next packet on this CPU. */
static __always_inline __u64 sb_next_count(enum sb_reason reason)
{
	__u32 key = reason;
	const struct sb_counter *counter = bpf_map_lookup_elem(&stats, &key);

	return counter ? counter->packets + 1 : 0;
}

static __always_inline void sb_note(enum sb_event event)
{
	__u32 key = event;
	__u64 *count = bpf_map_lookup_elem(&events, &key);

	if (count)
		(*count)++;
}

#endif
