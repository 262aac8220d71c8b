// SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause)
/*
 * Policing: how much one source may send to one service, held by the kernel alone and over all CPUs together.
 *
 * The rate is the generic cell rate algorithm (ITU-T I.371), a token bucket kept as one number. due is when the source
 * will have paid for all it sent: a packet moves it on by the packet's cost, from now at least, and conforms if it then
 * lies no further ahead than the burst. A packet that does not conform moves nothing and costs reads only, so a flood
 * from one source on many CPUs does not pull a cache line back and forth. Each dimension has a due of its own, moved by
 * compare-and-swap.
 *
 * The clock is the coarse one, behind by at most a scheduler tick (1 to 10 ms). So over any time t no more passes than
 * the worth of burst, t and one tick; and a packet may be refused up to a tick too early, which is why a burst must be
 * worth several ticks.
 *
 * Sources stand in sets of four of a table that is the service's own. The keyed hash picks the set and the whole key is
 * compared, so no source pays for another. A newcomer takes the place of the one with the smallest debt: one whose due
 * has passed loses nothing, for that is how a newcomer starts. Only when all four of a set owe something does one of
 * them get a fresh burst, the one that sends least.
 */
#ifndef SECBEAT_POLICE_H
#define SECBEAT_POLICE_H

#include <stdbool.h>
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

#include "abi.h"
#include "account.h"
#include "hash.h"
#include "packet.h"
#include "policy_maps.h"
#include "settings.h"

/*
 * A place that is changing hands; only the CPU that wrote this may write anything else. No source has this key, nor 0:
 * they and all that have no key of their own (multicast, unspecified; the allowed levels of martians let them through)
 * share one, a /64 in multicast.
 */
#define SB_POLICED_MOVING 1
#define SB_POLICED_NOBODY 0xff00000000000000ULL

/* Each IPv4 address and each IPv6 /64 is a source. */
#define SB_WHOLE_KEY (~0ULL)

/* Each failure means that another CPU went ahead, so more than a few in a row take as many CPUs. */
#define SB_POLICE_ATTEMPTS 8

/*
 * How often a place is asked for, some 50 us in all. A move takes a tenth of one, but a machine that is virtual may have to find
 * memory for a page that is touched first, and a packet without a place is held to nothing.
 */
#define SB_PLACE_ATTEMPTS 4096

/* A debt beyond the burst and this is a due of years ago, see SB_POLICE_SHIFT: clocks of CPUs differ by far less. */
#define SB_POLICE_SLACK (1000000000LL << SB_POLICE_SHIFT)

/* What came of a charge. */
enum sb_charged {
	SB_PAID,
	SB_REFUSED, /* it does not conform */
};

/* The key of an address ends with it, so the mask of a prefix is one of the key. */
static __always_inline __u64 sb_policed_key(const struct sb_packet *packet, __u64 mask)
{
	__u64 key = sb_source_key(packet) & mask;

	return key > SB_POLICED_MOVING ? key : SB_POLICED_NOBODY;
}

/* What a source would owe after a packet, as time from now. */
static __always_inline __s64 sb_debt(__u64 due, __u64 cost, const struct sb_limit *limit, __u64 now)
{
	__s64 debt = due - now;

	if (debt < 0 || debt > (__s64)limit->burst + SB_POLICE_SLACK)
		debt = 0;
	return debt + cost;
}

static __always_inline bool sb_conforms(const __u64 *due, __u64 cost, const struct sb_limit *limit, __u64 now)
{
	return sb_debt(*(const volatile __u64 *)due, cost, limit, now) <= (__s64)limit->burst;
}

/*
 * Takes the cost if it conforms. Where other CPUs are faster each time it is added, which nobody can prevent, and taken back if it
 * did not conform: that some are refused meanwhile takes more than the limit, whoever sent it. A bucket that was idle gets
 * away with what it would have to begin with.
 */
