// SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause)
/*
 * What the addresses and the UDP source port of a well-formed packet already give away: all from registers, no look-up.
 *
 * Land is any packet from an address to itself, whatever its protocol and ports: the classic attack has equal TCP ports,
 * variants have not, and no host sends to itself over a wire.
 *
 * Martians (RFC 6890 and the IANA registries behind it) come in two levels, enum sb_martians. What hosts of one link
 * say to each other is not from the Internet and passes at either level, or the link would go dead: DHCP and IGMP from
 * 0.0.0.0; MLD from ::; from fe80::/10, ICMPv6 and whatever goes to multicast or link-local addresses (DHCPv6, routing
 * protocols). Neighbour discovery never gets here.
 */
#ifndef SECBEAT_ADDRESSES_H
#define SECBEAT_ADDRESSES_H

#include <stdbool.h>
#include <linux/in6.h>
#include <bpf/bpf_endian.h>

#include "abi.h"
#include "packet.h"
#include "settings.h"

#define SB_NET4(a, b, c) ((__u32)(a) << 24 | (b) << 16 | (c) << 8)

/* Whether the first bits of an address, in host byte order, are those of the prefix. */
static __always_inline bool sb_within4(__u32 address, __u32 prefix, __u32 bits)
{
	return (address ^ prefix) >> (32 - bits) == 0;
}

/* The same for the upper half of an IPv6 address; bits is 1 to 64. */
static __always_inline bool sb_within6(__u64 upper, __u64 prefix, __u32 bits)
{
	return (upper ^ prefix) >> (64 - bits) == 0;
}

static __always_inline __u64 sb_upper(const struct sb_address6 *address)
{
	__be64 half;

	__builtin_memcpy(&half, address->addr, sizeof(half));
	return bpf_be64_to_cpu(half);
}

static __always_inline __u64 sb_lower(const struct sb_address6 *address)
{
	__be64 half;

	__builtin_memcpy(&half, address->addr + sizeof(half), sizeof(half));
	return bpf_be64_to_cpu(half);
}

/* "This network", loopback, multicast, reserved and broadcast. */
static __always_inline bool sb_invalid4(__u32 source, __u32 destination)
{
	__u32 net = source >> 24;

	if (source == 0)
		return destination < SB_NET4(224, 0, 0);
	return net == 0 || net == 127 || net >= 224;
}

static __always_inline bool sb_unroutable4(__u32 source)
{
	return sb_within4(source, SB_NET4(10, 0, 0), 8) ||     /* private, RFC 1918 */
	       sb_within4(source, SB_NET4(172, 16, 0), 12) ||  /* private */
	       sb_within4(source, SB_NET4(192, 168, 0), 16) || /* private */
	       sb_within4(source, SB_NET4(100, 64, 0), 10) ||  /* between carrier and customer, RFC 6598 */
	       sb_within4(source, SB_NET4(169, 254, 0), 16) || /* link-local, RFC 3927 */
	       sb_within4(source, SB_NET4(192, 0, 0), 24) ||   /* protocol assignments, RFC 6890 */
	       sb_within4(source, SB_NET4(192, 0, 2), 24) ||   /* documentation, RFC 5737 */
	       sb_within4(source, SB_NET4(198, 51, 100), 24) || /* documentation */
	       sb_within4(source, SB_NET4(203, 0, 113), 24) || /* documentation */
	       sb_within4(source, SB_NET4(198, 18, 0), 15);    /* benchmarks, RFC 2544 */
}

/* ::/64 holds the unspecified, the loopback and the IPv4-mapped addresses; 64:ff9b::/96 (NAT64) lies outside. */
static __always_inline bool sb_invalid6(const struct sb_packet *packet, __u64 source, __u64 destination)
{
	bool to_group = destination >> 56 == 0xff;

	if (source == 0)
		return !(sb_lower(&packet->addr6) == 0 && to_group && packet->protocol == IPPROTO_ICMPV6);
	if (sb_within6(source, 0xfe80ULL << 48, 10))
		return !(to_group || sb_within6(destination, 0xfe80ULL << 48, 10) ||
			 packet->protocol == IPPROTO_ICMPV6);
	return source >> 56 == 0xff;
}

/* Outside 2000::/3 only NAT64 and what sb_invalid6 let through for the link's sake are left. */
static __always_inline bool sb_unroutable6(__u64 source)
{
	if (source >> 61 != 1)
		return source != 0 && source != 0x0064ff9bULL << 32 && !sb_within6(source, 0xfe80ULL << 48, 10);
	return sb_within6(source, 0x20010db8ULL << 32, 32) ||	   /* documentation, RFC 3849 */
	       sb_within6(source, 0x3fffULL << 48, 20) ||	   /* documentation, RFC 9637 */
	       sb_within6(source, 0x200100020000ULL << 16, 48);   /* benchmarks, RFC 5180 */
}

static __always_inline bool sb_amplified(const struct sb_packet *packet)
{
	__u32 port = bpf_ntohs(packet->udp_source);

	return settings.amplification && amplification_ports[port / 64] >> (port % 64) & 1;
}

static __always_inline enum sb_reason sb_judge_addresses4(const struct sb_packet *packet)
{
	__u32 source = bpf_ntohl(packet->addr4);

	if (packet->addr4 == packet->destination4)
		return SB_DROP_LAND;
	if (settings.martians >= SB_MARTIANS_INVALID && sb_invalid4(source, bpf_ntohl(packet->destination4)))
		return SB_DROP_MARTIAN;
	if (settings.martians >= SB_MARTIANS_UNROUTABLE && sb_unroutable4(source))
		return SB_DROP_MARTIAN;
	return SB_PASS_CLEAN;
}

static __always_inline enum sb_reason sb_judge_addresses6(const struct sb_packet *packet)
{
	__u64 source = sb_upper(&packet->addr6);
	__u64 destination = sb_upper(&packet->destination6);

	if (source == destination && sb_lower(&packet->addr6) == sb_lower(&packet->destination6))
		return SB_DROP_LAND;
	if (settings.martians >= SB_MARTIANS_INVALID && sb_invalid6(packet, source, destination))
		return SB_DROP_MARTIAN;
	if (settings.martians >= SB_MARTIANS_UNROUTABLE && sb_unroutable6(source))
		return SB_DROP_MARTIAN;
	return SB_PASS_CLEAN;
}

static __always_inline enum sb_reason sb_judge_addresses(const struct sb_packet *packet)
{
	enum sb_reason found =
		packet->family == SB_IPV4 ? sb_judge_addresses4(packet) : sb_judge_addresses6(packet);

	return found == SB_PASS_CLEAN && sb_amplified(packet) ? SB_DROP_AMPLIFICATION : found;
}

#endif
