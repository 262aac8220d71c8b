// SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause)
#ifndef SECBEAT_PACKET_H
#define SECBEAT_PACKET_H

#include <stdbool.h>
#include <linux/types.h>

#include "abi.h"

/* Addresses and ports as on the wire; addr4 and addr6 are the source. */
struct sb_packet {
	__u32 family; /* enum sb_family; 0 while the source is not known */
	__u32 addr4;
	struct sb_address6 addr6 __attribute__((aligned(8)));
	struct sb_address6 destination6 __attribute__((aligned(8)));
	__u32 destination4;
	__be16 udp_source; /* 0 unless a UDP header was read */
	__u8 protocol;	   /* what follows the last IP header, in this or in the first fragment */
	__u8 hop_limit;
	bool fragment; /* one of several; the first of them carries the transport header */
	bool opens_connection;
	bool transport;	   /* a TCP or UDP header was read: the following are known, else 0 */
	bool extended;	   /* IPv6 with extension headers */
	__u8 tcp_flags;
	__u8 tcp_bytes;	   /* the header with its options, 20 to 60 */
	__be16 source_port;
	__be16 destination_port;
	__u16 ip_bytes; /* of the IP packet with its header; a longer one counts as the longest */
	__u16 ip_offset;  /* within the frame */
	__u16 tcp_offset; /* likewise; 0 unless a TCP header was read */
};

#endif
