// SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause)
/* Marks of the flat tables, see abi.h: small enough to stay in a cache where the tables do not. */
#ifndef SECBEAT_MARK_MAPS_H
#define SECBEAT_MARK_MAPS_H

#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

#include "abi.h"

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
