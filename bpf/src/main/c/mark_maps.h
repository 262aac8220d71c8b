// SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause)
/* What is asked before the buckets of exact.h, and agreed on with user space as abi.h is. */
#ifndef SECBEAT_MARK_MAPS_H
#define SECBEAT_MARK_MAPS_H

#include <linux/bpf.h>
#include <linux/types.h>
#include <bpf/bpf_helpers.h>

/*
 * Marks of the flat tables, small enough to stay in a cache where those do not: a word for one bucket of five slots or
 * two of fewer, which tells of most keys that they are not there, in a thirtieth of the memory. Each entry, in the table
 * beside too, sets two bits of the word, picked by its hash (Bloom 1970). User space sets them before the entry, and
 * clears what no other entry needs after it is gone, all at once: no entry in force is ever without its marks. It writes
 * all of them anew when it starts, for a version without marks may have changed the tables since.
 */
enum sb_mark {
	SB_MARK_FIRST = 30,  /* where in the hash five bits pick the one bit */
	SB_MARK_SECOND = 35, /* and the other */
	SB_MARK_WORDS = 2,   /* in an element: it takes eight bytes at least */
};

struct sb_marks {
	__u32 words[SB_MARK_WORDS];
};

/* Of block_addr4. */
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(map_flags, BPF_F_MMAPABLE);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct sb_marks);
} mark_addr4 SEC(".maps");

/* Of block_addr6. */
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(map_flags, BPF_F_MMAPABLE);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct sb_marks);
} mark_addr6 SEC(".maps");

/* Of block_net64. */
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(map_flags, BPF_F_MMAPABLE);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct sb_marks);
} mark_net64 SEC(".maps");

/* Of block_prefix4. */
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(map_flags, BPF_F_MMAPABLE);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct sb_marks);
} mark_prefix4 SEC(".maps");

/* Of block_prefix6. */
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(map_flags, BPF_F_MMAPABLE);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct sb_marks);
} mark_prefix6 SEC(".maps");

#endif
