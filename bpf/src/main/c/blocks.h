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

/* What the longest prefix around the source is let off, an enum sb_allowance; NULL for most. */
static __always_inline const __u32 *sb_allowance(const struct sb_packet *packet)
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

static __always_inline bool sb_blocked_exact(const struct sb_packet *packet)
{
	struct sb_network6 network;

	if (packet->family == SB_IPV4)
		return sb_exact4(packet->addr4);
	__builtin_memcpy(&network, &packet->addr6, sizeof(network));
	return sb_exact64(&network) || sb_exact6(&packet->addr6);
}

#endif
