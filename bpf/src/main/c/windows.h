// SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause)
/*
 * Windows: how much of a source may come from some packet on until a window's length later. A window begins with the first
 * packet after the end of the last one. As a rule bounds each span of that length, wherever it lies, and all that a window
 * has counted came in such a span, who keeps to the rule is never over it.
 *
 * A window ends when its length has passed for sure: its begin is rounded down, and what is refused by it was judged by the
 * exact clock. So its end comes up to two units (33 us) early, never late. So that it comes no earlier than that, its begin is
 * the exact clock's too.
 *
 * Begins are kept modulo 2^32 units, some 19 hours. That one is not taken for a new one a round later the bucket's due tells:
 * no packet that was counted came after it.
 */
#ifndef SECBEAT_WINDOWS_H
#define SECBEAT_WINDOWS_H

#include <stdbool.h>
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

#include "abi.h"
#include "police.h"

#define SB_WINDOW_BEGIN 32 /* first bit of the begin in a window's word */

/* One dimension of a packet's source. */
struct sb_window {
	__u64 *word;
	const __u64 *due;
	const struct sb_limit *limit;
	const struct sb_window_limit *of;
	__u32 events; /* of the packet */
};

static __always_inline struct sb_window sb_window(struct sb_windows *windows, const struct sb_policed *source, int i,
						  const struct sb_bounds *bounds, __u32 frame_bytes)
{
	return (struct sb_window){
		.word = &windows->words[i],
		.due = &source->due[i],
		.limit = &bounds->limits[i],
		.of = &bounds->windows[i],
		.events = i == SB_POLICE_BYTES ? frame_bytes : 1,
	};
}

/*
 * What a window that has this word has counted, 0 when it is over. Another CPU's exact clock may be ahead of the one that
 * says now, so one that is still to begin goes on.
 */
static __always_inline __u32 sb_counted(const struct sb_window *window, __u64 word, __u64 now)
{
	__s64 debt = *(const volatile __u64 *)window->due - now;
	__s32 age = (__u32)(now >> SB_WINDOW_SHIFT) - (__u32)(word >> SB_WINDOW_BEGIN);
	__s64 length = window->of->length;

	if (age >= length || debt < -(length << SB_WINDOW_SHIFT) || debt > (__s64)window->limit->burst + SB_POLICE_SLACK)
		return 0;
	return word;
}

/* What came of a look at a window. */
enum sb_look {
	SB_FULL,
	SB_BEGINS, /* the packet would begin a new one */
	SB_GOES_ON,
};

static __always_inline enum sb_look sb_look(const struct sb_window *window, __u64 now)
{
	__u64 counted = sb_counted(window, *(const volatile __u64 *)window->word, now);

	if (counted + window->events > window->of->most)
		return SB_FULL;
	return counted ? SB_GOES_ON : SB_BEGINS;
}

/*
 * Takes a packet out again. Nobody can prevent that, as another CPU could prevent a compare-and-swap. Where a window has
 * begun meanwhile that has counted less than the packet, it never had it, and it gets it back. A function of its own, as
 * its values would take the caller's stack beyond the 512 bytes of a program.
 */
static __noinline void sb_count_out(__u64 *word, __u32 events)
{
	if ((__u32)__sync_fetch_and_sub(word, events) < events)
		__sync_fetch_and_add(word, events);
}

/*
 * Counts the packet in, in a window that begins with it if none goes on. Before the bucket is charged, which moves due. Where other CPUs
 * are faster each time it is added, which nobody can prevent, and taken out again if it did not fit: that some are
 * refused meanwhile takes more than the window holds.
 */
static __always_inline enum sb_charged sb_count_in(const struct sb_window *window, __u64 now)
{
	for (int attempt = 0; attempt < SB_POLICE_ATTEMPTS; attempt++) {
		__u64 seen = *(volatile __u64 *)window->word;
		__u64 counted = sb_counted(window, seen, now);
		__u64 begun = counted ? seen : now >> SB_WINDOW_SHIFT << SB_WINDOW_BEGIN;

		if (counted + window->events > window->of->most)
			return SB_REFUSED;
		if (__sync_val_compare_and_swap(window->word, seen, begun + window->events) == seen)
			return SB_PAID;
	}
	if (sb_counted(window, __sync_fetch_and_add(window->word, window->events), now) + (__u64)window->events <=
	    window->of->most)
		return SB_PAID;
	sb_count_out(window->word, window->events);
	return SB_REFUSED;
}

#endif
