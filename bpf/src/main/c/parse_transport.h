// SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause)
#ifndef SECBEAT_PARSE_TRANSPORT_H
#define SECBEAT_PARSE_TRANSPORT_H

#include <linux/in.h>
#include <linux/tcp.h>
#include <linux/udp.h>
#include <bpf/bpf_endian.h>

#include "cursor.h"
#include "packet.h"

/* Router solicitation (133) to redirect (137), RFC 4861. */
#define SB_ND_FIRST 133
#define SB_ND_LAST 137
#define SB_ND_HOP_LIMIT 255
#define SB_ICMP_BYTES 8
#define SB_ICMP6_BYTES 4

struct sb_icmp6 {
	__u8 type;
	__u8 code;
	__be16 checksum;
};

static __always_inline enum sb_shape sb_parse_tcp(struct sb_cursor *cursor, struct sb_packet *packet)
{
	__u32 left = cursor->left;
	struct tcphdr *tcp = sb_take(cursor, sizeof(*tcp));

	if (!tcp || tcp->doff * 4 < sizeof(*tcp) || tcp->doff * 4 > left)
		return SB_SHAPE_MALFORMED;
	packet->opens_connection = tcp->syn && !tcp->ack;
	return SB_SHAPE_IP;
}

static __always_inline enum sb_shape sb_parse_udp(struct sb_cursor *cursor, struct sb_packet *packet)
{
	__u32 left = cursor->left;
	struct udphdr *udp = sb_take(cursor, sizeof(*udp));
	__u32 length;

	if (!udp)
		return SB_SHAPE_MALFORMED;
	length = bpf_ntohs(udp->len);
	if (length == 0 && packet->family == SB_IPV6) /* a jumbogram, RFC 2675 section 4 */
		return SB_SHAPE_IP;
	if (length < sizeof(*udp) || (!packet->fragment && length > left))
		return SB_SHAPE_MALFORMED;
	return SB_SHAPE_IP;
}

/*
 * Neighbour discovery must reach the stack whatever is blocked, or the link goes dead. Hop limit 255 proves that no
 * router forwarded it, so a blocked source elsewhere cannot slip through as one.
 */
static __always_inline enum sb_shape sb_parse_icmp6(struct sb_cursor *cursor, struct sb_packet *packet)
{
	struct sb_icmp6 *icmp = sb_take(cursor, SB_ICMP6_BYTES);

	if (!icmp)
		return SB_SHAPE_MALFORMED;
	if (!packet->fragment && packet->hop_limit == SB_ND_HOP_LIMIT && icmp->type >= SB_ND_FIRST &&
	    icmp->type <= SB_ND_LAST)
		return SB_SHAPE_NEIGHBOUR;
	return SB_SHAPE_IP;
}

/* Reads the transport header of an unfragmented packet or a first fragment; unknown protocols are fine. */
static __always_inline enum sb_shape sb_parse_transport(struct sb_cursor *cursor, __u8 protocol,
							struct sb_packet *packet)
{
	if (protocol == IPPROTO_TCP)
		return sb_parse_tcp(cursor, packet);
	if (protocol == IPPROTO_UDP)
		return sb_parse_udp(cursor, packet);
	if (protocol == IPPROTO_ICMPV6 && packet->family == SB_IPV6)
		return sb_parse_icmp6(cursor, packet);
	if (protocol == IPPROTO_ICMP && packet->family == SB_IPV4)
		return sb_take(cursor, SB_ICMP_BYTES) ? SB_SHAPE_IP : SB_SHAPE_MALFORMED;
	return SB_SHAPE_IP;
}

#endif
