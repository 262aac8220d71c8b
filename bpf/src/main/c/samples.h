// SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause)
/*
 * Samples of packets for whoever captures: the first bytes of every n-th packet of a reason, into a ring of their own.
 *
 * Nothing is sampled unless somebody asks: the map "capture" says how many packets of each reason there are to a sample,
 * and until when. The choice costs a packet one load and one mask on the counter that it increments anyway, as n is a
 * power of two. All else is done for chosen packets only: the exact clock, the deadline, the bound on the rate.
 *
 * The bound is the generic cell rate algorithm (ITU-T I.371), a token bucket in one number: the time at which the bucket
 * would be full again.
 */
#ifndef SECBEAT_SAMPLES_H
#define SECBEAT_SAMPLES_H

#include <stdbool.h>
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

#include "abi.h"
#include "maps.h"
#include "settings.h"
#include "stats.h"

/* Whether the rate leaves room for one more sample on this CPU; takes its place if so. */
static __always_inline bool sb_within_rate(const struct sb_capture *asked, __u64 now_ns)
{
	__u32 key = 0;
	struct sb_sampler *mine = bpf_map_lookup_elem(&sampler, &key);

	if (!mine)
		return false;
	if (mine->full_ns < now_ns)
		mine->full_ns = now_ns;
	if (mine->full_ns - now_ns > asked->burst_ns) {
		mine->held_back++;
		return false;
	}
	mine->full_ns += asked->interval_ns;
	return true;
}

/* Copies the start of the frame; bpf_xdp_load_bytes reads over the borders of buffers. */
static __always_inline bool sb_copy_header(struct xdp_md *ctx, struct sb_sample *sample, __u32 frame_bytes)
{
	__u32 size = frame_bytes < SB_SAMPLE_BYTES ? frame_bytes : SB_SAMPLE_BYTES;

	/* The verifier wants to see both bounds on the very register that is passed. */
	asm volatile("" : "+r"(size));
	if (size < 1 || size > SB_SAMPLE_BYTES)
		return false;
	sample->captured = size;
	return !bpf_xdp_load_bytes(ctx, 0, sample->header, size);
}

/* Not inlined: a packet that is not chosen should not have to step over it. */
static __noinline void sb_take_sample(struct xdp_md *ctx, struct sb_capture *asked, __u32 reason, __u32 frame_bytes)
{
	__u64 now_ns = bpf_ktime_get_ns();
	struct sb_sample *sample;

	if (now_ns >= asked->until_ns) {
		/*
		 * Whoever captured is gone without a word. From the next packet on this reason costs no clock. Should
		 * another have begun to capture just now, it says again within a second what it wants.
		 */
		if (reason < SB_REASON_ROOM)
			asked->every[reason] = 0;
		return;
	}
	if (!sb_within_rate(asked, now_ns))
		return;
	sample = bpf_ringbuf_reserve(&samples, sizeof(*sample), 0);
	if (!sample) {
		sb_note(SB_EVENT_SAMPLES_LOST);
		return;
	}
	sample->time_ns = now_ns;
	sample->frame_bytes = frame_bytes;
	sample->interface = ctx->ingress_ifindex;
	sample->cpu = bpf_get_smp_processor_id();
	sample->reason = reason;
	if (sb_copy_header(ctx, sample, frame_bytes))
		bpf_ringbuf_submit(sample, BPF_RB_NO_WAKEUP);
	else
		bpf_ringbuf_discard(sample, BPF_RB_NO_WAKEUP);
}

/* After the verdict, before the frame is changed; packets is the reason's count on this CPU, this packet included. */
static __always_inline void sb_sample(struct xdp_md *ctx, enum sb_reason reason, bool dropped, __u32 frame_bytes,
				      __u64 packets)
{
	__u32 key = SB_CAPTURE_ASKED;
	__u32 index = reason;
	struct sb_capture *asked;

	if (!(dropped ? settings.sample_drop : settings.sample_pass))
		return;
	asked = bpf_map_lookup_elem(&capture, &key);
	if (!asked || index >= SB_REASON_ROOM)
		return;
	/* 0, for none, makes a mask that no count of packets meets in a lifetime. */
	if (packets & ((__u64)asked->every[index] - 1))
		return;
	sb_take_sample(ctx, asked, index, frame_bytes);
}

#endif
