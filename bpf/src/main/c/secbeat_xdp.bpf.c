// SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause)
/*
 * The verdict on each frame that an interface receives. Order matters: who is on the allow list is never dropped, whom the
 * node itself depends on neither by a block nor by a list nor by a counting rule, and
 * what is blocked is dropped without an answer of any kind and without being counted as a source.
 */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

#include "abi.h"
#include "account.h"
#include "addresses.h"
#include "blocks.h"
#include "cause_maps.h"
#include "clock.h"
#include "limits.h"
#include "lists.h"
#include "maps.h"
#include "parse.h"
#include "prefixes.h"
#include "rules.h"
#include "samples.h"
#include "services.h"
#include "settings.h"
#include "stats.h"
#include "syn.h"

/* The object's BTF names a type only when something global refers to it; the ABI test reads these. */
struct sb_abi_anchor {
	struct sb_report report;
	enum sb_reason reason;
	enum sb_event event;
	enum sb_family family;
	enum sb_room room;
	enum sb_martians martians;
	struct sb_sample sample;
	enum sb_capture_entry capture_entry;
	enum sb_policy_room policy_room;
	enum sb_word word;
	enum sb_kind kind;
	enum sb_rule_action rule_action;
	enum sb_service_action service_action;
	enum sb_service_verdict service_verdict;
	enum sb_dimension dimension;
	enum sb_known known;
	enum sb_syn_mode syn_mode;
	enum sb_list_limits list_limits;
	enum sb_list_tag list_tag;
	enum sb_list_mode list_mode;
	enum sb_list_kinds list_kinds;
	enum sb_allowance allowance;
	enum sb_mark mark;
};
const volatile struct sb_abi_anchor abi_anchor __attribute__((used));

_Static_assert(SB_REASON_COUNT <= SB_REASON_ROOM && SB_EVENT_COUNT <= SB_EVENT_ROOM, "counters need more room");

static __always_inline enum sb_reason sb_judge(struct xdp_md *ctx, __u32 *length)
{
	struct sb_packet packet = {};
	struct sb_near near = {};
	enum sb_reason found = sb_parse(ctx, length, &packet);
	__u32 frame_bytes = *length;
	enum sb_known known;
	bool lifeline = false;

	if (found == SB_PASS_NOT_IP || found == SB_PASS_NEIGHBOUR)
		return found;
	if (packet.family)
		sb_look_around(&packet, &near);
	if (near.allowed) {
		const __u32 *allowance = sb_allowance(&packet);

		lifeline = allowance && *allowance == SB_ALLOWANCE_LIFELINE;
		if (allowance && !lifeline)
			return SB_PASS_ALLOWED;
	}
	if (found == SB_PASS_CLEAN)
		found = sb_judge_addresses(&packet);
	if (found == SB_PASS_CLEAN && settings.rules)
		found = sb_judge_rules(&packet, frame_bytes);
	if (found != SB_PASS_CLEAN)
		return found;
	if (!lifeline) {
		if (sb_blocked_exact(&packet))
			return SB_DROP_BLOCKED_EXACT;
		if (sb_blocked_prefix(&packet, &near))
			return SB_DROP_BLOCKED_PREFIX;
		if (sb_blocked_list(&packet, frame_bytes))
			return SB_DROP_BLOCKED_LIST;
	}
	/* Before policing: how much a source tries to send is what the fleet judges it by. */
	known = sb_account(&packet, frame_bytes);
	if (settings.limits && !lifeline)
		found = sb_limit_stage(&packet, frame_bytes, known, 0);
	if (settings.stages > 1 && !lifeline && found == SB_PASS_CLEAN)
		found = sb_limit_further(&packet, frame_bytes, known);
	if (ordered_limits && !lifeline && known != SB_NOT_COUNTED && found == SB_PASS_CLEAN)
		found = sb_limit_ordered(&packet, frame_bytes);
	if (found != SB_PASS_CLEAN)
		return found;
	if (settings.services)
		found = sb_judge_service(&packet, frame_bytes);
	if (found != SB_PASS_CLEAN || syn_settings.mode == SB_SYN_OFF)
		return found;
	return sb_guard(ctx, &packet, frame_bytes);
}

#define SB_PASSES                                                                                      \
	(1ULL << SB_PASS_CLEAN | 1ULL << SB_PASS_ALLOWED | 1ULL << SB_PASS_NOT_IP |                     \
	 1ULL << SB_PASS_NEIGHBOUR | 1ULL << SB_PASS_RULE_PASS | 1ULL << SB_PASS_SYN_COOKIE_ACK)

/* What the reason means for the frame. */
static __always_inline int sb_action(enum sb_reason reason)
{
	if (SB_PASSES >> reason & 1)
		return XDP_PASS;
	return reason == SB_ANSWER_SYN_COOKIE ? XDP_TX : XDP_DROP;
}

/*
 * Run by user space, on a frame that means nothing, before the program below is attached. Loaded first, so that
 * what the verifier says last is of that one.
 */
SEC("xdp.frags")
int sb_set_clock(struct xdp_md *ctx)
{
	(void)ctx;
	return sb_find_origin() ? XDP_DROP : XDP_ABORTED;
}

/* "frags": frames of several buffers (jumbo MTU, segmentation offload on veth) are welcome. */
SEC("xdp.frags")
int secbeat_xdp(struct xdp_md *ctx)
{
	__u32 frame_bytes;
	enum sb_reason reason = sb_judge(ctx, &frame_bytes);
	int verdict = sb_action(reason);

	__u64 packets = sb_count(reason, frame_bytes);

	/* A SYN that was answered is gone by now; it was sampled before. */
	if (reason != SB_ANSWER_SYN_COOKIE)
		sb_sample(ctx, reason, verdict == XDP_DROP, frame_bytes, packets);
	return verdict;
}

/* The helpers used are GPL-only; see the SPDX line for the choice the source itself offers. */
char _license[] SEC("license") = "Dual BSD/GPL";
