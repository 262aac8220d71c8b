// SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause)
/*
 * Tables of keys: one cache line for a packet that passes. A table is an array of buckets with a few slots each; the hash
 * picks one bucket, and all its slots are compared. User space keeps buckets half full, so that about one in fifty entries
 * finds no slot; those go to a kernel hash table, which is asked only for buckets that say so.
 */
#ifndef SECBEAT_EXACT_H
#define SECBEAT_EXACT_H

#include <stdbool.h>
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

#include "abi.h"
#include "clock.h"
#include "hash.h"
#include "maps.h"
#include "settings.h"

/* Whether the entry is in force; if so counts the hit. User space removes expired entries later, at leisure. */
static __always_inline bool sb_in_force(struct sb_block *block)
{
	if (!block || block->expires_ns <= sb_now_ns())
		return false;
	__sync_fetch_and_add(&block->hits, 1);
	return true;
}

/*
 * Whether an entry that was found is in force; if so counts the hit, on the line that is here already, so that a hit costs
 * no more lines than a miss. There is no second entry of the same key.
 */
static __always_inline bool sb_expires_later(__u32 expires, __u32 *hits)
{
	if (expires <= (__u32)(sb_now_ns() >> SB_EXPIRY_SHIFT))
		return false;
	if (*hits != ~0u)
		__sync_fetch_and_add(hits, 1);
	return true;
}

/*
 * Asks for the cache line of a place whose turn comes later, so that the lines of all tables are on their way at the same
 * time: what a packet waits for is the slowest of them and not their sum.
 */
static __always_inline void sb_fetch(const void *line)
{
	(void)*(const volatile __u32 *)line;
}

/* Where keys of four bytes have their place; all arguments but the key are the same for every call from one place. */
static __always_inline struct sb_bucket4 *sb_bucket_of4(void *buckets, __u32 shift, __u32 key)
{
	__u32 index = sb_hash(&key, 1) >> shift;

	return bpf_map_lookup_elem(buckets, &index);
}

static __always_inline bool sb_bucket_holds4(struct sb_bucket4 *bucket, void *spill, __u32 key)
{
	if (!bucket)
		return false;
	for (int slot = 0; slot < SB_SLOTS4; slot++)
		if (bucket->keys[slot] == key && bucket->expires[slot])
			return sb_expires_later(bucket->expires[slot], &bucket->hits[slot]);
	return bucket->spilled && sb_in_force(bpf_map_lookup_elem(spill, &key));
}

/* The same for keys of eight bytes. */
static __always_inline struct sb_bucket64 *sb_bucket_of8(void *buckets, __u32 shift, __u64 key)
{
	__u32 index = sb_hash(&key, 2) >> shift;

	return bpf_map_lookup_elem(buckets, &index);
}

static __always_inline bool sb_bucket_holds8(struct sb_bucket64 *bucket, void *spill, __u64 key)
{
	if (!bucket)
		return false;
	for (int slot = 0; slot < SB_SLOTS64; slot++)
		if (bucket->keys[slot] == key && bucket->expires[slot])
			return sb_expires_later(bucket->expires[slot], &bucket->hits[slot]);
	return bucket->spilled && sb_in_force(bpf_map_lookup_elem(spill, &key));
}

/* The same for addresses of IPv6. */
static __always_inline struct sb_bucket6 *sb_bucket_of16(void *buckets, __u32 shift, const struct sb_address6 *key)
{
	__u32 index = sb_hash(key, 4) >> shift;

	return bpf_map_lookup_elem(buckets, &index);
}

static __always_inline bool sb_bucket_holds16(struct sb_bucket6 *bucket, void *spill, const struct sb_address6 *key)
{
	__u64 wanted[2];

	if (!bucket)
		return false;
	__builtin_memcpy(wanted, key, sizeof(wanted));
	for (int slot = 0; slot < SB_SLOTS6; slot++)
		if (bucket->keys[slot][0] == wanted[0] && bucket->keys[slot][1] == wanted[1] && bucket->expires[slot])
			return sb_expires_later(bucket->expires[slot], &bucket->hits[slot]);
	return bucket->spilled && sb_in_force(bpf_map_lookup_elem(spill, key));
}

#endif
