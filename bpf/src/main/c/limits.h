// SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause)
/*
 * Counting rules, as far as this node alone can hold them: what a source sends here beyond its limit over all nodes is beyond
 * it without asking anybody, so it is dropped at once, while user space counts all that the source attempts, judges, and
 * blocks it everywhere.
 *
 * A rule says: in no k windows that follow each other more than k times the count of one, and burst. A token bucket filled at
 * the rule's rate, as deep as one window's count and burst, takes all that keeps to it: of two packets t apart, and all
 * between them, floor(t / window) + 1 windows hold everything, which the rule bounds by t times the rate, a window's count
 * and burst. That is the bucket's own bound, so whatever the phase of its windows, who is within the rule is never dropped.
 * Conversely no more passes over a time t than t times the rate and the depth, and what the clock adds.
 *
 * As the bucket refills while a window goes on, it alone lets up to twice a window's count into one. So each dimension has a
 * window as well, see windows.h: from its first packet on no more passes than one window may have. Neither is enough by
 * itself: windows alone would let two counts pass around the end of one, and a burst in each. What both let pass beyond the
 * rule, no more than a count, lies in a span across two windows; to tell that, each packet's time would have to be kept.
 *
 * A source is an address (of IPv6, a /64) or all of a shorter prefix, as the rule says. It has one bucket and one window of
 * each dimension, so rules come in stages: each has at most one rule of a dimension, one length of prefix, and a part of the
 * table of its own. Addresses come first, for what their own rule refuses shall take nothing from their neighbours. Of what
 * a stage refuses those before it keep the charge: it was over a rule, and who attempts no more than all rules allow is
 * refused by none.
 *
 * In doubt a packet passes, unlike with services: a moment of the coarse clock, a tick late at worst, refuses nobody before
 * the exact clock was asked.
 *
 * For the sake of spoofed floods, where every packet is a source's first, newcomers are not looked at where a packet for each
 * CPU is next to nothing against the limit: one comparison on what the account has just found, and no line of the table.
 * A source is a newcomer again when it has given way in the account, which takes as many others as that holds. Rules of shorter
 * prefixes look at newcomers, for of those an attack may consist that they are made for.
 */
#ifndef SECBEAT_LIMITS_H
#define SECBEAT_LIMITS_H

#include <stdbool.h>
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

#include "abi.h"
#include "clock.h"
#include "packet.h"
#include "police.h"
#include "policy_maps.h"
#include "settings.h"
#include "windows.h"

static __always_inline __u32 sb_limits_of(const struct sb_packet *packet)
{
	return packet->family == SB_IPV6;
}

/* Whether the limits of a stage are asked; what is not counted has none. */
static __always_inline bool sb_is_limited(const struct sb_packet *packet, enum sb_known known, int stage)
{
	volatile struct sb_source_limits *of = &source_limits[sb_limits_of(packet)][stage];

	return known > (packet->opens_connection ? of->syns_above : of->above);
}

/* Whether an operator has unblocked the source for a while that is not over. */
static __always_inline bool sb_is_spared(const struct sb_packet *packet, __u64 now_ns)
{
	const __u64 *until;

	if (packet->family == SB_IPV4) {
		struct sb_prefix4 key = {.len = 32};

		__builtin_memcpy(key.addr, &packet->addr4, sizeof(key.addr));
		until = bpf_map_lookup_elem(&spared4, &key);
	} else {
		struct sb_prefix6 key = {.len = 64};

		__builtin_memcpy(key.addr, &packet->addr6, sizeof(key.addr));
		until = bpf_map_lookup_elem(&spared6, &key);
	}
	return until && *(const volatile __u64 *)until > now_ns;
}

/* A packet, its source's place in one part of the table, and the limits that hold it. */
struct sb_held {
	struct sb_policed *source;
	struct sb_windows *windows;
	const struct sb_bounds *bounds;
	__u64 costs[SB_POLICE_DIMENSIONS];
	__u32 frame_bytes;
};

static __always_inline bool sb_has_window(const struct sb_held *held, int i)
{
	return held->costs[i] && held->bounds->windows[i].length;
}

static __always_inline struct sb_window sb_window_of(const struct sb_held *held, int i)
{
	return sb_window(held->windows, held->source, i, held->bounds, held->frame_bytes);
}

/* Whether the packet conforms in all dimensions and each window is at least as the look says. */
static __always_inline bool sb_looks(const struct sb_held *held, enum sb_look least, __u64 now)
{
	for (int i = 0; i < SB_POLICE_DIMENSIONS; i++) {
		struct sb_window window = sb_window_of(held, i);

		if (sb_has_window(held, i) && sb_look(&window, now) < least)
			return false;
	}
	return sb_all_conform(held->source, held->costs, held->bounds->limits, now);
}

