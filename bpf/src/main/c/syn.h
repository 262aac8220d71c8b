// SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause)
/*
 * Protection of TCP ports against SYN floods. While a port is under attack, SYNs to it are answered here, with a
 * sequence number from which the stack later proves that it sent it: the kernel's own SYN cookies (D. J. Bernstein and
 * E. Schenk, 1996; RFC 4987). Nobody keeps state until the client has shown, by its ACK, that it receives what is sent
 * to its address. The cookie belongs to the listening socket, so the stack accepts what comes back as if it had answered
 * itself; and the listener's own rules hold: whether it wants cookies (net.ipv4.tcp_syncookies is 2, or 1 and its queue
 * of half-open connections is full) and whether it has room for more connections. When it does not, the SYN passes, for
 * the stack to do what it would.
 *
 * Other segments to the port pass when they belong to a connection or bring a cookie; the rest is dropped here, where it
 * is cheapest. Checksums are not verified: a wrong one costs the sender of a SYN as much, the stack verifies that of an
 * ACK, and virtual interfaces leave them to be filled in later.
 */
#ifndef SECBEAT_SYN_H
#define SECBEAT_SYN_H

#include <stdbool.h>
#include <linux/bpf.h>
#include <linux/if_ether.h>
#include <linux/in.h>
#include <bpf/bpf_endian.h>
#include <bpf/bpf_helpers.h>

#include "abi.h"
#include "clock.h"
#include "cursor.h"
#include "maps.h"
#include "packet.h"
#include "parse_transport.h"
#include "settings.h"
#include "syn_answer.h"
#include "syn_interfaces.h"
#include "syn_rate.h"

#define SB_AF_INET 2
#define SB_AF_INET6 10
#define SB_EINVAL 22

/* The index of the guarded port, or SB_SYN_PORTS. The verifier removes all from the first unused place, a zero, on. */
static __always_inline __u32 sb_guard_of(__be16 port)
{
	for (__u32 slot = 0; slot < SB_SYN_PORTS; slot++) {
		__u16 guarded = syn_settings.ports[slot];

		if (!guarded)
			return SB_SYN_PORTS;
		if (bpf_htons(guarded) == port)
			return slot;
	}
	return SB_SYN_PORTS;
}

/* Where in syn_interfaces the interface stands whose address the frame is for, or SB_INTERFACES. */
static __always_inline __u32 sb_arrived_at(struct xdp_md *ctx)
{
	struct ethhdr *ethernet = sb_at(ctx, 0, sizeof(*ethernet));

	if (!ethernet)
		return SB_INTERFACES;
	return sb_find_interface(ctx->ingress_ifindex, *(__u32 *)ethernet, ((__u16 *)ethernet)[2]);
}

/*
 * Whether the packet, in a frame to this host, is for it rather than forwarded by it. A socket may listen on every
 * address, so finding one does not tell. The route is asked for only where forwarding is on.
 */
static __always_inline bool sb_is_for_us(struct xdp_md *ctx, const struct sb_packet *packet)
{
	struct bpf_fib_lookup route = {.ifindex = ctx->ingress_ifindex, .l4_protocol = IPPROTO_TCP};
	long found;

	if (packet->family == SB_IPV4) {
		route.family = SB_AF_INET;
		route.ipv4_src = packet->addr4;
		route.ipv4_dst = packet->destination4;
	} else {
		route.family = SB_AF_INET6;
		__builtin_memcpy(route.ipv6_src, &packet->addr6, sizeof(route.ipv6_src));
		__builtin_memcpy(route.ipv6_dst, &packet->destination6, sizeof(route.ipv6_dst));
	}
	found = bpf_fib_lookup(ctx, &route, sizeof(route), 0);
	return found == BPF_FIB_LKUP_RET_FWD_DISABLED || found == BPF_FIB_LKUP_RET_NOT_FWDED;
}

