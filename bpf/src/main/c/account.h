// SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause)
/*
 * Counting by source. Each source holds what nobody has been told yet; a report takes it all out by atomic exchange,
 * so no packet is reported twice or forgotten, whichever CPUs meet. A source reports when it has report_step packets
 * or when report_tick_ns have passed since it last did, always on one of its own packets: after its last packet up to
 * report_step - 1 packets stay untold until it speaks again or gives way to another source. When the ring is full the
 * counts stay where they are and go with the next report.
 */
#ifndef SECBEAT_ACCOUNT_H
#define SECBEAT_ACCOUNT_H

#include <linux/bpf.h>
#include <bpf/bpf_endian.h>
#include <bpf/bpf_helpers.h>

#include "abi.h"
#include "maps.h"
#include "packet.h"
#include "settings.h"
#include "stats.h"

static __always_inline struct sb_source_key sb_source_key_of(const struct sb_packet *packet)
{
	struct sb_source_key key = {.family = packet->family};

	if (packet->family == SB_IPV4) {
		key.bits = bpf_ntohl(packet->addr4);
	} else {
		__be64 upper;

		__builtin_memcpy(&upper, &packet->addr6, sizeof(upper));
		key.bits = bpf_be64_to_cpu(upper);
	}
	return key;
}

static __always_inline void sb_report_source(const struct sb_source_key *key, struct sb_source *source, __u64 now_ns)
{
	struct sb_report *report = bpf_ringbuf_reserve(&reports, sizeof(*report), 0);

	if (!report) {
		sb_note(SB_EVENT_RING_FULL);
		return;
	}
	report->since_ns = source->reported_ns;
	source->reported_ns = now_ns;
	report->bits = key->bits;
	report->family = key->family;
	report->reserved = 0;
	report->packets = __sync_lock_test_and_set(&source->packets, 0);
	report->bytes = __sync_lock_test_and_set(&source->bytes, 0);
	report->syns = __sync_lock_test_and_set(&source->syns, 0);
	/* User space looks by itself; waking it for each record would cost more than the record. */
	bpf_ringbuf_submit(report, BPF_RB_NO_WAKEUP);
}

static __always_inline struct sb_source *sb_find_source(const struct sb_source_key *key, __u64 now_ns)
{
	struct sb_source *source = bpf_map_lookup_elem(&sources, key);
	struct sb_source fresh = {.reported_ns = now_ns};

	if (source)
		return source;
	/* Another CPU may have been first; then its entry is as good. */
	bpf_map_update_elem(&sources, key, &fresh, BPF_NOEXIST);
	return bpf_map_lookup_elem(&sources, key);
}

static __always_inline void sb_account(const struct sb_packet *packet, __u32 frame_bytes, __u64 now_ns)
{
	struct sb_source_key key = sb_source_key_of(packet);
	struct sb_source *source = sb_find_source(&key, now_ns);
	__u64 packets;

	if (!source) {
		sb_note(SB_EVENT_SOURCE_REFUSED);
		return;
	}
	__sync_fetch_and_add(&source->bytes, frame_bytes);
	if (packet->opens_connection)
		__sync_fetch_and_add(&source->syns, 1);
	packets = __sync_fetch_and_add(&source->packets, 1) + 1;
	if (packets >= settings.report_step || now_ns - source->reported_ns >= settings.report_tick_ns)
		sb_report_source(&key, source, now_ns);
}

#endif
