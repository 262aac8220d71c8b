// SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause)
/*
 * From a frame to what the verdict needs: where it comes from and goes to, and whether it opens a TCP connection. Each
 * step answers with a reason: to pass at once (not IP, neighbour discovery), to drop for what the headers are, or
 * SB_PASS_CLEAN when they are as they should be.
 */
#ifndef SECBEAT_PARSE_H
#define SECBEAT_PARSE_H

#include <linux/bpf.h>
#include <linux/if_ether.h>
#include <linux/in.h>
#include <bpf/bpf_endian.h>
#include <bpf/bpf_helpers.h>

#include "abi.h"
#include "cursor.h"
#include "packet.h"
#include "parse_ip.h"

#define SB_MAX_VLAN_TAGS 2

struct sb_vlan_tag {
	__be16 tci;
	__be16 next;
};

static __always_inline bool sb_is_vlan(__be16 ethertype)
{
	return ethertype == bpf_htons(ETH_P_8021Q) || ethertype == bpf_htons(ETH_P_8021AD);
}

/* Beyond two VLAN tags the frame counts as not IP. */
static __always_inline enum sb_reason sb_parse_frame(struct sb_cursor *cursor, struct sb_packet *packet)
{
	struct ethhdr *ethernet = sb_take(cursor, sizeof(*ethernet));
	__be16 ethertype;

	if (!ethernet)
		return SB_DROP_MALFORMED;
	ethertype = ethernet->h_proto;
	for (int tag = 0; tag < SB_MAX_VLAN_TAGS && sb_is_vlan(ethertype); tag++) {
		struct sb_vlan_tag *vlan = sb_take(cursor, sizeof(*vlan));

		if (!vlan)
			return SB_DROP_MALFORMED;
		ethertype = vlan->next;
	}
	if (ethertype == bpf_htons(ETH_P_IP))
		return sb_parse_ipv4(cursor, packet);
	if (ethertype == bpf_htons(ETH_P_IPV6))
		return sb_parse_ipv6(cursor, packet);
	cursor->frame = bpf_xdp_get_buff_len(cursor->ctx);
	return SB_PASS_NOT_IP;
}

/* Reads the frame of ctx; frame_bytes is how long it is. */
static __always_inline enum sb_reason sb_parse(struct xdp_md *ctx, __u32 *frame_bytes, struct sb_packet *packet)
{
	__u32 first_buffer = ctx->data_end - ctx->data;
	struct sb_cursor cursor = {
		.ctx = ctx,
		.pos = (void *)(long)ctx->data,
		.left = first_buffer,
		.frame = first_buffer,
	};
	enum sb_reason found = sb_parse_frame(&cursor, packet);

	*frame_bytes = cursor.frame;
	return found;
}

#endif