/* Counts the packet in all windows and charges all buckets, or none; after a look, so that what does not fit writes nothing. */
static __always_inline enum sb_charged sb_admit(const struct sb_held *held, __u64 now)
{
	enum sb_charged last = SB_PAID;
	int counted = 0;

	for (; counted < SB_POLICE_DIMENSIONS; counted++) {
		struct sb_window window = sb_window_of(held, counted);

		if (sb_has_window(held, counted))
			last = sb_count_in(&window, now);
		if (last != SB_PAID)
			break;
	}
	if (last == SB_PAID)
		last = sb_charge_each(held->source, held->costs, held->bounds->limits, now);
	if (last == SB_PAID)
		return SB_PAID;
	for (int i = 0; i < SB_POLICE_DIMENSIONS; i++) {
		if (i < counted && sb_has_window(held, i))
			sb_count_out(&held->windows->words[i], i == SB_POLICE_BYTES ? held->frame_bytes : 1);
	}
	return last;
}

/*
 * The verdict, an enum sb_reason, on a packet whose source, as the mask has it, has its place in one part of the table. A
 * global function, like sb_guard_port: the verifier proves it once.
 */
__noinline int sb_hold(const struct sb_packet *packet, __u32 frame_bytes, const struct sb_bounds *bounds, __u32 part,
		       __u64 mask)
{
	struct sb_held held = {.bounds = bounds, .frame_bytes = frame_bytes};
	__u32 beside = settings.limits ? part - (settings.limits - 1) : 0;
	__u64 now_ns = sb_now_ns();
	struct sb_place place;
	struct sb_windows_set *windows_set;

	if (!packet || !bounds)
		return SB_PASS_CLEAN;
	/* Who is not bound takes nothing either from what it would share with its neighbours. */
	if (mask != SB_WHOLE_KEY && sb_is_spared(packet, now_ns))
		return SB_PASS_CLEAN;
	sb_price(packet, frame_bytes, bounds->limits, held.costs);
	held.source = sb_policed_source(sb_policed_key(packet, mask), sb_first_set(part), sb_first_set(beside),
					now_ns << SB_POLICE_SHIFT, &place);
	windows_set = bpf_map_lookup_elem(&windows, &place.windows);
	if (!held.source || !windows_set)
		return SB_PASS_CLEAN;
	held.windows = &windows_set->ways[place.way & (SB_POLICED_WAYS - 1)];
	/*
	 * A window begins by the exact clock, and a packet is refused by it: twice, for another CPU may have charged the source
	 * since, and the clock that was asked be behind.
	 */
	for (int attempt = 0; attempt < 3; attempt++) {
		__u64 now = now_ns << SB_POLICE_SHIFT;

		if (sb_looks(&held, attempt ? SB_BEGINS : SB_GOES_ON, now) && sb_admit(&held, now) == SB_PAID)
			return SB_PASS_CLEAN;
		if (attempt < 2)
			now_ns = bpf_ktime_get_ns();
	}
	return sb_is_spared(packet, now_ns) ? SB_PASS_CLEAN : SB_DROP_OVER_LIMIT;
}

/* The verdict by one stage. */
static __always_inline enum sb_reason sb_limit_stage(const struct sb_packet *packet, __u32 frame_bytes,
						     enum sb_known known, int stage)
{
	volatile struct sb_source_limits *of = &source_limits[sb_limits_of(packet)][stage];

	if (!sb_is_limited(packet, known, stage))
		return SB_PASS_CLEAN;
	return sb_hold(packet, frame_bytes, (const struct sb_bounds *)&of->bounds, settings.limits - 1 + stage,
		       of->mask);
}

/* The verdict, an enum sb_reason, by the stages behind the first, of which there is at least one. */
__noinline int sb_limit_further(const struct sb_packet *packet, __u32 frame_bytes, __u32 known)
{
	if (!packet)
		return SB_PASS_CLEAN;
	for (__u32 stage = 1; stage < SB_STAGES && stage < settings.stages; stage++) {
		enum sb_reason found = sb_limit_stage(packet, frame_bytes, known, stage);

		if (found != SB_PASS_CLEAN)
			return found;
	}
	return SB_PASS_CLEAN;
}

/*
 * Whether operators have given limits, written by user space while the program runs. As long as they have not, a packet pays
 * this word and a branch that always goes the same way.
 */
volatile __u32 ordered_limits SEC(".data.ordered");

static __always_inline const struct sb_ordered_limits *sb_ordered_for(const struct sb_packet *packet)
{
	if (packet->family == SB_IPV4) {
		struct sb_prefix4 key = {.len = 32};

		__builtin_memcpy(key.addr, &packet->addr4, sizeof(key.addr));
		return bpf_map_lookup_elem(&ordered4, &key);
	} else {
		struct sb_prefix6 key = {.len = 64};

		__builtin_memcpy(key.addr, &packet->addr6, sizeof(key.addr));
		return bpf_map_lookup_elem(&ordered6, &key);
	}
}

/*
 * The verdict, an enum sb_reason, by limits that operators gave. Newcomers are looked at as well: for as long as there is such
 * a limit, and only in what it covers. They end by themselves, also when user space has gone.
 */
__noinline int sb_limit_ordered(const struct sb_packet *packet, __u32 frame_bytes)
{
	const struct sb_ordered_limits *ordered;

	if (!packet)
		return SB_PASS_CLEAN;
	ordered = sb_ordered_for(packet);
	if (!ordered || ordered->until_ns <= sb_now_ns())
		return SB_PASS_CLEAN;
	return sb_hold(packet, frame_bytes, &ordered->bounds, ordered->table, SB_WHOLE_KEY);
}

#endif
