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
 * Exact tables: arrays of buckets that user space maps into its memory, see exact.h. Each with a small hash table for
 * what found its bucket full.
 */

/* Blocked IPv4 addresses. */
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(map_flags, BPF_F_MMAPABLE);
	__uint(max_entries, 2);
	__type(key, __u32);
	__type(value, struct sb_bucket4);
} block_addr4 SEC(".maps");

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

/* Blocked IPv6 addresses whose bucket is full. */
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__uint(max_entries, 1024);
	__type(key, struct sb_address6);
	__type(value, struct sb_block);
} spill_addr6 SEC(".maps");

/* Blocked IPv4 prefixes of every length but /32; see abi.h for the key. */
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(map_flags, BPF_F_MMAPABLE);
	__uint(max_entries, 2);
	__type(key, __u32);
	__type(value, struct sb_bucket4);
} block_prefix4 SEC(".maps");

/* Blocked IPv4 prefixes whose bucket is full. */
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__uint(max_entries, 1024);
	__type(key, __u32);
	__type(value, struct sb_block);
} spill_prefix4 SEC(".maps");

/* Blocked IPv6 prefixes up to /63. */
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(map_flags, BPF_F_MMAPABLE);
	__uint(max_entries, 2);
	__type(key, __u32);
	__type(value, struct sb_bucket64);
} block_prefix6 SEC(".maps");

/* Blocked IPv6 prefixes up to /63 whose bucket is full. */
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__uint(max_entries, 1024);
	__type(key, __u64);
	__type(value, struct sb_block);
} spill_prefix6 SEC(".maps");

/* What lies near an IPv4 address: index is its first 16 bits. */
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(map_flags, BPF_F_MMAPABLE);
	__uint(max_entries, 65536);
	__type(key, __u32);
	__type(value, struct sb_near4);
} near4 SEC(".maps");

/* What lies near an IPv6 address: index is the hash of its first 32 bits. */
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(map_flags, BPF_F_MMAPABLE);
	__uint(max_entries, 2);
	__type(key, __u32);
	__type(value, struct sb_near6);
} near6 SEC(".maps");

/* The one entry of all prefixes shorter than /32. */
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(map_flags, BPF_F_MMAPABLE);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct sb_near6);
} wide6 SEC(".maps");

/* Tries are written by user space alone and rarely asked, so they need no preallocation: an empty one costs little. */

/* Blocked IPv6 prefixes from /65 to /127. */
struct {
	__uint(type, BPF_MAP_TYPE_LPM_TRIE);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__uint(max_entries, 1024);
	__type(key, struct sb_prefix6);
	__type(value, struct sb_block);
} block_beyond6 SEC(".maps");

/* IPv4 prefixes that are let off something; the value is an enum sb_allowance. */
struct {
	__uint(type, BPF_MAP_TYPE_LPM_TRIE);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__uint(max_entries, 1024);
	__type(key, struct sb_prefix4);
	__type(value, __u32);
} allow_prefix4 SEC(".maps");

/* IPv6 prefixes, likewise. */
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

/* struct sb_sample records for whoever captures, see samples.h; max_entries is bytes. */
struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 65536);
} samples SEC(".maps");

/* What is to be sampled, by enum sb_capture_entry. */
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 2);
	__type(key, __u32);
	__type(value, struct sb_capture);
} capture SEC(".maps");

/* The rate of each CPU's samples. */
struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct sb_sampler);
} sampler SEC(".maps");

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
