// SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause)
/* Look-ups in the allow list and the block tables. */
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

static __always_inline bool sb_blocked_exact(const struct sb_packet *packet, __u64 now_ns)
{
	struct sb_network6 network;

	if (packet->family == SB_IPV4)
		return sb_exact4(packet->addr4, now_ns);
	__builtin_memcpy(&network, &packet->addr6, sizeof(network));
	return sb_exact64(&network, now_ns) || sb_exact6(&packet->addr6, now_ns);
}

/*
 * The longest prefix that holds the address may have expired while a shorter one is in force. So the search goes on
 * with the next shorter length; it ends after as many steps as there are lengths, in practice after the first.
 */
static __always_inline bool sb_blocked_prefix4(const struct sb_packet *packet, __u64 now_ns)
{
	struct sb_prefix4 key = {.len = 32};

	__builtin_memcpy(key.addr, &packet->addr4, sizeof(key.addr));
	for (int step = 0; step <= 32; step++) {
		struct sb_block *block = bpf_map_lookup_elem(&block_prefix4, &key);

		if (!block)
			return false;
		if (sb_in_force(block, now_ns))
			return true;
		if (block->prefix_len == 0 || block->prefix_len > 32)
			return false;
		key.len = block->prefix_len - 1;
	}
	return false;
}

static __always_inline bool sb_blocked_prefix6(const struct sb_packet *packet, __u64 now_ns)
{
	struct sb_prefix6 key = {.len = 128};

	__builtin_memcpy(key.addr, &packet->addr6, sizeof(key.addr));
	for (int step = 0; step <= 128; step++) {
		struct sb_block *block = bpf_map_lookup_elem(&block_prefix6, &key);

		if (!block)
			return false;
		if (sb_in_force(block, now_ns))
			return true;
		if (block->prefix_len == 0 || block->prefix_len > 128)
			return false;
		key.len = block->prefix_len - 1;
	}
	return false;
}

static __always_inline bool sb_blocked_prefix(const struct sb_packet *packet, __u64 now_ns)
{
	return packet->family == SB_IPV4 ? sb_blocked_prefix4(packet, now_ns) : sb_blocked_prefix6(packet, now_ns);
}

#endif
