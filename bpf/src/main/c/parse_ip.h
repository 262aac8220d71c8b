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

/* Length fields have 16 bits: IPv4's counts its header, IPv6's only what follows it. */
#define SB_MAX_DATAGRAM 65535

/*
 * Whether a whole datagram can hold a fragment of so many bytes that would make the datagram at least so long. RFC 791
 * and RFC 8200: all but the last are a multiple of 8 bytes, or the next one overlaps; reassembly beyond the longest
 * datagram is the ping of death; and nobody has reason to send a fragment of nothing.
 */
static __always_inline bool sb_has_place(__u32 fragment, bool more, __u32 datagram)
{
	return fragment && !(more && fragment % 8) && datagram <= SB_MAX_DATAGRAM;
}

/*
 * A later fragment has no transport header. RFC 1858: TCP data at offset 1 (8 bytes) serves only to overwrite the
 * flags of a first fragment that was let through.
 */
static __always_inline enum sb_reason sb_later_fragment(__u8 protocol, __u32 offset_units, struct sb_packet *packet)
{
	packet->protocol = protocol;
	return protocol == IPPROTO_TCP && offset_units == 1 ? SB_DROP_TINY_FRAGMENT : SB_PASS_CLEAN;
}

static __always_inline enum sb_reason sb_parse_ipv4(struct sb_cursor *cursor, struct sb_packet *packet)
{
	struct iphdr *ip = sb_take(cursor, sizeof(*ip));
	__u32 header, total, fragment, offset;

	if (!ip || ip->version != 4)
		return SB_DROP_MALFORMED;
	packet->family = SB_IPV4;
	packet->ip_offset = cursor->offset - sizeof(*ip);
	packet->addr4 = ip->saddr;
	packet->destination4 = ip->daddr;
	header = ip->ihl * 4;
	total = bpf_ntohs(ip->tot_len);
	if (total < sizeof(*ip))
		return SB_DROP_MALFORMED;
	sb_reach_end(cursor, total - sizeof(*ip));
	if (total - sizeof(*ip) > cursor->left)
		return SB_DROP_MALFORMED;
	if (header < sizeof(*ip) || header > total)
		return SB_DROP_BAD_IHL;
	packet->ip_bytes = total;
	cursor->left = total - sizeof(*ip); /* what follows is Ethernet padding */
	if (!sb_skip(cursor, header - sizeof(*ip)))
		return SB_DROP_MALFORMED;
	fragment = bpf_ntohs(ip->frag_off) & (SB_IPV4_MORE | SB_IPV4_OFFSET_MASK);
	offset = fragment & SB_IPV4_OFFSET_MASK;
	packet->fragment = fragment;
	if (fragment && !sb_has_place(total - header, fragment & SB_IPV4_MORE, offset * 8 + total))
		return SB_DROP_BAD_FRAGMENT;
	if (offset)
		return sb_later_fragment(ip->protocol, offset, packet);
	return sb_parse_transport(cursor, ip->protocol, packet);
}

/* RFC 6946: a fragment header with offset zero and nothing to follow (an atomic fragment) makes no fragment. */
static __always_inline enum sb_reason sb_parse_extensions(struct sb_cursor *cursor, __u8 kind, struct sb_packet *packet)
{
	__u32 payload = cursor->left;
	struct sb_walk walk;
	__u32 offset;

	sb_walk_extensions(cursor, kind, &walk);
	offset = walk.offset_more & SB_IPV6_OFFSET_MASK;
	packet->fragment = walk.offset_more;
	packet->extended = true;
	if (walk.end == SB_WALK_FRAGMENT_AGAIN)
		return SB_DROP_BAD_FRAGMENT;
	/* The fragment header itself is not part of the whole. */
	if (packet->fragment && !sb_has_place(walk.fragment, walk.offset_more & SB_IPV6_MORE,
					      payload - sizeof(struct sb_extension) + offset))
		return SB_DROP_BAD_FRAGMENT;
	if (walk.end == SB_WALK_LATER_FRAGMENT)
		return sb_later_fragment(walk.kind, offset / 8, packet);
	if (walk.end == SB_WALK_BROKEN)
		return sb_cut_short(packet);
	if (walk.end != SB_WALK_TRANSPORT || !sb_seek(cursor, walk.offset, walk.left))
		return SB_DROP_MALFORMED;
	return sb_parse_transport(cursor, walk.kind, packet);
}

static __always_inline enum sb_reason sb_parse_ipv6(struct sb_cursor *cursor, struct sb_packet *packet)
{
	struct ipv6hdr *ip = sb_take(cursor, sizeof(*ip));
	__u32 payload;
	bool jumbo;

	if (!ip || ip->version != 6)
		return SB_DROP_MALFORMED;
	packet->family = SB_IPV6;
	packet->ip_offset = cursor->offset - sizeof(*ip);
	__builtin_memcpy(&packet->addr6, &ip->saddr, sizeof(packet->addr6));
	__builtin_memcpy(&packet->destination6, &ip->daddr, sizeof(packet->destination6));
	packet->hop_limit = ip->hop_limit;
	payload = bpf_ntohs(ip->payload_len);
	/* A jumbogram (RFC 2675) announces zero here and its true length in a hop-by-hop option. */
	jumbo = !payload && ip->nexthdr == IPPROTO_HOPOPTS;
	sb_reach_end(cursor, jumbo ? ~0u : payload);
	if (payload > cursor->left)
		return SB_DROP_MALFORMED;
	if (!jumbo)
		cursor->left = payload;
	payload = cursor->left + sizeof(*ip);
	packet->ip_bytes = payload < SB_MAX_DATAGRAM ? payload : SB_MAX_DATAGRAM;
	if (sb_is_extension(ip->nexthdr))
		return sb_parse_extensions(cursor, ip->nexthdr, packet);
	return sb_parse_transport(cursor, ip->nexthdr, packet);
}

#endif