static __always_inline enum sb_charged sb_charge(__u64 *due, __u64 cost, const struct sb_limit *limit, __u64 now)
{
	for (int attempt = 0; attempt < SB_POLICE_ATTEMPTS; attempt++) {
		__u64 seen = *(volatile __u64 *)due;
		__s64 debt = sb_debt(seen, cost, limit, now);

		if (debt > (__s64)limit->burst)
			return SB_REFUSED;
		if (__sync_val_compare_and_swap(due, seen, now + debt) == seen)
			return SB_PAID;
	}
	if (sb_debt(__sync_fetch_and_add(due, cost), cost, limit, now) <= (__s64)limit->burst)
		return SB_PAID;
	__sync_fetch_and_add(due, -cost);
	return SB_REFUSED;
}

static __always_inline bool sb_all_conform(const struct sb_policed *source, const __u64 *costs,
					   const struct sb_limit *limits, __u64 now)
{
	for (int i = 0; i < SB_POLICE_DIMENSIONS; i++) {
		if (costs[i] && !sb_conforms(&source->due[i], costs[i], &limits[i], now))
			return false;
	}
	return true;
}

/* Takes the costs of all dimensions or of none, after a look at all of them. */
static __always_inline enum sb_charged sb_charge_each(struct sb_policed *source, const __u64 *costs,
						      const struct sb_limit *limits, __u64 now)
{
	enum sb_charged last = SB_PAID;
	int paid = 0;

	for (; paid < SB_POLICE_DIMENSIONS; paid++) {
		if (costs[paid])
			last = sb_charge(&source->due[paid], costs[paid], &limits[paid], now);
		if (last != SB_PAID)
			break;
	}
	if (last == SB_PAID)
		return SB_PAID;
	/* Another CPU was faster in one dimension: what was taken in those before goes back. */
	for (int i = 0; i < SB_POLICE_DIMENSIONS; i++) {
		if (i < paid && costs[i])
			__sync_fetch_and_add(&source->due[i], -costs[i]);
	}
	return last;
}

/* The same with the look; a packet that does not conform writes nothing. */
static __always_inline enum sb_charged sb_charge_all(struct sb_policed *source, const __u64 *costs,
						     const struct sb_limit *limits, __u64 now)
{
	return sb_all_conform(source, costs, limits, now) ? sb_charge_each(source, costs, limits, now) : SB_REFUSED;
}

/* A search for the place of key in a set. */
struct sb_place {
	__u64 key;
	__u64 now;
	__u32 set;
	__u32 way;     /* SB_POLICED_WAYS: not found */
	__u32 windows; /* the set of windows beside it; SB_NO_WINDOWS: there is none */
};

#define SB_NO_WINDOWS (~0U)

static __always_inline __u64 sb_key_of(const struct sb_policed_set *set, __u32 way)
{
	return *(const volatile __u64 *)&set->ways[way & (SB_POLICED_WAYS - 1)].key;
}

/* How long until the source has paid for everything; the free place comes before all others. */
static __always_inline __s64 sb_largest_debt(const struct sb_policed *source, __u64 key, __u64 now)
{
	__s64 largest = (__s64)1 << 63;

	if (!key)
		return largest;
	for (int i = 0; i < SB_POLICE_DIMENSIONS; i++) {
		__s64 debt = source->due[i] - now;

		largest = debt > largest ? debt : largest;
	}
	return largest;
}

/*
 * Gives the place with the smallest debt to the newcomer; false when another CPU is at work in this set. Whoever marks a
 * place as moving looks over the set once more. As compare-and-swap is a full barrier, of two CPUs that mark two places
 * at least one sees the other's mark and takes its own back; so no two of them put the same source into two places.
 */