/* The socket that the stack would give the segment to; to be released. */
static __always_inline struct bpf_sock *sb_find_socket(struct xdp_md *ctx, const struct sb_packet *packet)
{
	struct bpf_sock_tuple tuple = {};

	if (packet->family == SB_IPV4) {
		tuple.ipv4.saddr = packet->addr4;
		tuple.ipv4.daddr = packet->destination4;
		tuple.ipv4.sport = packet->source_port;
		tuple.ipv4.dport = packet->destination_port;
		return bpf_skc_lookup_tcp(ctx, &tuple, sizeof(tuple.ipv4), BPF_F_CURRENT_NETNS, 0);
	}
	__builtin_memcpy(tuple.ipv6.saddr, &packet->addr6, sizeof(tuple.ipv6.saddr));
	__builtin_memcpy(tuple.ipv6.daddr, &packet->destination6, sizeof(tuple.ipv6.daddr));
	tuple.ipv6.sport = packet->source_port;
	tuple.ipv6.dport = packet->destination_port;
	return bpf_skc_lookup_tcp(ctx, &tuple, sizeof(tuple.ipv6), BPF_F_CURRENT_NETNS, 0);
}

/* The kernel's cookie for a SYN whose TCP header stands in the frame, or in a copy; negative when it gives none. */
static __always_inline __s64 sb_ask_for_cookie(struct xdp_md *ctx, const struct sb_packet *packet,
					       struct bpf_sock *listener, void *tcp, __u32 tcp_bytes)
{
	/* IPv4 as well: it has the first bytes of TCP behind, and the kernel goes by the version. */
	void *ip = sb_at(ctx, packet->ip_offset, sizeof(struct ipv6hdr));

	return ip ? bpf_tcp_gen_syncookie(listener, ip, sizeof(struct ipv6hdr), tcp, tcp_bytes) : -1;
}

/* The same by a copy of the header, since the frame may end before the longest one would; reads its options as well. */
static __always_inline __s64 sb_copy_and_ask(struct xdp_md *ctx, const struct sb_packet *packet,
					     struct bpf_sock *listener, __u32 tcp_bytes, struct sb_syn_offer *offer)
{
	__u8 header[SB_TCP_MAX_BYTES] __attribute__((aligned(4))) = {};

	if (bpf_xdp_load_bytes(ctx, packet->tcp_offset, header, tcp_bytes))
		return -1;
	if (syn_settings.timestamps)
		sb_read_offer(header, tcp_bytes, offer);
	return sb_ask_for_cookie(ctx, packet, listener, header, tcp_bytes);
}

/* A cookie, and what the SYN offers. Where options are of no interest the usual headers are read where they are. */
static __always_inline __s64 sb_make_cookie(struct xdp_md *ctx, const struct sb_packet *packet,
					    struct bpf_sock *listener, struct sb_syn_offer *offer)
{
	__u32 tcp_bytes = packet->tcp_bytes;
	void *tcp;

	/* The verifier wants to see the bounds on the very register that is passed. */
	asm volatile("" : "+r"(tcp_bytes));
	if (tcp_bytes < SB_TCP_BASE_BYTES || tcp_bytes > SB_TCP_MAX_BYTES)
		return -1;
	if (!syn_settings.timestamps || tcp_bytes < SB_TCP_LEAST_WITH_TIMESTAMPS) {
		tcp = sb_at(ctx, packet->tcp_offset, SB_TCP_FEW_BYTES);
		if (tcp && tcp_bytes <= SB_TCP_FEW_BYTES)
			return sb_ask_for_cookie(ctx, packet, listener, tcp, tcp_bytes);
		tcp = sb_at(ctx, packet->tcp_offset, SB_TCP_USUAL_BYTES);
		if (tcp && tcp_bytes <= SB_TCP_USUAL_BYTES)
			return sb_ask_for_cookie(ctx, packet, listener, tcp, tcp_bytes);
	}
	return sb_copy_and_ask(ctx, packet, listener, tcp_bytes, offer);
}

static __always_inline enum sb_reason sb_answer_syn(struct xdp_md *ctx, const struct sb_packet *packet,
						    __u32 frame_bytes, struct bpf_sock *listener, __u32 interface,
						    __u64 now_ns)
{
	__u32 mss = packet->family == SB_IPV4 ? syn_interfaces[interface].mss4 : syn_interfaces[interface].mss6;
	struct sb_syn_offer offer = {.window_scale = SB_NO_WINDOW_SCALE};
	struct sb_syn_ack answer = {};
	const struct tcphdr *syn;
	__s64 cookie;
	__u32 bytes;

	if (packet->fragment || packet->extended)
		return SB_DROP_SYN_ODD;
	cookie = sb_make_cookie(ctx, packet, listener, &offer);
	syn = sb_at(ctx, packet->tcp_offset, sizeof(*syn));
	if (cookie < 0 || !syn)
		return SB_PASS_CLEAN;
	bytes = sb_make_answer(packet, syn->seq, cookie, mss, &offer, now_ns, &answer);
	sb_close_answer(packet, &answer, bytes);
	return sb_write_answer(ctx, packet, frame_bytes, &answer, bytes) ? SB_ANSWER_SYN_COOKIE : SB_DROP_SYN_ODD;
}

