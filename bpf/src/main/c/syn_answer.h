// SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause)
/*
 * The answer to a SYN, made in its own frame: SYN-ACK with a cookie as its sequence number. It is never longer than
 * what the stack would answer, is sent once, and leaves no state anywhere.
 *
 * Window scale, SACK and timestamps are offered only where the stack will understand what comes back: it takes the
 * options from the echoed timestamp as sb_syn_tsval puts them there, but adds a secret of its own to timestamps unless
 * net.ipv4.tcp_timestamps is 2 (syn_settings.timestamps). Without, connections made by cookie do without these options.
 */
#ifndef SECBEAT_SYN_ANSWER_H
#define SECBEAT_SYN_ANSWER_H

#include <stdbool.h>
#include <linux/bpf.h>
#include <linux/if_ether.h>
#include <linux/in.h>
#include <linux/ip.h>
#include <linux/ipv6.h>
#include <linux/tcp.h>
#include <bpf/bpf_endian.h>
#include <bpf/bpf_helpers.h>

#include "abi.h"
#include "cursor.h"
#include "packet.h"
#include "parse_transport.h"
#include "samples.h"
#include "settings.h"
#include "stats.h"
#include "syn_options.h"

#define SB_NS_PER_MS 1000000

/* Bits of the timestamp that carry options, as the kernel reads them in cookie_timestamp_decode(). */
#define SB_TSVAL_BITS 6
#define SB_TSVAL_SACK (1 << 4)

/*
 * Clients begin with ten segments (RFC 6928), so more would be of no use before the stack itself speaks; and the stack
 * must really have the room.
 */
#define SB_ANSWER_WINDOW 29200
#define SB_ANSWER_HOPS 64
/* What Ethernet cards are sure to send. */
#define SB_MIN_FRAME 60
/* The only answer that is shorter: IPv4, untagged, without timestamps. */
#define SB_LEAST_ANSWER 58

/*
 * The answer by words in network order, written and read as such: mixed widths would stall the CPU. Without timestamps it
 * ends after the MSS, and the words behind are zero.
 */
enum sb_answer_word {
	SB_ANSWER_PORTS = 0,
	SB_ANSWER_SEQUENCE = 1,
	SB_ANSWER_ACKNOWLEDGED = 2,
	SB_ANSWER_FLAGS = 3,	/* with the header's length before and the window behind */
	SB_ANSWER_CHECKSUM = 4, /* in its upper half */
	SB_ANSWER_MSS = 5,
	SB_ANSWER_KINDS = 6, /* SACK or padding; kind and length of the timestamps */
	SB_ANSWER_TIMESTAMP = 7,
	SB_ANSWER_ECHO = 8,
	SB_ANSWER_SCALE = 9,
	SB_ANSWER_WORDS = 10,
};

struct sb_syn_ack {
	__be32 words[SB_ANSWER_WORDS];
};

#define SB_ANSWER_BASIC 24
#define SB_TCP_PADS (SB_TCP_PAD << 8 | SB_TCP_PAD)

/* Length of the header, flags and window. */
static __always_inline __be32 sb_answer_flags(__u32 bytes)
{
	return bpf_htonl(bytes / 4 << 28 | (SB_SYN | SB_ACK) << 16 | SB_ANSWER_WINDOW);
}

/* Milliseconds of the kernel's clock, rounded down so that the last bits can say what was offered. */
static __always_inline __u32 sb_syn_tsval(const struct sb_syn_offer *offer, __u64 now_ns)
{
	__u32 now_ms = now_ns / SB_NS_PER_MS;
	__u32 options = offer->window_scale | (offer->sack ? SB_TSVAL_SACK : 0);
	__u32 tsval = (now_ms >> SB_TSVAL_BITS << SB_TSVAL_BITS) | options;

	return (__s32)(tsval - now_ms) > 0 ? tsval - (1 << SB_TSVAL_BITS) : tsval;
}

