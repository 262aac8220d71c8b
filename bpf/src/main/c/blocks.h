// SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause)
/* Look-ups in the allow list and the tables of exact blocks. */
#ifndef SECBEAT_BLOCKS_H
#define SECBEAT_BLOCKS_H

#include <stdbool.h>
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

#include "abi.h"
#include "exact.h"
#include "maps.h"
#include "packet.h"

static __always_inline bool sb_is_allowed(const struct sb_packet *packet)
{
	if (packet->family == SB_IPV4) {
		struct sb_prefix4 key = {.len = 32};

		__builtin_memcpy(key.addr, &packet->addr4, sizeof(key.addr));
		return bpf_map_lookup_elem(&allow_prefix4, &key);
	} else {
		struct sb_prefix6 key = {.len = 128};

		__builtin_memcpy(key.addr, &packet->addr6, sizeof(key.addr));
		return bpf_map_lookup_elem(&allow_prefix6, &key);
	}
}

/* Where a source has its place in the exact tables: host4, or the other two. */
struct sb_exact_places {
	struct sb_bucket4 *host4;
	struct sb_bucket64 *net64;
	struct sb_bucket6 *host6;
};

static __always_inline __u64 sb_network_key(const struct sb_packet *packet)
{
	__u64 key;

	__builtin_memcpy(&key, &packet->addr6, sizeof(key));
	return key;
}

/* Finds the places and has their lines fetched. */
static __always_inline void sb_approach_exact(const struct sb_packet *packet, struct sb_exact_places *places)
{
	if (packet->family == SB_IPV4) {
		places->host4 = sb_bucket_of4(&block_addr4, settings.shift4, packet->addr4);
		if (places->host4)
			sb_fetch(places->host4);
		return;
	}
	places->net64 = sb_bucket_of8(&block_net64, settings.shift64, sb_network_key(packet));
	places->host6 = sb_bucket_of16(&block_addr6, settings.shift6, &packet->addr6);
	if (places->net64)
		sb_fetch(places->net64);
	if (places->host6)
		sb_fetch(places->host6);
}

static __always_inline bool sb_blocked_exact(const struct sb_packet *packet, const struct sb_exact_places *places)
{
	if (packet->family == SB_IPV4)
		return sb_bucket_holds4(places->host4, &spill_addr4, packet->addr4);
	return sb_bucket_holds8(places->net64, &spill_net64, sb_network_key(packet)) ||
	       sb_bucket_holds16(places->host6, &spill_addr6, &packet->addr6);
}

#endif
