// SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause)
/*
 * Every map. max_entries are placeholders: user space sets the configured sizes before load. The loader pins all of
 * them, so that blocks and statistics outlive the daemon.
 */
#ifndef SECBEAT_MAPS_H
#define SECBEAT_MAPS_H

#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

#include "abi.h"

/*
 * Exact tables: arrays of buckets that user space maps into its memory, see exact.h. Each with the hits of its slots, and
 * with a small hash table for what found its bucket full.
 */

/* Blocked IPv4 addresses. */
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(map_flags, BPF_F_MMAPABLE);
	__uint(max_entries, 2);
	__type(key, __u32);
	__type(value, struct sb_bucket4);
} block_addr4 SEC(".maps");

/* Their hits. */
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(map_flags, BPF_F_MMAPABLE);
	__uint(max_entries, 2);
	__type(key, __u32);
	__type(value, struct sb_hits4);
} hits_addr4 SEC(".maps");

/* Blocked IPv4 addresses whose bucket is full; the key is the address as on the wire. */
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__uint(max_entries, 1024);
	__type(key, __u32);
	__type(value, struct sb_block);
} spill_addr4 SEC(".maps");

/* Blocked IPv6 /64s: the unit sources are counted by, hence worth a table of their own. */
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(map_flags, BPF_F_MMAPABLE);
	__uint(max_entries, 2);
	__type(key, __u32);
	__type(value, struct sb_bucket64);
} block_net64 SEC(".maps");

/* Their hits. */
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(map_flags, BPF_F_MMAPABLE);
	__uint(max_entries, 2);
	__type(key, __u32);
	__type(value, struct sb_hits64);
} hits_net64 SEC(".maps");

/* Blocked IPv6 /64s whose bucket is full. */
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__uint(max_entries, 1024);
	__type(key, struct sb_network6);
	__type(value, struct sb_block);
} spill_net64 SEC(".maps");

/* Blocked IPv6 addresses. */
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(map_flags, BPF_F_MMAPABLE);
	__uint(max_entries, 2);
	__type(key, __u32);
	__type(value, struct sb_bucket6);
} block_addr6 SEC(".maps");

/* Their hits. */
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(map_flags, BPF_F_MMAPABLE);
	__uint(max_entries, 2);
	__type(key, __u32);
	__type(value, struct sb_hits6);
} hits_addr6 SEC(".maps");

/* Blocked IPv6 addresses whose bucket is full. */
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__uint(max_entries, 1024);
	__type(key, struct sb_address6);
	__type(value, struct sb_block);
} spill_addr6 SEC(".maps");

/* Prefixes are written by user space alone, so they need no preallocation: an empty table costs little. */

/* Blocked IPv4 prefixes of every other length. */
struct {
	__uint(type, BPF_MAP_TYPE_LPM_TRIE);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__uint(max_entries, 1024);
	__type(key, struct sb_prefix4);
	__type(value, struct sb_block);
} block_prefix4 SEC(".maps");

/* Blocked IPv6 prefixes of every other length. */
struct {
	__uint(type, BPF_MAP_TYPE_LPM_TRIE);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__uint(max_entries, 1024);
	__type(key, struct sb_prefix6);
	__type(value, struct sb_block);
} block_prefix6 SEC(".maps");

/* IPv4 prefixes that are never dropped; the value means nothing. */
struct {
	__uint(type, BPF_MAP_TYPE_LPM_TRIE);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__uint(max_entries, 1024);
	__type(key, struct sb_prefix4);
	__type(value, __u32);
} allow_prefix4 SEC(".maps");

/* IPv6 prefixes that are never dropped. */
struct {
	__uint(type, BPF_MAP_TYPE_LPM_TRIE);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__uint(max_entries, 1024);
	__type(key, struct sb_prefix6);
	__type(value, __u32);
} allow_prefix6 SEC(".maps");

/*
 * Counts by source that have not been reported: for each CPU its own sets, one CPU after the other, so that nothing is
 * shared between CPUs and nothing needs to be atomic.
 */
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 2);
	__type(key, __u32);
	__type(value, struct sb_source_set);
} sources SEC(".maps");

/* struct sb_report records for user space; max_entries is bytes. */
struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 65536);
} reports SEC(".maps");

/* Packets and bytes by enum sb_reason. */
struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, SB_REASON_ROOM);
	__type(key, __u32);
	__type(value, struct sb_counter);
} stats SEC(".maps");

/* Occurrences by enum sb_event. */
struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, SB_EVENT_ROOM);
	__type(key, __u32);
	__type(value, __u64);
} events SEC(".maps");

/* Guarded ports by their index in the settings: how fast SYNs come, and whether they are answered. */
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, SB_SYN_PORTS);
	__type(key, __u32);
	__type(value, struct sb_syn_guard);
} syn_guards SEC(".maps");

/* SYNs to each of them that this CPU has counted and not yet told the others. */
struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, SB_SYN_PORTS);
	__type(key, __u32);
	__type(value, __u64);
} syn_pending SEC(".maps");

/* One struct sb_meta, written by user space when it first creates the maps. */
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct sb_meta);
} meta SEC(".maps");

#endif