static __always_inline void sb_add_options(struct sb_syn_ack *answer, const struct sb_syn_offer *offer, __u64 now_ns)
{
	__u32 sack = offer->sack ? SB_TCP_SACK_PERMITTED << 8 | 2 : SB_TCP_PADS;
	__u32 scale = SB_TCP_PADS << 16 | SB_TCP_PADS;

	if (offer->window_scale != SB_NO_WINDOW_SCALE)
		scale = SB_TCP_PAD << 24 | SB_TCP_WINDOW_SCALE << 16 | 3 << 8 | syn_settings.window_scale;
	answer->words[SB_ANSWER_KINDS] = bpf_htonl(sack << 16 | SB_TCP_TIMESTAMPS << 8 | 10);
	answer->words[SB_ANSWER_TIMESTAMP] = bpf_htonl(sb_syn_tsval(offer, now_ns));
	answer->words[SB_ANSWER_ECHO] = offer->timestamp;
	answer->words[SB_ANSWER_SCALE] = bpf_htonl(scale);
}

/* Fills everything but the checksum; returns the length. sequence is the SYN's, mss what this host can receive. */
static __always_inline __u32 sb_make_answer(const struct sb_packet *packet, __be32 sequence, __u32 cookie, __u32 mss,
					    const struct sb_syn_offer *offer, __u64 now_ns, struct sb_syn_ack *answer)
{
	answer->words[SB_ANSWER_PORTS] =
		bpf_htonl(bpf_ntohs(packet->destination_port) << 16 | bpf_ntohs(packet->source_port));
	answer->words[SB_ANSWER_SEQUENCE] = bpf_htonl(cookie);
	answer->words[SB_ANSWER_ACKNOWLEDGED] = bpf_htonl(bpf_ntohl(sequence) + 1);
	answer->words[SB_ANSWER_MSS] = bpf_htonl(SB_TCP_MSS << 24 | 4 << 16 | mss);
	if (!offer->timestamps) {
		answer->words[SB_ANSWER_FLAGS] = sb_answer_flags(SB_ANSWER_BASIC);
		return SB_ANSWER_BASIC;
	}
	answer->words[SB_ANSWER_FLAGS] = sb_answer_flags(sizeof(*answer));
	sb_add_options(answer, offer, now_ns);
	return sizeof(*answer);
}

/* The sum of 32-bit words as the Internet checksum wants it (RFC 1071). */
static __always_inline __u16 sb_fold(__u64 sum)
{
	sum = (sum & 0xffffffff) + (sum >> 32);
	sum = (sum & 0xffffffff) + (sum >> 32);
	sum = (sum & 0xffff) + (sum >> 16);
	sum = (sum & 0xffff) + (sum >> 16);
	return ~sum;
}

static __always_inline __u64 sb_sum(const void *words, __u32 bytes)
{
	__u64 sum = 0;

	for (__u32 i = 0; i < bytes / sizeof(__u32); i++)
		sum += ((const __u32 *)words)[i];
	return sum;
}

static __always_inline __u64 sb_sum_addresses(const struct sb_packet *packet)
{
	if (packet->family == SB_IPV4)
		return (__u64)packet->addr4 + packet->destination4;
	return sb_sum(&packet->addr6, sizeof(packet->addr6)) +
	       sb_sum(&packet->destination6, sizeof(packet->destination6));
}

static __always_inline void sb_close_answer(const struct sb_packet *packet, struct sb_syn_ack *answer, __u32 bytes)
{
	__u16 checksum;

	answer->words[SB_ANSWER_CHECKSUM] = 0;
	checksum = sb_fold(sb_sum(answer->words, sizeof(answer->words)) + sb_sum_addresses(packet) +
			   bpf_htonl(IPPROTO_TCP) + bpf_htonl(bytes));
	answer->words[SB_ANSWER_CHECKSUM] = bpf_htonl(bpf_ntohs(checksum) << 16);
}

/*
 * So many bytes at an offset found when the frame was parsed; 0 when they are not there. The compiler knows the offset's
 * bound from that time and the verifier, with the offset out of memory again, does not: hence the mask, kept from being
 * optimised away.
 */
static __always_inline void *sb_at(struct xdp_md *ctx, __u32 offset, __u32 bytes)
{
	void *at;

	asm volatile("" : "+r"(offset));
	at = (void *)(long)ctx->data + (offset & SB_MAX_HEADER_OFFSET);
	return at + bytes > (void *)(long)ctx->data_end ? 0 : at;
}