static __always_inline bool sb_move_in(struct sb_policed_set *set, struct sb_place *place)
{
	struct sb_windows_set *beside = bpf_map_lookup_elem(&windows, &place->windows);
	__s64 smallest = 0;
	__u64 leaving = 0;
	__u32 way = 0;
	__u64 *owner;

	for (__u32 i = 0; i < SB_POLICED_WAYS; i++) {
		__u64 key = sb_key_of(set, i);
		__s64 debt = sb_largest_debt(&set->ways[i], key, place->now);

		if (i == 0 || debt < smallest) {
			smallest = debt;
			leaving = key;
			way = i;
		}
	}
	way &= SB_POLICED_WAYS - 1;
	owner = &set->ways[way].key;
	if (leaving == SB_POLICED_MOVING || __sync_val_compare_and_swap(owner, leaving, SB_POLICED_MOVING) != leaving)
		return false;
	for (__u32 i = 0; i < SB_POLICED_WAYS; i++) {
		__u64 key = sb_key_of(set, i);

		if (i != way && (key == place->key || key == SB_POLICED_MOVING)) {
			__sync_lock_test_and_set(owner, leaving);
			return false;
		}
	}
	for (int i = 0; i < SB_POLICE_DIMENSIONS; i++) {
		set->ways[way].due[i] = place->now;
		if (beside)
			beside->ways[way].words[i] = 0;
	}
	__sync_lock_test_and_set(owner, place->key);
	place->way = way;
	return true;
}

/* One attempt; another is worth while when this answers 0. */
static long sb_find_place(__u32 attempt, struct sb_place *place)
{
	struct sb_policed_set *set = bpf_map_lookup_elem(&policed, &place->set);

	(void)attempt;
	if (!set)
		return 1;
	for (__u32 way = 0; way < SB_POLICED_WAYS; way++) {
		if (sb_key_of(set, way) == place->key) {
			place->way = way;
			return 1;
		}
	}
	return sb_move_in(set, place);
}

/* The first set of one part of the table. */
static __always_inline __u32 sb_first_set(__u32 part)
{
	return (__u64)part << (64 - settings.policed_shift);
}

/*
 * The place of the source with this key among the sets from first on; 0 when other CPUs were at work there all the while.
 * windows: the first set of windows beside them, or SB_NO_WINDOWS; what is found stands in place.
 */
static __always_inline struct sb_policed *sb_policed_source(__u64 key, __u32 first, __u32 windows, __u64 now,
							    struct sb_place *place)
{
	struct sb_policed_set *set;
	__u32 index;

	place->key = key;
	place->now = now;
	place->way = SB_POLICED_WAYS;
	index = sb_hash(&place->key, 2) >> settings.policed_shift;
	place->set = first + index;
	place->windows = windows == SB_NO_WINDOWS ? SB_NO_WINDOWS : windows + index;
	bpf_loop(SB_PLACE_ATTEMPTS, sb_find_place, place, 0);
	set = bpf_map_lookup_elem(&policed, &place->set);
	if (!set || place->way >= SB_POLICED_WAYS)
		return 0;
	/* The verifier wants no sum before it has seen that there is a set. */
	asm volatile("" : "+r"(set));
	return &set->ways[place->way & (SB_POLICED_WAYS - 1)];
}

/* What the packet costs in each dimension; nothing where there is no limit. */
static __always_inline void sb_price(const struct sb_packet *packet, __u32 frame_bytes, const struct sb_limit *limits,
				     __u64 *costs)
{
	costs[SB_POLICE_PACKETS] = limits[SB_POLICE_PACKETS].cost;
	costs[SB_POLICE_BYTES] = (limits[SB_POLICE_BYTES].cost * frame_bytes) >> SB_BYTE_SHIFT;
	costs[SB_POLICE_SYNS] = packet->opens_connection ? limits[SB_POLICE_SYNS].cost : 0;
}

/*
 * Whether the packet is within what its source may send to the service. In doubt it is not: the limit holds, at the price of
 * a packet.
 */
static __always_inline bool sb_police(const struct sb_packet *packet, __u32 frame_bytes, __u64 now_ns,
				      const struct sb_service *service)
{
	__u64 now = now_ns << SB_POLICE_SHIFT;
	__u64 costs[SB_POLICE_DIMENSIONS];
	struct sb_place place;
	struct sb_policed *source =
		sb_policed_source(sb_policed_key(packet, SB_WHOLE_KEY), sb_first_set(service->table), SB_NO_WINDOWS, now, &place);

	sb_price(packet, frame_bytes, service->limits, costs);
	return source && sb_charge_all(source, costs, service->limits, now) == SB_PAID;
}

#endif
