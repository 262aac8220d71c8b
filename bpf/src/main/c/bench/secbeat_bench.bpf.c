// SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause)
/*
 * Programs around the program under test, for 'secbeat bench xdp'. All are "xdp.frags" like that one, because the
 * kernel lets only programs of one kind share an array of tail calls.
 */
#include <linux/bpf.h>
#include <linux/if_ether.h>
#include <linux/in.h>
#include <linux/ip.h>
#include <linux/ipv6.h>
#include <stdbool.h>
#include <bpf/bpf_endian.h>
#include <bpf/bpf_helpers.h>

#include "bench.h"
#include "bench_line.h"
#include "bench_tcp.h"

/* One struct sb_bench_plan, written by user space before each run. */
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct sb_bench_plan);
} bench_plan SEC(".maps");

/* The program that the driver hands its packets to. */
struct {
	__uint(type, BPF_MAP_TYPE_PROG_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, __u32);
} bench_target SEC(".maps");

/* Packets that bench_count has seen. */
struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, __u64);
} bench_counted SEC(".maps");

/*
 * The frame comes with a checksum that is right while source and identification are zero. The identification makes up
 * for the source (ones' complement, RFC 1071), so the checksum stays right and other filters get to see the packet.
 */
static __always_inline bool sb_bench_write4(struct xdp_md *ctx, __u32 addr4)
{
	struct iphdr *ip = (void *)(long)ctx->data + sizeof(struct ethhdr);
	__be32 source = bpf_htonl(addr4);
	__u32 sum = (source & 0xffff) + (source >> 16);

	if ((void *)(ip + 1) > (void *)(long)ctx->data_end)
		return false;
	ip->saddr = source;
	ip->id = ~((sum & 0xffff) + (sum >> 16));
	return true;
}

static __always_inline bool sb_bench_write6(struct xdp_md *ctx, const struct sb_bench_source *source)
{
	struct ipv6hdr *ip = (void *)(long)ctx->data + sizeof(struct ethhdr);
	__u64 *halves = (void *)&ip->saddr;

	if ((void *)(ip + 1) > (void *)(long)ctx->data_end)
		return false;
	halves[0] = bpf_cpu_to_be64(source->upper6);
	halves[1] = bpf_cpu_to_be64(source->lower6);
	return true;
}

static __always_inline struct sb_bench_plan *sb_bench_the_plan(void)
{
	__u32 zero = 0;

	return bpf_map_lookup_elem(&bench_plan, &zero);
}

/* Gives the frame its next source. */
static __always_inline bool sb_bench_next(struct xdp_md *ctx, struct sb_bench_plan *plan)
{
	struct sb_bench_source source = {};
	__u64 random;

	/* A hot source is written all the same, or the driver would cost less than what is subtracted for it. */
	random = sb_bench_random(plan);
	if (plan->sources == SB_BENCH_HOT)
		random = SB_BENCH_SPREAD_LOW;
	if (plan->family == SB_IPV4)
		return sb_bench_write4(ctx, sb_bench_pick4(plan, random));
	sb_bench_pick6(plan, random, &source);
	return sb_bench_write6(ctx, &source);
}

/* The floor: what a run costs whatever the program does. */
SEC("xdp.frags")
int bench_empty(struct xdp_md *ctx)
{
	(void)ctx;
	return XDP_DROP;
}

/* The nearest to nothing that still tells how many packets arrived. */
SEC("xdp.frags")
int bench_count(struct xdp_md *ctx)
{
	__u32 zero = 0;
	struct sb_bench_plan *plan = sb_bench_the_plan();
	__u64 *counted = bpf_map_lookup_elem(&bench_counted, &zero);

	(void)ctx;
	if (!plan || !counted)
		return XDP_ABORTED;
	(*counted)++;
	return plan->verdict == XDP_PASS ? XDP_PASS : XDP_DROP;
}

/* The nearest to nothing beside which a connection lives: drops and counts what is UDP over IPv4, passes the rest. */
SEC("xdp.frags")
int bench_drop_udp(struct xdp_md *ctx)
{
	__u32 zero = 0;
	__u64 *counted = bpf_map_lookup_elem(&bench_counted, &zero);
	struct ethhdr *ethernet = (void *)(long)ctx->data;
	struct iphdr *ip = (void *)(ethernet + 1);

	if (!counted || (void *)(ip + 1) > (void *)(long)ctx->data_end)
		return XDP_PASS;
	if (ethernet->h_proto != bpf_htons(ETH_P_IP) || ip->protocol != IPPROTO_UDP)
		return XDP_PASS;
	(*counted)++;
	return XDP_DROP;
}

/* A repeated run hands over the same frame each time; each time it leaves with another source. */
SEC("xdp.frags")
int bench_driver(struct xdp_md *ctx)
{
	struct sb_bench_plan *plan = sb_bench_the_plan();

	if (plan && sb_bench_next(ctx, plan))
		bpf_tail_call(ctx, &bench_target, 0);
	return XDP_ABORTED;
}

/*
 * The same for TCP. A program that answers a SYN does so in the SYN's own frame, so all of the frame is laid out anew each
 * time: for whatever program is called, so that this is part of what is subtracted.
 */
SEC("xdp.frags")
int bench_driver_tcp(struct xdp_md *ctx)
{
	struct sb_bench_plan *plan = sb_bench_the_plan();
	__u32 zero = 0;
	const struct sb_bench_frame *frame = bpf_map_lookup_elem(&bench_frame, &zero);

	if (plan && frame && sb_bench_lay(ctx, frame) && sb_bench_next(ctx, plan) && sb_bench_write_port(ctx, plan))
		bpf_tail_call(ctx, &bench_target, 0);
	return XDP_ABORTED;
}

/* What the memory allows: nothing but one line, chosen by the packet's source, out of a table of a given size. */
SEC("xdp.frags")
int bench_line(struct xdp_md *ctx)
{
	struct sb_bench_plan *plan = sb_bench_the_plan();

	return plan && sb_bench_wait_for_line(ctx, plan) ? XDP_DROP : XDP_ABORTED;
}

static long sb_bench_is_early(__u32 look, __u64 *due_ns)
{
	(void)look;
	return bpf_ktime_get_ns() >= *due_ns;
}

/* Keeps to the pace: here and not in user space, as each run of a program is prepared for longer than it lasts. */
static __always_inline void sb_bench_wait(struct sb_bench_plan *plan)
{
	__u64 now_ns, due_ns;

	if (!plan->pace_ns || plan->sent++ % SB_BENCH_STEP)
		return;
	now_ns = bpf_ktime_get_ns();
	due_ns = plan->due_ns;
	if (due_ns + SB_BENCH_ARREARS_NS < now_ns)
		due_ns = now_ns - SB_BENCH_ARREARS_NS;
	if (due_ns > now_ns)
		bpf_loop(SB_BENCH_LOOKS, sb_bench_is_early, &due_ns, 0);
	plan->due_ns = due_ns + plan->pace_ns;
}

/* Sends each frame, likewise with a source of its own, to an interface. */
SEC("xdp.frags")
int bench_send(struct xdp_md *ctx)
{
	struct sb_bench_plan *plan = sb_bench_the_plan();

	if (!plan)
		return XDP_ABORTED;
	sb_bench_wait(plan);
	return sb_bench_next(ctx, plan) ? bpf_redirect(plan->interface, 0) : XDP_ABORTED;
}

char _license[] SEC("license") = "Dual BSD/GPL";