/* Don't fragment, and no identification: such packets need none, RFC 6864. */
static __always_inline bool sb_write_ipv4(struct xdp_md *ctx, const struct sb_packet *packet, __u32 tcp_bytes)
{
	__be32 *words = sb_at(ctx, packet->ip_offset, sizeof(struct iphdr));
	__be32 length = bpf_htonl(0x45000000 | (sizeof(struct iphdr) + tcp_bytes));
	__be32 fragment = bpf_htonl(0x4000);
	__be32 protocol = bpf_htonl(SB_ANSWER_HOPS << 24 | IPPROTO_TCP << 16);
	__u16 checksum = sb_fold((__u64)length + fragment + protocol + packet->addr4 + packet->destination4);

	if (!words)
		return false;
	words[0] = length;
	words[1] = fragment;
	words[2] = protocol | bpf_htonl(bpf_ntohs(checksum));
	words[3] = packet->destination4;
	words[4] = packet->addr4;
	return true;
}

static __always_inline bool sb_write_ipv6(struct xdp_md *ctx, const struct sb_packet *packet, __u32 tcp_bytes)
{
	struct ipv6hdr *ip = sb_at(ctx, packet->ip_offset, sizeof(*ip));

	if (!ip)
		return false;
	((__be32 *)ip)[0] = bpf_htonl(6U << 28);
	((__be32 *)ip)[1] = bpf_htonl(tcp_bytes << 16 | IPPROTO_TCP << 8 | SB_ANSWER_HOPS);
	__builtin_memcpy(&ip->saddr, &packet->destination6, sizeof(ip->saddr));
	__builtin_memcpy(&ip->daddr, &packet->addr6, sizeof(ip->daddr));
	return true;
}

/* Swaps the addresses, three words of 16 bits each. */
static __always_inline void sb_turn_ethernet(__u16 *words)
{
	for (int i = 0; i < ETH_ALEN / 2; i++) {
		__u16 word = words[i];

		words[i] = words[i + ETH_ALEN / 2];
		words[i + ETH_ALEN / 2] = word;
	}
}

/*
 * Writes the answer over the SYN of frame_bytes, sampled before; false, with the frame perhaps of another length, when it has
 * no room. A frame that is to grow grows first, since only that can fail, and what is not answered is no sample of an answer.
 */
static __always_inline bool sb_write_answer(struct xdp_md *ctx, const struct sb_packet *packet, __u32 frame_bytes,
					    const struct sb_syn_ack *answer, __u32 tcp_bytes)
{
	__u32 ip_bytes = packet->family == SB_IPV4 ? sizeof(struct iphdr) : sizeof(struct ipv6hdr);
	__u32 bytes = packet->ip_offset + ip_bytes + tcp_bytes;
	__u32 frame = bytes < SB_MIN_FRAME ? SB_MIN_FRAME : bytes;
	int more = (int)frame - (int)frame_bytes;
	void *ethernet, *tcp;

	if (more > 0 && bpf_xdp_adjust_tail(ctx, more))
		return false;
	sb_sample(ctx, SB_ANSWER_SYN_COOKIE, false, frame_bytes, sb_next_count(SB_ANSWER_SYN_COOKIE));
	if (more < 0 && bpf_xdp_adjust_tail(ctx, more))
		return false;
	ethernet = sb_at(ctx, 0, sizeof(struct ethhdr));
	tcp = sb_at(ctx, packet->ip_offset + ip_bytes, SB_ANSWER_BASIC);
	if (!ethernet || !tcp)
		return false;
	__builtin_memcpy(tcp, answer, SB_ANSWER_BASIC);
	if (tcp_bytes == sizeof(*answer)) {
		tcp = sb_at(ctx, packet->ip_offset + ip_bytes, sizeof(*answer));
		if (!tcp)
			return false;
		__builtin_memcpy(tcp, answer, sizeof(*answer));
	}
	sb_turn_ethernet(ethernet);
	if (bytes < frame) { /* or it would be what the SYN had there */
		void *padding = sb_at(ctx, bytes, SB_MIN_FRAME - SB_LEAST_ANSWER);

		if (padding)
			__builtin_memset(padding, 0, SB_MIN_FRAME - SB_LEAST_ANSWER);
	}
	return packet->family == SB_IPV4 ? sb_write_ipv4(ctx, packet, tcp_bytes) :
					   sb_write_ipv6(ctx, packet, tcp_bytes);
}

#endif
