// SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause)
/*
 * Why each block of the flat tables is there: a byte for each slot, 0 for unknown; what the others mean is user space's
 * affair (dev.secbeat.node.api.BlockCause). The program never looks, so the bytes stand beside the tables and not in them,
 * where they would cost slots. Pinned, so that a block and its cause outlive the daemon together.
 *
 * A bucket takes as many bytes as it has slots, rounded up to 4 or 8; eight bytes are an element.
 */
#ifndef SECBEAT_CAUSE_MAPS_H
#define SECBEAT_CAUSE_MAPS_H

#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

/* Of block_addr4. */
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(map_flags, BPF_F_MMAPABLE);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, __u64);
} cause_addr4 SEC(".maps");

/* Of block_addr6. */
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(map_flags, BPF_F_MMAPABLE);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, __u64);
} cause_addr6 SEC(".maps");

/* Of block_net64. */
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(map_flags, BPF_F_MMAPABLE);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, __u64);
} cause_net64 SEC(".maps");

/* Of block_prefix4. */
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(map_flags, BPF_F_MMAPABLE);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, __u64);
} cause_prefix4 SEC(".maps");

/* Of block_prefix6. */
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(map_flags, BPF_F_MMAPABLE);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, __u64);
} cause_prefix6 SEC(".maps");

#endif
