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

enum sb_tcp_flags {
	SB_FIN = 0x01,
	SB_SYN = 0x02,
	SB_RST = 0x04,
	SB_ACK = 0x10,
};

struct sb_icmp6 {
	__u8 type;
	__u8 code;
	__be16 checksum;
};

/* A transport header that ends too early: RFC 1858 and RFC 7112 want all of it in the first fragment. */
static __always_inline enum sb_reason sb_cut_short(const struct sb_packet *packet)
{
	return packet->fragment ? SB_DROP_TINY_FRAGMENT : SB_DROP_MALFORMED;
}

/*
 * Whether a stack sends such a segment. RFC 9293: all but SYN and RST carry ACK, which rules out null (no flag), xmas
 * (FIN, PSH, URG) and a bare FIN; and nobody opens and ends a connection at once. PSH, URG, ECE and CWR may stand with
 * any that remain.
 */
static __always_inline bool sb_tcp_flags_exist(__u8 flags)
{
	if (flags & SB_SYN)
		return !(flags & (SB_FIN | SB_RST));
	return flags & SB_ACK || (flags & (SB_RST | SB_FIN)) == SB_RST;
}

static __always_inline enum sb_reason sb_parse_tcp(struct sb_cursor *cursor, struct sb_packet *packet)
{
	__u32 left = cursor->left;
	struct tcphdr *tcp = sb_take(cursor, sizeof(*tcp));
	__u8 flags;

	if (!tcp)
		return sb_cut_short(packet);
	if (tcp->doff * 4 < sizeof(*tcp))
		return SB_DROP_MALFORMED;
	if (tcp->doff * 4 > left)
		return sb_cut_short(packet);
	flags = ((const __u8 *)tcp)[13];
	if (!sb_tcp_flags_exist(flags))
		return SB_DROP_TCP_FLAGS;
	packet->opens_connection = (flags & (SB_SYN | SB_ACK)) == SB_SYN;
	packet->transport = true;
	packet->tcp_flags = flags;
	packet->source_port = tcp->source;
	packet->destination_port = tcp->dest;
	packet->tcp_bytes = tcp->doff * 4;
	packet->tcp_offset = cursor->offset - sizeof(*tcp);
	return SB_PASS_CLEAN;
}

static __always_inline enum sb_reason sb_parse_udp(struct sb_cursor *cursor, struct sb_packet *packet)
{
	__u32 left = cursor->left;
	struct udphdr *udp = sb_take(cursor, sizeof(*udp));
	__u32 length;

	if (!udp)
		return sb_cut_short(packet);
	packet->udp_source = udp->source;
	packet->transport = true;
	packet->source_port = udp->source;
	packet->destination_port = udp->dest;
	length = bpf_ntohs(udp->len);
	if (length == 0 && packet->family == SB_IPV6) /* a jumbogram, RFC 2675 section 4 */
		return SB_PASS_CLEAN;
	if (length < sizeof(*udp) || (!packet->fragment && length > left))
		return SB_DROP_MALFORMED;
	return SB_PASS_CLEAN;
}

/*
 * Neighbour discovery must reach the stack whatever is blocked, or the link goes dead. Hop limit 255 proves that no
 * router forwarded it, so a blocked source elsewhere cannot slip through as one.
 */
static __always_inline enum sb_reason sb_parse_icmp6(struct sb_cursor *cursor, struct sb_packet *packet)
{
	struct sb_icmp6 *icmp = sb_take(cursor, SB_ICMP6_BYTES);

	if (!icmp)
		return sb_cut_short(packet);
	if (!packet->fragment && packet->hop_limit == SB_ND_HOP_LIMIT && icmp->type >= SB_ND_FIRST &&
	    icmp->type <= SB_ND_LAST)
		return SB_PASS_NEIGHBOUR;
	return SB_PASS_CLEAN;
}

/* Reads the transport header of an unfragmented packet or a first fragment; unknown protocols are fine. */
static __always_inline enum sb_reason sb_parse_transport(struct sb_cursor *cursor, __u8 protocol,
							 struct sb_packet *packet)
{
	packet->protocol = protocol;
	if (protocol == IPPROTO_TCP)
		return sb_parse_tcp(cursor, packet);
	if (protocol == IPPROTO_UDP)
		return sb_parse_udp(cursor, packet);
	if (protocol == IPPROTO_ICMPV6 && packet->family == SB_IPV6)
		return sb_parse_icmp6(cursor, packet);
	if (protocol == IPPROTO_ICMP && packet->family == SB_IPV4)
		return sb_take(cursor, SB_ICMP_BYTES) ? SB_PASS_CLEAN : sb_cut_short(packet);
	return SB_PASS_CLEAN;
}

#endif
