// SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause)
/*
 * Blocked prefixes: a hash table that is asked once for each length that occurs near the address, longest first, so that
 * hits count for the longest. Which lengths those are is one look: for most addresses there are none, and that is that.
 * Waldvogel et al. (1997) search lengths by halves for routing tables, which must answer for every address; a list of
 * blocks need not, and has few lengths in one place.
 */
#ifndef SECBEAT_PREFIXES_H
#define SECBEAT_PREFIXES_H

#include <stdbool.h>
#include <linux/bpf.h>
#include <bpf/bpf_endian.h>
#include <bpf/bpf_helpers.h>

#include "abi.h"
#include "addresses.h"
#include "exact.h"
#include "hash.h"
#include "maps.h"
#include "packet.h"
#include "settings.h"

/* What of the lists may concern an address. */
struct sb_near {
	__u64 ends; /* of struct sb_near4 or sb_near6 */
	__u32 allowed;
	__u32 beyond;
};

static __always_inline void sb_look_around4(__u32 address, struct sb_near *near)
{
	__u32 index = address >> 16;
	const struct sb_near4 *found = bpf_map_lookup_elem(&near4, &index);

	if (!found)
		return;
	near->ends = found->ends;
	near->allowed = found->allowed;
}

static __always_inline void sb_look_around6(const struct sb_address6 *address, struct sb_near *near)
{
	__u32 zero = 0;
	__u32 index = sb_hash(address, 1) >> settings.near6_shift;
	const struct sb_near6 *wide = bpf_map_lookup_elem(&wide6, &zero);
	const struct sb_near6 *found = bpf_map_lookup_elem(&near6, &index);

	if (!found || !wide)
		return;
	near->ends = found->ends | wide->ends;
	near->allowed = found->allowed | wide->allowed;
	near->beyond = found->beyond;
}

static __always_inline void sb_look_around(const struct sb_packet *packet, struct sb_near *near)
{
	if (packet->family == SB_IPV4)
		sb_look_around4(bpf_ntohl(packet->addr4), near);
	else
		sb_look_around6(&packet->addr6, near);
}

/*
 * Whether a blocked prefix holds the address; ends are of those near it, and each end is one look. Loops, and neither
 * unrolled nor calls of bpf_loop: each call's return costs some nanoseconds where processors are kept from speculating about
 * returns.
 */
static __always_inline bool sb_prefix4(__u32 address, __u32 ends)
{
#pragma clang loop unroll(disable)
	for (int step = 0; step < 32 && ends; step++) {
		__u32 end = ends & -ends;
		__u32 key = (address & -(end << 1)) | end;

		if (sb_listed4(&mark_prefix4, &block_prefix4, &spill_prefix4, settings.prefix4_shift, key))
			return true;
		ends ^= end;
	}
	return false;
}

static __always_inline bool sb_prefix6(__u64 upper, __u64 ends)
{
#pragma clang loop unroll(disable)
	for (int step = 0; step < 64 && ends; step++) {
		__u64 end = ends & -ends;
		__u64 key = (upper & -(end << 1)) | end;

		if (sb_listed8(&mark_prefix6, &block_prefix6, &spill_prefix6, settings.prefix6_shift, key))
			return true;
		ends ^= end;
	}
	return false;
}

/*
 * The longest prefix that holds the address may have expired while a shorter one is in force. So the search goes on
 * with the next shorter length; it ends after as many steps as there are lengths, in practice after the first.
 */
static __always_inline bool sb_beyond6(const struct sb_address6 *address)
{
	struct sb_prefix6 key = {.len = 128};

	__builtin_memcpy(key.addr, address, sizeof(key.addr));
	for (int step = 0; step < 64; step++) {
		struct sb_block *block = bpf_map_lookup_elem(&block_beyond6, &key);

		if (!block)
			return false;
		if (sb_in_force(block))
			return true;
		if (block->prefix_len == 0 || block->prefix_len > 128)
			return false;
		key.len = block->prefix_len - 1;
	}
	return false;
}

static __always_inline bool sb_blocked_prefix(const struct sb_packet *packet, const struct sb_near *near)
{
	if (packet->family == SB_IPV4)
		return near->ends && sb_prefix4(bpf_ntohl(packet->addr4), near->ends);
	if (near->beyond && sb_beyond6(&packet->addr6))
		return true;
	return near->ends && sb_prefix6(sb_upper(&packet->addr6), near->ends);
}

#endif
