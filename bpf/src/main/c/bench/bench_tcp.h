// SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause)
/*
 * TCP segments of the benchmark: a frame that user space lays out, with a source address and port of its own each time.
 * The TCP checksum is wrong, which the program under test leaves to the stack; such frames are never sent anywhere.
 */
#ifndef SECBEAT_BENCH_TCP_H
#define SECBEAT_BENCH_TCP_H

#include <stdbool.h>
#include <linux/bpf.h>
#include <linux/if_ether.h>
#include <linux/ip.h>
#include <linux/ipv6.h>
#include <linux/tcp.h>
#include <bpf/bpf_endian.h>
#include <bpf/bpf_helpers.h>

#include "bench.h"

#define SB_BENCH_FRAME_WORDS 12
#define SB_BENCH_FIRST_PORT 1024

/* A whole frame of 60 to 96 bytes, Ethernet header first. */
struct sb_bench_frame {
	__u32 bytes;
	__u32 reserved;
	__u64 words[SB_BENCH_FRAME_WORDS];
};

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct sb_bench_frame);
} bench_frame SEC(".maps");

/* Whole words first, then the last one, which overlaps the one before; false when the packet has another length. */
static __always_inline bool sb_bench_lay(struct xdp_md *ctx, const struct sb_bench_frame *frame)
{
	void *data = (void *)(long)ctx->data;
	void *end = (void *)(long)ctx->data_end;
	__u32 last = frame->bytes - sizeof(__u64);

	if (end - data != frame->bytes || last > sizeof(frame->words) - sizeof(__u64))
		return false;
	for (int i = 0; i < SB_BENCH_FRAME_WORDS; i++) {
		__u64 *to = data + i * sizeof(__u64);

		if ((void *)(to + 1) > end)
			break;
		*to = frame->words[i];
	}
	if (data + last + sizeof(__u64) > end)
		return false;
	*(__u64 *)(data + last) = *(const __u64 *)((const void *)frame->words + last);
	return true;
}

static __always_inline bool sb_bench_write_port(struct xdp_md *ctx, const struct sb_bench_plan *plan)
{
	__u32 ip_bytes = plan->family == SB_IPV4 ? sizeof(struct iphdr) : sizeof(struct ipv6hdr);
	__u64 random = plan->sources == SB_BENCH_HOT ? SB_BENCH_SPREAD_LOW : plan->random;
	struct tcphdr *tcp = (void *)(long)ctx->data + sizeof(struct ethhdr) + ip_bytes;

	if ((void *)(tcp + 1) > (void *)(long)ctx->data_end)
		return false;
	tcp->source = bpf_htons(SB_BENCH_FIRST_PORT + (random >> 48 & 0x7fff));
	return true;
}

#endif
