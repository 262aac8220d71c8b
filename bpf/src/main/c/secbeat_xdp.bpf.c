// SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause)
/*
 * The verdict on each frame that an interface receives. Order matters: who is on the allow list is never dropped, and
 * what is blocked is dropped without an answer of any kind and without being counted as a source.
 */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

#include "abi.h"
#include "account.h"
#include "addresses.h"
#include "blocks.h"
#include "lists.h"
#include "maps.h"
#include "parse.h"
#include "prefixes.h"
#include "settings.h"
#include "stats.h"

/* The object's BTF names a type only when something global refers to it; the ABI test reads these. */
struct sb_abi_anchor {
	struct sb_report report;
	enum sb_reason reason;
	enum sb_event event;
	enum sb_family family;
	enum sb_room room;
	enum sb_martians martians;
	enum sb_list_limits list_limits;
	enum sb_list_tag list_tag;
	enum sb_list_kinds list_kinds;
};
const volatile struct sb_abi_anchor abi_anchor __attribute__((used));

_Static_assert(SB_REASON_COUNT <= SB_REASON_ROOM && SB_EVENT_COUNT <= SB_EVENT_ROOM, "counters need more room");

static __always_inline enum sb_reason sb_judge(struct xdp_md *ctx, __u32 frame_bytes)
{
	struct sb_packet packet = {};
	struct sb_near near = {};
	enum sb_reason found = sb_parse(ctx, frame_bytes, &packet);
	__u64 now_ns;

	if (found == SB_PASS_NOT_IP || found == SB_PASS_NEIGHBOUR)
		return found;
	if (packet.family)
		sb_look_around(&packet, &near);
	if (near.allowed && sb_is_allowed(&packet))
		return SB_PASS_ALLOWED;
	if (found == SB_PASS_CLEAN)
		found = sb_judge_addresses(&packet);
	if (found != SB_PASS_CLEAN)
		return found;
	/* Behind by at most one scheduler tick, so a block never ends early; a third of the cost of the exact clock. */
	now_ns = bpf_ktime_get_coarse_ns();
	if (sb_blocked_exact(&packet, now_ns))
		return SB_DROP_BLOCKED_EXACT;
	if (sb_blocked_prefix(&packet, &near, now_ns))
		return SB_DROP_BLOCKED_PREFIX;
	if (sb_blocked_list(&packet, frame_bytes))
		return SB_DROP_BLOCKED_LIST;
	sb_account(&packet, frame_bytes, now_ns);
	return SB_PASS_CLEAN;
}

/* "frags": frames of several buffers (jumbo MTU, segmentation offload on veth) are welcome. */
SEC("xdp.frags")
int secbeat_xdp(struct xdp_md *ctx)
{
	__u32 frame_bytes = bpf_xdp_get_buff_len(ctx);
	enum sb_reason reason = sb_judge(ctx, frame_bytes);

	sb_count(reason, frame_bytes);
	return reason >= SB_DROP_BLOCKED_EXACT ? XDP_DROP : XDP_PASS;
}

/* The helpers used are GPL-only; see the SPDX line for the choice the source itself offers. */
char _license[] SEC("license") = "Dual BSD/GPL";
