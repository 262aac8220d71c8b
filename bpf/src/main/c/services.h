// SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause)
/*
 * What an operator says of the services behind this node: which are open, closed, or open to so much from each source, and
 * from which UDP ports none of them is asked.
 */
#ifndef SECBEAT_SERVICES_H
#define SECBEAT_SERVICES_H

#include <stdbool.h>
#include <linux/bpf.h>
#include <linux/in.h>
#include <bpf/bpf_endian.h>
#include <bpf/bpf_helpers.h>

#include "abi.h"
#include "clock.h"
#include "packet.h"
#include "police.h"
#include "policy_maps.h"
#include "rules.h"

/* 1 and the index of the first service at the packet's destination port; 0 when there is none or no port. */
static __always_inline __u32 sb_first_service(const struct sb_packet *packet)
{
	__u32 port = bpf_ntohs(packet->destination_port);
	__u32 line = port / SB_PORTS_A_LINE;
	struct sb_port_line *ports;

	if (!packet->transport)
		return 0;
	if (packet->protocol == IPPROTO_UDP)
		line += SB_PORT_LINES;
	ports = bpf_map_lookup_elem(&service_ports, &line);
	return ports ? ports->first[port % SB_PORTS_A_LINE] : 0;
}

/* The search for the service that a packet is for. */
struct sb_search {
	__u64 address[2];
	__u32 family;
	__u32 id; /* 1 and the index of the service to look at; 0: there is none */
};

static long sb_look_at_service(__u32 step, struct sb_search *search)
{
	__u32 index = search->id - 1;
	struct sb_service *service = bpf_map_lookup_elem(&services, &index);

	(void)step;
	if (!service) {
		search->id = 0;
		return 1;
	}
	if (!service->family || (service->family == search->family && service->address[0] == search->address[0] &&
				 service->address[1] == search->address[1]))
		return 1;
	search->id = service->next;
	return search->id == 0;
}

static __always_inline enum sb_service_verdict sb_ask_service(const struct sb_packet *packet, __u32 frame_bytes,
							       const struct sb_service *service)
{
	if (service->action == SB_SERVICE_PASS)
		return SB_SERVICE_PASSED;
	if (service->action == SB_SERVICE_DROP)
		return SB_SERVICE_DROPPED;
	return sb_police(packet, frame_bytes, sb_now_ns(), service) ? SB_SERVICE_PASSED : SB_SERVICE_POLICED;
}

/* Whether the packet comes from a port that the service does not hear: an answer nobody asked for. */
static __always_inline bool sb_from_amplifier(const struct sb_packet *packet, const struct sb_service *service,
					      __u32 index)
{
	__u32 port = bpf_ntohs(packet->udp_source);
	const struct sb_port_set *ports;

	if (!service->amplification)
		return false;
	ports = bpf_map_lookup_elem(&amplifiers, &index);
	return ports && ports->words[port / 64] >> (port % 64) & 1;
}

static __always_inline enum sb_reason sb_judge_service(const struct sb_packet *packet, __u32 frame_bytes)
{
	struct sb_search search = {.family = packet->family, .id = sb_first_service(packet)};
	struct sb_service_count *count;
	struct sb_service *service;
	enum sb_service_verdict verdict;
	bool amplified;
	__u32 index;

	if (!search.id)
		return SB_PASS_CLEAN;
	sb_destination_words(packet, search.address);
	bpf_loop(SB_SERVICES, sb_look_at_service, &search, 0);
	index = search.id - 1;
	service = bpf_map_lookup_elem(&services, &index);
	count = bpf_map_lookup_elem(&service_counts, &index);
	if (!service || !count)
		return SB_PASS_CLEAN;
	amplified = sb_from_amplifier(packet, service, index);
	verdict = amplified ? SB_SERVICE_DROPPED : sb_ask_service(packet, frame_bytes, service);
	if (verdict != SB_SERVICE_PASSED && service->dry_run)
		verdict = SB_SERVICE_SPARED;
	count->packets[verdict & (SB_SERVICE_VERDICTS - 1)]++;
	if (verdict == SB_SERVICE_POLICED)
		return SB_DROP_POLICED;
	if (verdict != SB_SERVICE_DROPPED)
		return SB_PASS_CLEAN;
	return amplified ? SB_DROP_AMPLIFICATION : SB_DROP_SERVICE_CLOSED;
}

#endif
