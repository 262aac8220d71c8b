// SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause)
/*
 * Lists from files: hash tables that are built as a whole, in the half of the maps that is not in force, and come into
 * force by one word. Every packet reads that word once, so it sees one generation and nothing of another.
 *
 * As nothing is ever changed or removed in place, a bucket needs no expiry and holds more: 12, 7 or 3 entries in a cache
 * line. An entry that finds its bucket full stands in one of the next few (linear probing; Peterson 1957), and the buckets
 * it passed say so. What lies near an address decides which looks are worth it, as in prefixes.h, here for single
 * addresses too: a small list costs most packets one look into a small table.
 *
 * An address may stand in several lists, by several prefixes. The list of the lowest rank has the hit, so all of them are
 * asked; a packet that passes must ask them all anyway. Lists on a dry run have ranks after all others: one of them has the
 * hit only where no list drops, and whether the hit is one of theirs is asked of hits alone.
 */
#ifndef SECBEAT_LISTS_H
#define SECBEAT_LISTS_H

#include <stdbool.h>
#include <linux/bpf.h>
#include <bpf/bpf_endian.h>
#include <bpf/bpf_helpers.h>

#include "abi.h"
#include "addresses.h"
#include "list_maps.h"
#include "packet.h"
#include "settings.h"

/* The sum of hash.h over a word of 64 bits, lower half first whatever the byte order; at is 0 or 2. */
static __always_inline __u64 sb_list_sum(__u64 key, int at)
{
	return settings.hash.factors[at] * (__u32)key + settings.hash.factors[at + 1] * (key >> 32);
}

/* Where a generation's buckets begin. */
static __always_inline __u32 sb_list_start(__u32 generation, __u32 shift)
{
	return generation * ((1u << (64 - shift)) + SB_LIST_TAIL);
}

/*
 * Whether a tag is of this kind. One of a free slot is of the other kind than a whole address, and no prefix has the key 0
 * that is in a free slot.
 */
static __always_inline bool sb_list_is(__u32 tag, __u32 kind)
{
	return (tag & SB_LIST_WHOLE) == kind;
}

/* The lower of two ranks that are not 0. */
static __always_inline __u32 sb_list_first(__u32 one, __u32 other)
{
	return one - 1 < other - 1 ? one : other;
}

/*
 * The rank of the list that holds the key, 0 when none does; generation is 0 or 1. Global functions, which the verifier
 * checks once rather than at each length of a prefix.
 */
__noinline __u32 sb_list_find4(__u32 key, __u32 kind, __u32 generation)
{
	__u64 hash = sb_mixed(settings.hash.addend + settings.hash.factors[0] * key);
	__u32 index = sb_list_start(generation, settings.list4_shift) + (__u32)(hash >> settings.list4_shift);

#pragma clang loop unroll(disable)
	for (int probe = 0; probe < SB_LIST_PROBES; probe++, index++) {
		const struct sb_list_bucket4 *bucket = bpf_map_lookup_elem(&list4, &index);

		if (!bucket)
			return 0;
#pragma clang loop unroll(full)
		for (int slot = 0; slot < SB_LIST_SLOTS4; slot++) {
			__u32 tag = bucket->tags[slot / 4] >> slot % 4 * 8;

			if (bucket->keys[slot] == key && sb_list_is(tag, kind))
				return tag & SB_LIST_RANK;
		}
		if (!bucket->passed)
			return 0;
	}
	return 0;
}

__noinline __u32 sb_list_find8(__u64 key, __u32 kind, __u32 generation)
{
	__u64 hash = sb_mixed(settings.hash.addend + sb_list_sum(key, 0));
	__u32 index = sb_list_start(generation, settings.list8_shift) + (__u32)(hash >> settings.list8_shift);

#pragma clang loop unroll(disable)
	for (int probe = 0; probe < SB_LIST_PROBES; probe++, index++) {
		const struct sb_list_bucket8 *bucket = bpf_map_lookup_elem(&list8, &index);

		if (!bucket)
			return 0;
#pragma clang loop unroll(full)
		for (int slot = 0; slot < SB_LIST_SLOTS8; slot++) {
			__u32 tag = bucket->tags >> slot * 8;

			if (bucket->keys[slot] == key && sb_list_is(tag, kind))
				return tag & SB_LIST_RANK;
		}
		if (!(bucket->tags >> 56))
			return 0;
	}
	return 0;
}

