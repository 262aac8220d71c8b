// SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause)
/*
 * Where the benchmark's packets come from. dev.secbeat.node.kernel.BenchSources states the same rules from the Java
 * side, to load what is hit here; the benchmark checks by the statistics that the two agree.
 *
 * Addresses are computed rather than looked up, so that choosing one touches no memory that the program under test
 * would like to have in the cache. They spread over unicast space without any special-purpose range: IPv4 over 96
 * first octets (32-95 and 128-159), IPv6 over 2400::/6. One bit (worth 4096 in IPv4; the last of the first 32 in IPv6)
 * is set in blocked prefixes alone, and another (the last of an IPv4 address or of an IPv6 /64) in exact entries
 * alone, so the lists mix in every corner of the space and yet never overlap, with each other or with the rest.
 */
#ifndef SECBEAT_BENCH_H
#define SECBEAT_BENCH_H

#include <linux/types.h>

#include "../abi.h"

/* Odd, hence a permutation of the numbers below any power of two: entry i goes to a place of its own. */
#define SB_BENCH_SPREAD 0x9e3779b1u
#define SB_BENCH_SPREAD_LOW 0x2545f4914f6cdd1dull
/* Four bits for each of eight entries: how many bits (IPv4) or half octets (IPv6) a prefix has beyond the least. */
#define SB_BENCH_LENGTHS 0x64444320u
#define SB_BENCH_OCTETS 96
/* Packets that are sent without a look at the clock. A power of two, and few for a receive queue. */
#define SB_BENCH_STEP 16
/* Looks at the clock while it is not yet time: some tens of nanoseconds each, so a hundredth of a second at most. */
#define SB_BENCH_LOOKS (1 << 18)
/* What could not be sent in time is made up for when it is no older. */
#define SB_BENCH_ARREARS_NS 100000

enum sb_bench_sources {
	SB_BENCH_HOT = 0,     /* always the same one, on no list */
	SB_BENCH_SPOOFED = 1, /* any, on no list */
	SB_BENCH_EXACT = 2,   /* out of the first plan.entries exact entries */
	SB_BENCH_PREFIX = 3,  /* any address out of the first plan.entries prefixes */
	SB_BENCH_ADDRESS = 4, /* out of the first plan.entries exact entries that are one address */
};

struct sb_bench_plan {
	__u64 random;	 /* state of the generator, never zero */
	enum sb_bench_sources sources;
	__u32 family;
	__u32 entries;
	__u32 interface; /* index of where bench_send sends to */
	__u32 verdict;	 /* of bench_count */
	__u32 lines;	 /* of bench_lines that bench_line chooses from */
	__u64 waited;	 /* bench_line's sum of zeros */
	__u64 pace_ns;	 /* of SB_BENCH_STEP packets that bench_send sends; 0: as fast as can be */
	__u64 due_ns;	 /* when bench_send may send the next of these */
	__u64 sent;	 /* by bench_send */
};

struct sb_bench_source {
	__u32 addr4;
	__u64 upper6;
	__u64 lower6;
};

/* Marsaglia's xorshift64 with a multiplication against its weak low bits: a few cycles, no helper call. */
static __always_inline __u64 sb_bench_random(struct sb_bench_plan *plan)
{
	__u64 x = plan->random;

	x ^= x >> 12;
	x ^= x << 25;
	x ^= x >> 27;
	plan->random = x;
	return x * SB_BENCH_SPREAD_LOW;
}

/* n is below 96, place below 2^22: 11 bits above the prefix bit, 11 between it and the exact bit. */
static __always_inline __u32 sb_bench_place4(__u32 n, __u32 place)
{
	return (n < 64 ? 32 + n : 64 + n) << 24 | place >> 11 << 13 | (place & 0x7ff) << 1;
}

static __always_inline __u32 sb_bench_exact4(__u32 i)
{
	return sb_bench_place4(i % SB_BENCH_OCTETS, i / SB_BENCH_OCTETS * SB_BENCH_SPREAD & 0x3fffff) | 1;
}

static __always_inline __u32 sb_bench_prefix4(__u32 i)
{
	return sb_bench_place4(i % SB_BENCH_OCTETS, (i / SB_BENCH_OCTETS * SB_BENCH_SPREAD & 0x7ff) << 11) | 0x1000;
}

static __always_inline __u64 sb_bench_upper6(__u32 place)
{
	return 0x24ull << 56 | (__u64)(place & 0x1ffffff) << 33;
}

/* The first octets take turns, and only then the lengths, so that neighbours differ in length. */
static __always_inline __u32 sb_bench_longer(__u32 i)
{
	return SB_BENCH_LENGTHS >> 4 * (i / SB_BENCH_OCTETS & 7) & 0xf;
}

/* A number below bound out of the upper half of random; the lower half stays free for other uses. */
static __always_inline __u32 sb_bench_below(__u32 bound, __u64 random)
{
	return (random >> 32) * bound >> 32;
}

static __always_inline __u32 sb_bench_pick4(const struct sb_bench_plan *plan, __u64 random)
{
	__u32 i;

	switch (plan->sources) {
	case SB_BENCH_EXACT:
	case SB_BENCH_ADDRESS: /* all of them are */
		return sb_bench_exact4(sb_bench_below(plan->entries, random));
	case SB_BENCH_PREFIX:
		i = sb_bench_below(plan->entries, random);
		return sb_bench_prefix4(i) | ((__u32)random & 0xfffu >> sb_bench_longer(i));
	default:
		return sb_bench_place4(sb_bench_below(SB_BENCH_OCTETS, random), random & 0x3fffff);
	}
}

static __always_inline void sb_bench_pick6(const struct sb_bench_plan *plan, __u64 random,
					   struct sb_bench_source *source)
{
	__u32 i = sb_bench_below(plan->entries, random);

	source->lower6 = random * SB_BENCH_SPREAD_LOW;
	switch (plan->sources) {
	case SB_BENCH_ADDRESS:
		i = 2 * i + 1;
		/* fallthrough */
	case SB_BENCH_EXACT:
		/* Even entries are a whole /64, odd ones an address. */
		source->upper6 = sb_bench_upper6(i * SB_BENCH_SPREAD) | 1;
		if (i & 1)
			source->lower6 = i * SB_BENCH_SPREAD_LOW;
		return;
	case SB_BENCH_PREFIX:
		source->upper6 = sb_bench_upper6(i * SB_BENCH_SPREAD) | 1ull << 32 |
				 ((__u32)random & 0xffffffffull >> 4 * sb_bench_longer(i));
		return;
	default:
		source->upper6 = sb_bench_upper6(random >> 32) | ((__u32)random & 0xfffffffe);
	}
}

#endif
