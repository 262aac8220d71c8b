// SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause)
/*
 * The tables of rules and services. Only the two of counters are pinned; the others live and end with the program that
 * was loaded with them.
 */
#ifndef SECBEAT_POLICY_MAPS_H
#define SECBEAT_POLICY_MAPS_H

#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

#include "abi.h"

/* The rules in their order; the first settings.rules count. */
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(map_flags, BPF_F_RDONLY_PROG);
	__uint(max_entries, SB_RULES);
	__type(key, __u32);
	__type(value, struct sb_rule);
} rules SEC(".maps");

/* Which rules a packet may match; one entry. */
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(map_flags, BPF_F_RDONLY_PROG);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct sb_rule_sets);
} rule_sets SEC(".maps");

/* What each rule matched, with its name. */
struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, SB_RULES);
	__type(key, __u32);
	__type(value, struct sb_rule_count);
} rule_counts SEC(".maps");

/* Which service a port belongs to; one cache line for a packet. */
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(map_flags, BPF_F_RDONLY_PROG);
	__uint(max_entries, 2 * SB_PORT_LINES);
	__type(key, __u32);
	__type(value, struct sb_port_line);
} service_ports SEC(".maps");

/* The services; the first settings.services count. */
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(map_flags, BPF_F_RDONLY_PROG);
	__uint(max_entries, SB_SERVICES);
	__type(key, __u32);
	__type(value, struct sb_service);
} services SEC(".maps");

/*
 * The UDP source ports that each service does not hear, at its index; user space makes it as large as there are services.
 * Only a service that has such ports is looked up, so the others pay nothing for it.
 */
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(map_flags, BPF_F_RDONLY_PROG);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct sb_port_set);
} amplifiers SEC(".maps");

/* What became of each service's packets, with its name. */
struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, SB_SERVICES);
	__type(key, __u32);
	__type(value, struct sb_service_count);
} service_counts SEC(".maps");

/*
 * Sources of the services that are policed, each service's sets after the other's, then those of each stage of counting rules,
 * and those of limits that operators gave last, shared by all CPUs. It is mapped by nobody; the flag has the kernel put it on a page of its own, so that a set is two cache lines and not three.
 */
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(map_flags, BPF_F_MMAPABLE);
	__uint(max_entries, 2);
	__type(key, __u32);
	__type(value, struct sb_policed_set);
} policed SEC(".maps");

/* The windows of those sources of the table above that limits hold: as many sets as its parts for limits have. */
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(map_flags, BPF_F_MMAPABLE);
	__uint(max_entries, 2);
	__type(key, __u32);
	__type(value, struct sb_windows_set);
} windows SEC(".maps");

/* IPv4 prefixes whose sources counting rules do not bind for now; the value is until when, CLOCK_MONOTONIC in ns. */
struct {
	__uint(type, BPF_MAP_TYPE_LPM_TRIE);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__uint(max_entries, SB_SPARED);
	__type(key, struct sb_prefix4);
	__type(value, __u64);
} spared4 SEC(".maps");

/* IPv6 prefixes up to /64, likewise. */
struct {
	__uint(type, BPF_MAP_TYPE_LPM_TRIE);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__uint(max_entries, SB_SPARED);
	__type(key, struct sb_prefix6);
	__type(value, __u64);
} spared6 SEC(".maps");

/* What sources of IPv4 prefixes may send by limits that operators gave; read only while ordered_limits says so. */
struct {
	__uint(type, BPF_MAP_TYPE_LPM_TRIE);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__uint(max_entries, SB_ORDERED);
	__type(key, struct sb_prefix4);
	__type(value, struct sb_ordered_limits);
} ordered4 SEC(".maps");

/* IPv6 prefixes up to /64, likewise. */
struct {
	__uint(type, BPF_MAP_TYPE_LPM_TRIE);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__uint(max_entries, SB_ORDERED);
	__type(key, struct sb_prefix6);
	__type(value, struct sb_ordered_limits);
} ordered6 SEC(".maps");

#endif
