// SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause)
/*
 * Match rules: an ordered list, asked from the top until a rule decides. What a rule compares bit by bit (addresses,
 * protocol, flags) is laid out as five words, each with a mask, as in the ternary memories of switches; ports and
 * length are ranges. So every rule costs the same few instructions whatever it asks for, most of them only the first
 * word, and nothing depends on how the rules look: the verifier checks one step for all of them.
 */
#ifndef SECBEAT_RULES_H
#define SECBEAT_RULES_H

#include <stdbool.h>
#include <linux/bpf.h>
#include <bpf/bpf_endian.h>
#include <bpf/bpf_helpers.h>

#include "abi.h"
#include "packet.h"
#include "policy_maps.h"
#include "settings.h"

/* A packet as rules see it. */
struct sb_match {
	__u64 words[SB_WORDS];
	__u16 source_port;
	__u16 destination_port;
	__u16 length;
	__u16 action; /* of the rule that decides; 0 while none has */
	__u32 frame_bytes;
};

static __always_inline bool sb_in_range(__u16 number, const struct sb_range *range)
{
	return (__u16)(number - range->least) <= range->span;
}

static __always_inline bool sb_matches(const struct sb_match *match, const struct sb_rule *rule)
{
	__u64 differs = 0;

	if ((match->words[SB_WORD_KIND] ^ rule->value[SB_WORD_KIND]) & rule->mask[SB_WORD_KIND])
		return false;
	for (int word = SB_WORD_SOURCE; word < SB_WORDS; word++)
		differs |= (match->words[word] ^ rule->value[word]) & rule->mask[word];
	return !differs && sb_in_range(match->source_port, &rule->source_ports) &&
	       sb_in_range(match->destination_port, &rule->destination_ports) &&
	       sb_in_range(match->length, &rule->length);
}

static long sb_ask_rule(__u32 index, struct sb_match *match)
{
	struct sb_rule *rule = bpf_map_lookup_elem(&rules, &index);
	struct sb_rule_count *count;

	if (!rule)
		return 1;
	if (!sb_matches(match, rule))
		return 0;
	count = bpf_map_lookup_elem(&rule_counts, &index);
	if (count) {
		count->packets++;
		count->bytes += match->frame_bytes;
	}
	if (rule->action == SB_RULE_COUNT)
		return 0;
	match->action = rule->action;
	return 1;
}

/* The destination as the words of a rule or a service have it. */
static __always_inline void sb_destination_words(const struct sb_packet *packet, __u64 *words)
{
	if (packet->family == SB_IPV4) {
		words[0] = 0;
		words[1] = 0;
		__builtin_memcpy(words, &packet->destination4, sizeof(packet->destination4));
	} else {
		__builtin_memcpy(words, &packet->destination6, sizeof(packet->destination6));
	}
}

static __always_inline void sb_source_words(const struct sb_packet *packet, __u64 *words)
{
	if (packet->family == SB_IPV4)
		__builtin_memcpy(words, &packet->addr4, sizeof(packet->addr4));
	else
		__builtin_memcpy(words, &packet->addr6, sizeof(packet->addr6));
}

static __always_inline enum sb_reason sb_judge_rules(const struct sb_packet *packet, __u32 frame_bytes)
{
	struct sb_match match = {};

	match.words[SB_WORD_KIND] = (__u64)packet->protocol << SB_KIND_PROTOCOL |
				    (__u64)packet->tcp_flags << SB_KIND_FLAGS |
				    (__u64)packet->family << SB_KIND_FAMILY |
				    (__u64)packet->fragment << SB_KIND_FRAGMENT |
				    (__u64)packet->transport << SB_KIND_TRANSPORT;
	sb_source_words(packet, &match.words[SB_WORD_SOURCE]);
	sb_destination_words(packet, &match.words[SB_WORD_DESTINATION]);
	match.source_port = bpf_ntohs(packet->source_port);
	match.destination_port = bpf_ntohs(packet->destination_port);
	match.length = packet->ip_bytes;
	match.frame_bytes = frame_bytes;
	bpf_loop(settings.rules, sb_ask_rule, &match, 0);
	if (match.action == SB_RULE_DROP)
		return SB_DROP_RULE_DROP;
	return match.action == SB_RULE_PASS ? SB_PASS_RULE_PASS : SB_PASS_CLEAN;
}

#endif
