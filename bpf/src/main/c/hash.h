// SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause)
/*
 * The keyed hash of all tables: the sum of 32-bit words times secret factors plus a secret addend (multiply-shift, Dietzfelbinger
 * 1996), then folded and multiplied once more (the step of Steele's and Vigna's generators, 2014). The sum alone keeps
 * any two keys apart but not many in a row: addresses at equal distances would, for one secret in some hundred, crowd in a few
 * buckets. Who does not know the secret cannot choose keys that meet. The upper bits pick the bucket.
 */
#ifndef SECBEAT_HASH_H
#define SECBEAT_HASH_H

#include <bpf/bpf_helpers.h>

#include "abi.h"
#include "settings.h"

static __always_inline __u32 sb_word(const void *key, int index)
{
	__u32 word;

	__builtin_memcpy(&word, (const char *)key + index * sizeof(word), sizeof(word));
	return word;
}

static __always_inline __u64 sb_mixed(__u64 sum)
{
	return (sum ^ sum >> 32) * 0x9e3779b97f4a7c15ULL;
}

static __always_inline __u64 sb_hash(const void *key, int words)
{
	__u64 sum = settings.hash.addend;

	for (int i = 0; i < words; i++)
		sum += settings.hash.factors[i] * sb_word(key, i);
	return sb_mixed(sum);
}

#endif
