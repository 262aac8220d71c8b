// SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause)
/*
 * The keyed hash of all tables: multiply-shift over 32-bit words (Dietzfelbinger 1996), the upper bits of the sum of words
 * times secret factors plus a secret addend. For any two keys the chance of meeting in a bucket is one in the number of
 * buckets, whoever chose the keys without knowing the secret.
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

static __always_inline __u64 sb_hash(const void *key, int words)
{
	__u64 sum = settings.hash.addend;

	for (int i = 0; i < words; i++)
		sum += settings.hash.factors[i] * sb_word(key, i);
	return sum;
}

#endif
