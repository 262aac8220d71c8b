// SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause)
#ifndef SECBEAT_PARSE_IP_H
#define SECBEAT_PARSE_IP_H

#include <linux/in.h>
#include <linux/ip.h>
#include <linux/ipv6.h>
#include <bpf/bpf_endian.h>

#include "cursor.h"
#include "extensions.h"
#include "packet.h"
#include "parse_transport.h"

#define SB_IPV4_OFFSET_MASK 0x1fff
#define SB_IPV4_MORE 0x2000

/*
 * A later fragment has no transport header. RFC 1858: TCP data at offset 1 (8 bytes) serves only to overwrite the
 * flags of a first fragment that was let through.
 */
static __always_inline enum sb_shape sb_later_fragment(__u8 protocol, __u32 offset_units)
{
	return protocol == IPPROTO_TCP && offset_units == 1 ? SB_SHAPE_MALFORMED : SB_SHAPE_IP;
}

static __always_inline enum sb_shape sb_parse_ipv4(struct sb_cursor *cursor, struct sb_packet *packet)
{
	__u32 frame_left = cursor->left;
	struct iphdr *ip = sb_take(cursor, sizeof(*ip));
	__u32 header, total, fragment;

	if (!ip || ip->version != 4)
		return SB_SHAPE_MALFORMED;
	packet->family = SB_IPV4;
	packet->addr4 = ip->saddr;
	header = ip->ihl * 4;
	total = bpf_ntohs(ip->tot_len);
	if (header < sizeof(*ip) || total < header || total > frame_left)
		return SB_SHAPE_MALFORMED;
	cursor->left = total - sizeof(*ip); /* what follows is Ethernet padding */
	if (!sb_skip(cursor, header - sizeof(*ip)))
		return SB_SHAPE_MALFORMED;
	fragment = bpf_ntohs(ip->frag_off);
	packet->fragment = fragment & (SB_IPV4_MORE | SB_IPV4_OFFSET_MASK);
	if (fragment & SB_IPV4_OFFSET_MASK)
		return sb_later_fragment(ip->protocol, fragment & SB_IPV4_OFFSET_MASK);
	return sb_parse_transport(cursor, ip->protocol, packet);
}

static __always_inline enum sb_shape sb_parse_extensions(struct sb_cursor *cursor, __u8 kind, struct sb_packet *packet)
{
	struct sb_walk walk;

	sb_walk_extensions(cursor, kind, &walk);
	packet->fragment = walk.offset_more & (SB_IPV6_OFFSET_MASK | SB_IPV6_MORE);
	if (walk.end == SB_WALK_LATER_FRAGMENT)
		return sb_later_fragment(walk.kind, walk.offset_more >> 3);
	if (walk.end != SB_WALK_TRANSPORT || !sb_seek(cursor, walk.offset, walk.left))
		return SB_SHAPE_MALFORMED;
	return sb_parse_transport(cursor, walk.kind, packet);
}

static __always_inline enum sb_shape sb_parse_ipv6(struct sb_cursor *cursor, struct sb_packet *packet)
{
	struct ipv6hdr *ip = sb_take(cursor, sizeof(*ip));
	__u32 payload;

	if (!ip || ip->version != 6)
		return SB_SHAPE_MALFORMED;
	packet->family = SB_IPV6;
	__builtin_memcpy(&packet->addr6, &ip->saddr, sizeof(packet->addr6));
	packet->hop_limit = ip->hop_limit;
	payload = bpf_ntohs(ip->payload_len);
	if (payload > cursor->left)
		return SB_SHAPE_MALFORMED;
	/* A jumbogram (RFC 2675) announces zero here and its true length in a hop-by-hop option. */
	if (payload || ip->nexthdr != IPPROTO_HOPOPTS)
		cursor->left = payload;
	if (sb_is_extension(ip->nexthdr))
		return sb_parse_extensions(cursor, ip->nexthdr, packet);
	return sb_parse_transport(cursor, ip->nexthdr, packet);
}

#endif