/* A segment that opens nothing and that a listener would get. */
static __always_inline enum sb_reason sb_check_ack(struct xdp_md *ctx, const struct sb_packet *packet,
						   struct bpf_sock *listener)
{
	struct tcphdr *tcp = sb_at(ctx, packet->tcp_offset, sizeof(*tcp));
	void *ip = sb_at(ctx, packet->ip_offset, sizeof(struct ipv6hdr)); /* as above */
	long checked;

	if (packet->tcp_flags & SB_SYN)
		return SB_DROP_ACK_INVALID;
	if (!tcp || !ip)
		return SB_PASS_CLEAN;
	checked = bpf_tcp_check_syncookie(listener, ip, sizeof(struct ipv6hdr), tcp, sizeof(*tcp));
	if (checked == -SB_EINVAL) /* the kernel makes no cookies at all, net.ipv4.tcp_syncookies is 0 */
		return SB_PASS_CLEAN;
	return checked ? SB_DROP_ACK_INVALID : SB_PASS_SYN_COOKIE_ACK;
}

/* The verdict on a segment to a port under attack. */
static __always_inline enum sb_reason sb_judge_segment(struct xdp_md *ctx, const struct sb_packet *packet,
						       __u32 frame_bytes, __u64 now_ns)
{
	enum sb_reason found = SB_PASS_CLEAN;
	__u32 interface = sb_arrived_at(ctx);
	struct bpf_sock *socket;

	if (interface >= SB_INTERFACES)
		return SB_PASS_CLEAN;
	socket = sb_find_socket(ctx, packet);
	if (!socket)
		return SB_PASS_CLEAN;
	/* A SYN may also belong to a connection: one half open since before, or one whose end is remembered. */
	if (socket->state == BPF_TCP_LISTEN && sb_is_for_us(ctx, packet))
		found = packet->opens_connection ?
				sb_answer_syn(ctx, packet, frame_bytes, socket, interface, now_ns) :
				sb_check_ack(ctx, packet, socket);
	bpf_sk_release(socket);
	return found;
}

/*
 * The verdict, an enum sb_reason, on a segment that sb_guard lets through to here. A global function: the verifier proves it
 * once, for any packet, and not anew on every path that leads here.
 */
__noinline int sb_guard_port(struct xdp_md *ctx, const struct sb_packet *packet, __u32 frame_bytes, __u32 slot)
{
	struct sb_syn_guard *guard = bpf_map_lookup_elem(&syn_guards, &slot);
	__u64 now_ns = sb_now_ns();

	if (!packet || !guard)
		return SB_PASS_CLEAN;
	if (packet->opens_connection && syn_settings.mode == SB_SYN_AUTO)
		sb_count_syn(guard, slot, now_ns);
	return sb_is_active(guard, now_ns) ? sb_judge_segment(ctx, packet, frame_bytes, now_ns) : SB_PASS_CLEAN;
}

/*
 * The verdict on a packet that nothing else speaks against. All that does not concern guarded ports ends here, without a
 * call; and so do segments to one that is not under attack, but for SYNs, which are counted.
 */
static __always_inline enum sb_reason sb_guard(struct xdp_md *ctx, const struct sb_packet *packet, __u32 frame_bytes)
{
	const struct sb_syn_guard *guard;
	__u32 slot;

	if (!packet->tcp_offset || packet->tcp_flags & SB_RST)
		return SB_PASS_CLEAN;
	slot = sb_guard_of(packet->destination_port);
	guard = bpf_map_lookup_elem(&syn_guards, &slot);
	if (!guard || (!packet->opens_connection && !sb_is_active(guard, sb_now_ns())))
		return SB_PASS_CLEAN;
	return sb_guard_port(ctx, packet, frame_bytes, slot);
}

#endif
