// SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause)
/*
 * One random cache line of a table: what a packet must wait for at the least when its source is looked up in a table that
 * no cache holds. CPUs overlap the wait with whatever follows, into the next packet even; the locked addition, of the zero
 * that was read, makes them wait here, as the count of a hit makes the program under test. Memory is mapped as that of the
 * tables is, in pages of the same size, since half of the wait is for the page's address.
 */
#ifndef SECBEAT_BENCH_LINE_H
#define SECBEAT_BENCH_LINE_H

#include <stdbool.h>
#include <linux/bpf.h>
#include <linux/if_ether.h>
#include <linux/ip.h>
#include <bpf/bpf_helpers.h>

#include "bench.h"

struct sb_bench_cache_line {
	__u64 words[8];
};

/* All zero. User space sets the size of the largest table before load. */
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(map_flags, BPF_F_MMAPABLE);
	__uint(max_entries, 2);
	__type(key, __u32);
	__type(value, struct sb_bench_cache_line);
} bench_lines SEC(".maps");

/* The frame is one of IPv4. */
static __always_inline bool sb_bench_wait_for_line(struct xdp_md *ctx, struct sb_bench_plan *plan)
{
	const struct iphdr *ip = (void *)(long)ctx->data + sizeof(struct ethhdr);
	struct sb_bench_cache_line *line;
	__u32 index;

	if ((void *)(ip + 1) > (void *)(long)ctx->data_end)
		return false;
	index = (__u64)(ip->saddr * SB_BENCH_SPREAD) * plan->lines >> 32;
	line = bpf_map_lookup_elem(&bench_lines, &index);
	if (!line)
		return false;
	__sync_fetch_and_add(&plan->waited, line->words[0]);
	return true;
}

#endif
