// SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause)
/*
 * The answer to a SYN, made in its own frame: SYN-ACK with a cookie as its sequence number. It is never longer than
 * what the stack would answer, is sent once, and leaves no state anywhere.
 *
 * Window scale, SACK and timestamps are offered only where the stack will understand what comes back: it takes the
 * options from the echoed timestamp as syn_tsval puts them there, but adds a secret of its own to timestamps unless
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
#include "settings.h"
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

/* The longest answer; without timestamps it ends after the MSS. */
struct sb_syn_ack {
	__be16 source;
	__be16 destination;
	__be32 sequence;
	__be32 acknowledged;
	__u8 offset; /* of the data, in words, times 16 */
	__u8 flags;
	__be16 window;
	__u16 checksum;
	__be16 urgent;
	__u8 mss_option[2];
	__be16 mss;
	__u8 sack_option[2]; /* or padding */
	__u8 timestamps_option[2];
	__be32 timestamp;
	__be32 echo;
	__u8 scale_option[4]; /* with padding before */
} __attribute__((packed, aligned(4)));

#define SB_ANSWER_BASIC 24
_Static_assert(sizeof(struct sb_syn_ack) == 40, "20 bytes of options");

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
	answer->sack_option[0] = offer->sack ? SB_TCP_SACK_PERMITTED : SB_TCP_PAD;
	answer->sack_option[1] = offer->sack ? 2 : SB_TCP_PAD;
	answer->timestamps_option[0] = SB_TCP_TIMESTAMPS;
	answer->timestamps_option[1] = 10;
	answer->timestamp = bpf_htonl(sb_syn_tsval(offer, now_ns));
	answer->echo = offer->timestamp;
	__builtin_memset(answer->scale_option, SB_TCP_PAD, sizeof(answer->scale_option));
	if (offer->window_scale != SB_NO_WINDOW_SCALE) {
		answer->scale_option[1] = SB_TCP_WINDOW_SCALE;
		answer->scale_option[2] = 3;
		answer->scale_option[3] = syn_settings.window_scale;
	}
}

/* Fills everything but the checksum; returns the length. header is the SYN's. */
static __always_inline __u32 sb_make_answer(const struct sb_packet *packet, const __u8 *header, __u32 cookie,
					    __u64 now_ns, struct sb_syn_ack *answer)
{
	const struct tcphdr *syn = (const void *)header;
	struct sb_syn_offer offer = {.window_scale = SB_NO_WINDOW_SCALE};

	answer->source = syn->dest;
	answer->destination = syn->source;
	answer->sequence = bpf_htonl(cookie);
	answer->acknowledged = bpf_htonl(bpf_ntohl(syn->seq) + 1);
	answer->flags = SB_SYN | SB_ACK;
	answer->window = bpf_htons(SB_ANSWER_WINDOW);
	answer->mss_option[0] = SB_TCP_MSS;
	answer->mss_option[1] = 4;
	answer->mss = bpf_htons(packet->family == SB_IPV4 ? syn_settings.mss4 : syn_settings.mss6);
	if (syn_settings.timestamps)
		sb_read_offer(header, packet->tcp_bytes, &offer);
	if (!offer.timestamps) {
		answer->offset = SB_ANSWER_BASIC / 4 << 4;
		return SB_ANSWER_BASIC;
	}
	answer->offset = sizeof(*answer) / 4 << 4;
	sb_add_options(answer, &offer, now_ns);
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

/* The bytes behind a short answer are zero and change no sum. */
static __always_inline void sb_close_answer(const struct sb_packet *packet, struct sb_syn_ack *answer, __u32 bytes)
{
	answer->checksum = 0;
	answer->checksum = sb_fold(sb_sum(answer, sizeof(*answer)) + sb_sum_addresses(packet) +
				   bpf_htons(IPPROTO_TCP) + bpf_htons(bytes));
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

static __always_inline bool sb_write_ipv4(struct xdp_md *ctx, const struct sb_packet *packet, __u32 tcp_bytes)
{
	struct iphdr *ip = sb_at(ctx, packet->ip_offset, sizeof(*ip));
	struct iphdr answer = {
		.version = 4,
		.ihl = sizeof(*ip) / 4,
		.tot_len = bpf_htons(sizeof(*ip) + tcp_bytes),
		.frag_off = bpf_htons(0x4000), /* don't fragment; such packets need no identification, RFC 6864 */
		.ttl = SB_ANSWER_HOPS,
		.protocol = IPPROTO_TCP,
		.saddr = packet->destination4,
		.daddr = packet->addr4,
	};

	if (!ip)
		return false;
	answer.check = sb_fold(sb_sum(&answer, sizeof(answer)));
	*ip = answer;
	return true;
}

static __always_inline bool sb_write_ipv6(struct xdp_md *ctx, const struct sb_packet *packet, __u32 tcp_bytes)
{
	struct ipv6hdr *ip = sb_at(ctx, packet->ip_offset, sizeof(*ip));

	if (!ip)
		return false;
	*(__be32 *)ip = bpf_htonl(6U << 28);
	ip->payload_len = bpf_htons(tcp_bytes);
	ip->nexthdr = IPPROTO_TCP;
	ip->hop_limit = SB_ANSWER_HOPS;
	__builtin_memcpy(&ip->saddr, &packet->destination6, sizeof(ip->saddr));
	__builtin_memcpy(&ip->daddr, &packet->addr6, sizeof(ip->daddr));
	return true;
}

static __always_inline void sb_turn_ethernet(struct ethhdr *ethernet)
{
	__u8 mac[ETH_ALEN];

	__builtin_memcpy(mac, ethernet->h_dest, ETH_ALEN);
	__builtin_memcpy(ethernet->h_dest, ethernet->h_source, ETH_ALEN);
	__builtin_memcpy(ethernet->h_source, mac, ETH_ALEN);
}

/* Writes the answer over the SYN; false, with the frame perhaps of another length, when it has no room. */
static __always_inline bool sb_write_answer(struct xdp_md *ctx, const struct sb_packet *packet,
					    const struct sb_syn_ack *answer, __u32 tcp_bytes)
{
	__u32 ip_bytes = packet->family == SB_IPV4 ? sizeof(struct iphdr) : sizeof(struct ipv6hdr);
	__u32 bytes = packet->ip_offset + ip_bytes + tcp_bytes;
	__u32 frame = bytes < SB_MIN_FRAME ? SB_MIN_FRAME : bytes;
	struct ethhdr *ethernet;
	void *tcp;

	if (bpf_xdp_adjust_tail(ctx, (int)frame - (int)bpf_xdp_get_buff_len(ctx)))
		return false;
	ethernet = sb_at(ctx, 0, sizeof(*ethernet));
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
