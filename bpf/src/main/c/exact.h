// SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause)
/*
 * Tables of keys: one word of a small table of marks for most packets that pass, one cache line more for the others. A table
 * is an array of buckets with a few slots each; the hash picks one bucket, and all its slots are compared. User space keeps
 * buckets half full, so that about one in fifty entries finds no slot; those go to a kernel hash table, which is asked only
 * for buckets that say so.
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
#include "mark_maps.h"
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

/* Whether a key of this hash may be there: for most packets all that is asked. Word is where its marks are. */
static __always_inline bool sb_marked(void *marks, __u32 word, __u64 hash)
{
	__u32 bits = 1u << (hash >> SB_MARK_FIRST & 31) | 1u << (hash >> SB_MARK_SECOND & 31);
	__u32 index = word / SB_MARK_WORDS;
	const struct sb_marks *found = bpf_map_lookup_elem(marks, &index);

	return found && (found->words[word % SB_MARK_WORDS] & bits) == bits;
}

/* A table of buckets of four-byte keys; all arguments but the key are the same for every call from one place. */
static __always_inline bool sb_listed4(void *marks, void *buckets, void *spill, __u32 shift, __u32 key)
{
	__u64 hash = sb_hash(&key, 1);
	__u32 index = hash >> shift;
	struct sb_bucket4 *bucket;

	if (!sb_marked(marks, index, hash))
		return false;
	bucket = bpf_map_lookup_elem(buckets, &index);
	if (!bucket)
		return false;
	for (int slot = 0; slot < SB_SLOTS4; slot++)
		if (bucket->keys[slot] == key && bucket->expires[slot])
			return sb_expires_later(bucket->expires[slot], &bucket->hits[slot]);
	return bucket->spilled && sb_in_force(bpf_map_lookup_elem(spill, &key));
}

/* The same for keys of eight bytes. */
static __always_inline bool sb_listed8(void *marks, void *buckets, void *spill, __u32 shift, __u64 key)
{
	__u64 hash = sb_hash(&key, 2);
	__u32 index = hash >> shift;
	struct sb_bucket64 *bucket;

	if (!sb_marked(marks, index >> 1, hash))
		return false;
	bucket = bpf_map_lookup_elem(buckets, &index);
	if (!bucket)
		return false;
	for (int slot = 0; slot < SB_SLOTS64; slot++)
		if (bucket->keys[slot] == key && bucket->expires[slot])
			return sb_expires_later(bucket->expires[slot], &bucket->hits[slot]);
	return bucket->spilled && sb_in_force(bpf_map_lookup_elem(spill, &key));
}

static __always_inline bool sb_exact4(__u32 addr4)
{
	return sb_listed4(&mark_addr4, &block_addr4, &spill_addr4, settings.shift4, addr4);
}

static __always_inline bool sb_exact64(const struct sb_network6 *network)
{
	__u64 key;

	__builtin_memcpy(&key, network, sizeof(key));
	return sb_listed8(&mark_net64, &block_net64, &spill_net64, settings.shift64, key);
}

static __always_inline bool sb_exact6(const struct sb_address6 *address)
{
	__u64 hash = sb_hash(address, 4);
	__u32 index = hash >> settings.shift6;
	struct sb_bucket6 *bucket;
	__u64 wanted[2];

	if (!sb_marked(&mark_addr6, index >> 1, hash))
		return false;
	bucket = bpf_map_lookup_elem(&block_addr6, &index);
	if (!bucket)
		return false;
	__builtin_memcpy(wanted, address, sizeof(wanted));
	for (int slot = 0; slot < SB_SLOTS6; slot++)
		if (bucket->keys[slot][0] == wanted[0] && bucket->keys[slot][1] == wanted[1] && bucket->expires[slot])
			return sb_expires_later(bucket->expires[slot], &bucket->hits[slot]);
	return bucket->spilled && sb_in_force(bpf_map_lookup_elem(&spill_addr6, address));
}

#endif
