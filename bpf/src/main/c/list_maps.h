// SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause)
/*
 * The maps of lists from files. max_entries are placeholders, as in maps.h; each array that holds entries has room for two
 * generations, one after the other, and is mapped into user space's memory while one of them is filled.
 */
#ifndef SECBEAT_LIST_MAPS_H
#define SECBEAT_LIST_MAPS_H

#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

#include "abi.h"

/* Which generation is in force, and what belongs to each as a whole. */
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(map_flags, BPF_F_MMAPABLE);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct sb_lists);
} lists SEC(".maps");

/* Listed IPv4 addresses and prefixes. */
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(map_flags, BPF_F_MMAPABLE);
	__uint(max_entries, 2);
	__type(key, __u32);
	__type(value, struct sb_list_bucket4);
} list4 SEC(".maps");

/* Listed IPv6 prefixes up to /64. */
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(map_flags, BPF_F_MMAPABLE);
	__uint(max_entries, 2);
	__type(key, __u32);
	__type(value, struct sb_list_bucket8);
} list8 SEC(".maps");

/* Listed IPv6 addresses. */
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(map_flags, BPF_F_MMAPABLE);
	__uint(max_entries, 2);
	__type(key, __u32);
	__type(value, struct sb_list_bucket16);
} list16 SEC(".maps");

/* What is listed near an IPv4 address: index is its first 16 bits, after the generation. */
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(map_flags, BPF_F_MMAPABLE);
	__uint(max_entries, 2);
	__type(key, __u32);
	__type(value, struct sb_list_near4);
} list_near4 SEC(".maps");

/* What is listed near an IPv6 address: index is the hash of its first 32 bits, after the generation. */
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(map_flags, BPF_F_MMAPABLE);
	__uint(max_entries, 2);
	__type(key, __u32);
	__type(value, struct sb_list_near6);
} list_near6 SEC(".maps");

/* What the lists of each generation are, see struct sb_list_note; the program never looks. */
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(map_flags, BPF_F_MMAPABLE);
	__uint(max_entries, 2 * SB_LISTS);
	__type(key, __u32);
	__type(value, struct sb_list_note);
} list_notes SEC(".maps");

/* Packets and bytes dropped, by the counter that struct sb_lists gives a list. */
struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, SB_LIST_COUNTERS);
	__type(key, __u32);
	__type(value, struct sb_counter);
} list_hits SEC(".maps");

/* Packets and bytes that lists on a dry run would have dropped, by the same counter. */
struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, SB_LIST_COUNTERS);
	__type(key, __u32);
	__type(value, struct sb_counter);
} list_spared SEC(".maps");

#endif
