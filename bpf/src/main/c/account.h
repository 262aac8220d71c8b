// SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause)
/*
 * Counting by source: a set-associative table for each CPU. The keyed hash picks a set of four sources, two cache lines
 * side by side; a newcomer takes the place of the one that has not reported for longest. So spoofed addresses, however
 * many, cost the same few nanoseconds each, and a busy source, which reports often, keeps its place.
 *
 * Each source holds what nobody has been told yet; a report takes it all. A source reports when it has report_step
 * packets or when report_ticks have passed since it last did, always on one of its own packets, or when it must give way
 * with a fair part of a step. After its last packet up to report_step - 1 packets on each CPU stay untold until it speaks
 * again or gives way. When the ring is full the counts stay where they are and go with the next report.
 */
#ifndef SECBEAT_ACCOUNT_H
#define SECBEAT_ACCOUNT_H

#include <linux/bpf.h>
#include <bpf/bpf_endian.h>
#include <bpf/bpf_helpers.h>

#include "abi.h"
#include "clock.h"
#include "hash.h"
#include "maps.h"
#include "packet.h"
#include "settings.h"
#include "stats.h"

/*
 * IPv4 addresses stand where no IPv6 source can be: below ffff:ffff::/32, which is multicast. The unspecified /64 has
 * key 0, which means free; neither is ever the source of traffic worth counting.
 */
#define SB_SOURCE_IPV4 0xffffffff00000000ULL
#define SB_SOURCE_MULTICAST 0xff00000000000000ULL

/* A source that gives way reports first if it has this part of a step. */
#define SB_EVICTION_PART 4

static __always_inline __u64 sb_source_key(const struct sb_packet *packet)
{
	__be64 upper;

	if (packet->family == SB_IPV4)
		return SB_SOURCE_IPV4 | bpf_ntohl(packet->addr4);
	__builtin_memcpy(&upper, &packet->addr6, sizeof(upper));
	upper = bpf_be64_to_cpu(upper);
	return (upper & SB_SOURCE_MULTICAST) == SB_SOURCE_MULTICAST ? 0 : upper;
}

/* A moment in nanoseconds. Ticks and nanoseconds do not advance in the same instant, so rather a tick too early. */
static __always_inline __u64 sb_nanoseconds(__u64 ticks, __u64 now)
{
	__u64 now_ns = sb_now_ns();

	return ticks == now ? now_ns : now_ns - (now - ticks + 1) * settings.tick_ns;
}

static __always_inline void sb_report_source(struct sb_source *source, __u64 now)
{
	struct sb_report *report = bpf_ringbuf_reserve(&reports, sizeof(*report), 0);
	bool ipv4 = source->key >= SB_SOURCE_IPV4;

	if (!report) {
		sb_note(SB_EVENT_RING_FULL);
		return;
	}
	report->since_ns = sb_nanoseconds(source->reported, now);
	report->bits = ipv4 ? (__u32)source->key : source->key;
	report->family = ipv4 ? SB_IPV4 : SB_IPV6;
	report->reserved = 0;
	report->packets = source->packets;
	report->bytes = source->bytes;
	report->syns = source->syns;
	source->reported = now;
	source->packets = 0;
	source->bytes = 0;
	source->syns = 0;
	/* User space looks by itself; waking it for each record would cost more than the record. */
	bpf_ringbuf_submit(report, BPF_RB_NO_WAKEUP);
}

static __always_inline void sb_give_way(struct sb_source *source, __u64 now)
{
	if (!source->packets)
		return;
	if (source->packets * SB_EVICTION_PART >= settings.report_step)
		sb_report_source(source, now);
	if (source->packets)
		sb_note(SB_EVENT_SOURCE_EVICTED);
}

/* What the account knows of a packet's source. */
enum sb_known {
	SB_NOT_COUNTED, /* it has no key, so it is not counted at all */
	SB_NEWCOMER,	/* no other packet of it through this CPU, or it has given way since */
	SB_KNOWN,
};

/* The smaller of two numbers that differ by less than 2^63; what is done with the sign is kept from becoming a branch. */
static __always_inline __u64 sb_smaller(__u64 a, __u64 b)
{
	__s64 sign = (__s64)(a - b) >> 63;

	asm volatile("" : "+r"(sign));
	return b + ((a - b) & sign);
}

/*
 * Which way of the set reported longest ago, the first of equals: the smallest of their ticks with the way behind. Without
 * branches: whom a newcomer replaces is a matter of chance, so a processor would guess wrong every other time.
 */
static __always_inline __u32 sb_oldest_way(const struct sb_source_set *set)
{
	__u64 oldest = set->ways[0].reported * SB_SOURCE_WAYS;

	for (__u64 way = 1; way < SB_SOURCE_WAYS; way++)
		oldest = sb_smaller(set->ways[way].reported * SB_SOURCE_WAYS + way, oldest);
	return oldest % SB_SOURCE_WAYS;
}

/* The source's place, or that of whom it takes the place of. */
static __always_inline struct sb_source *sb_find_source(__u64 key)
{
	__u32 sets = (__u64)1 << (64 - settings.source_shift);
	__u32 index = bpf_get_smp_processor_id() * sets + (__u32)(sb_hash(&key, 2) >> settings.source_shift);
	struct sb_source_set *set = bpf_map_lookup_elem(&sources, &index);

	if (!set)
		return 0;
	for (int way = 0; way < SB_SOURCE_WAYS; way++)
		if (set->ways[way].key == key)
			return &set->ways[way];
	return &set->ways[sb_oldest_way(set)];
}

/* Puts a source in the place of another. */
static __always_inline void sb_move_source_in(struct sb_source *place, __u64 key, __u64 now)
{
	sb_give_way(place, now);
	place->key = key;
	place->reported = now;
	place->packets = 0;
	place->bytes = 0;
	place->syns = 0;
}

static __always_inline enum sb_known sb_account(const struct sb_packet *packet, __u32 frame_bytes)
{
	enum sb_known known = SB_KNOWN;
	__u64 key = sb_source_key(packet);
	struct sb_source *source = key ? sb_find_source(key) : 0;
	__u64 now;

	if (!source)
		return SB_NOT_COUNTED;
	now = sb_now_ticks();
	if (source->key != key) {
		known = SB_NEWCOMER;
		sb_move_source_in(source, key, now);
	}
	source->bytes += frame_bytes;
	source->packets++;
	source->syns += packet->opens_connection;
	if (source->packets >= settings.report_step || now - source->reported >= settings.report_ticks)
		sb_report_source(source, now);
	return known;
}

#endif