__noinline __u32 sb_list_find16(__u64 upper, __u64 lower, __u32 generation)
{
	__u64 hash = sb_mixed(settings.hash.addend + sb_list_sum(upper, 0) + sb_list_sum(lower, 2));
	__u32 index = sb_list_start(generation, settings.list16_shift) + (__u32)(hash >> settings.list16_shift);

#pragma clang loop unroll(disable)
	for (int probe = 0; probe < SB_LIST_PROBES; probe++, index++) {
		const struct sb_list_bucket16 *bucket = bpf_map_lookup_elem(&list16, &index);

		if (!bucket)
			return 0;
#pragma clang loop unroll(full)
		for (int slot = 0; slot < SB_LIST_SLOTS16; slot++) {
			__u32 tag = bucket->tags >> slot * 8;

			if (bucket->keys[slot][0] == upper && bucket->keys[slot][1] == lower &&
			    sb_list_is(tag, SB_LIST_WHOLE))
				return tag & SB_LIST_RANK;
		}
		if (!(bucket->tags >> 56))
			return 0;
	}
	return 0;
}

static __always_inline __u32 sb_list_of4(__u32 address, __u32 generation)
{
	__u32 index = generation << 16 | address >> 16;
	const struct sb_list_near4 *near = bpf_map_lookup_elem(&list_near4, &index);
	__u32 rank = 0;
	__u32 ends;

	if (!near)
		return 0;
	if (near->whole)
		rank = sb_list_find4(address, SB_LIST_WHOLE, generation);
	ends = near->ends;
	for (int step = 0; step < 32 && ends; step++) {
		__u32 end = ends & -ends;
		__u32 key = (address & -(end << 1)) | end;

		rank = sb_list_first(rank, sb_list_find4(key, SB_LIST_PREFIX, generation));
		ends ^= end;
	}
	return rank;
}

static __always_inline __u32 sb_list_of6(const struct sb_packet *packet, const struct sb_lists *state, __u32 generation)
{
	__u64 upper = sb_upper(&packet->addr6);
	__u64 hash = sb_mixed(settings.hash.addend + settings.hash.factors[0] * (upper >> 32));
	__u32 index = generation << (64 - settings.list_near6_shift) | (__u32)(hash >> settings.list_near6_shift);
	const struct sb_list_near6 *near = bpf_map_lookup_elem(&list_near6, &index);
	__u32 rank = 0;
	__u64 ends;

	if (!near)
		return 0;
	if (near->kinds & SB_LIST_HOSTS)
		rank = sb_list_find16(upper, sb_lower(&packet->addr6), generation);
	if (near->kinds & SB_LIST_NETS)
		rank = sb_list_first(rank, sb_list_find8(upper, SB_LIST_WHOLE, generation));
	ends = near->ends | state->wide6[generation].ends;
	for (int step = 0; step < 64 && ends; step++) {
		__u64 end = ends & -ends;
		__u64 key = (upper & -(end << 1)) | end;

		rank = sb_list_first(rank, sb_list_find8(key, SB_LIST_PREFIX, generation));
		ends ^= end;
	}
	return rank;
}

static __always_inline void sb_count_list(void *counters, __u32 key, __u32 frame_bytes)
{
	struct sb_counter *counter = bpf_map_lookup_elem(counters, &key);

	if (!counter)
		return;
	counter->packets++;
	counter->bytes += frame_bytes;
}

/* Whether a list that drops holds the source; counts the packet for the first list that holds it. */
static __always_inline bool sb_blocked_list(const struct sb_packet *packet, __u32 frame_bytes)
{
	const struct sb_lists *state;
	__u32 generation;
	__u32 counter;
	__u32 zero = 0;
	__u32 rank;

	if (!settings.lists)
		return false;
	state = bpf_map_lookup_elem(&lists, &zero);
	if (!state)
		return false;
	generation = *(const volatile __u32 *)&state->generation & 1;
	rank = packet->family == SB_IPV4 ? sb_list_of4(bpf_ntohl(packet->addr4), generation)
					 : sb_list_of6(packet, state, generation);
	if (!rank)
		return false;
	counter = state->counters[generation][(rank - 1) % SB_LISTS];
	if (counter & SB_LIST_REHEARSES) {
		sb_count_list(&list_spared, counter & ~SB_LIST_REHEARSES, frame_bytes);
		return false;
	}
	sb_count_list(&list_hits, counter, frame_bytes);
	return true;
}

#endif
