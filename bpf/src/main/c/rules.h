// SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause)
/*
 * Match rules: an ordered list, asked from the top until a rule decides. What a rule compares bit by bit (addresses,
 * protocol, flags) is laid out as five words, each with a mask, as in the ternary memories of switches; ports and
 * length are ranges. So nothing depends on how the rules look: the verifier checks one step for all of them.
 *
 * As there are at most 64, a set of rules is one word. User space has computed for each property of a packet which rules
 * it leaves possible; the intersection of these sets (the bit vectors of Lakshman and Stiliadis, 1998) costs a few loads
 * whatever the number of rules, and only what remains is compared in full, in order.
 */
#ifndef SECBEAT_RULES_H
#define SECBEAT_RULES_H

#include <stdbool.h>
#include <linux/bpf.h>
#include <bpf/bpf_endian.h>
#include <bpf/bpf_helpers.h>

#include "abi.h"
#include "addresses.h"
#include "packet.h"
#include "policy_maps.h"
#include "settings.h"

/* A packet as rules see it. */
struct sb_match {
	__u64 words[SB_WORDS];
	__u64 possible; /* the rules that are still to be asked */
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

/* Which bit is the lowest that is set: counts those below it. The builtin for this crashes clang 14 on this target. */
static __always_inline __u32 sb_lowest(__u64 set)
{
	__u64 below = (set & -set) - 1;

	below -= below >> 1 & 0x5555555555555555ULL;
	below = (below & 0x3333333333333333ULL) + (below >> 2 & 0x3333333333333333ULL);
	below = (below + (below >> 4)) & 0x0f0f0f0f0f0f0f0fULL;
	return below * 0x0101010101010101ULL >> 56;
}

/* Asks the first of the possible rules, of which there is at least one; 0 when another is to be asked. */
static long sb_ask_rule(__u32 step, struct sb_match *match)
{
	__u32 index = sb_lowest(match->possible);
	struct sb_rule *rule = bpf_map_lookup_elem(&rules, &index);
	struct sb_rule_count *count;

	(void)step;
	match->possible &= match->possible - 1;
	if (!rule)
		return 1;
	if (!sb_matches(match, rule))
		return match->possible == 0;
	count = bpf_map_lookup_elem(&rule_counts, &index);
	if (count) {
		count->packets++;
		count->bytes += match->frame_bytes;
	}
	if (rule->action == SB_RULE_COUNT)
		return match->possible == 0;
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

/* The rules that a packet may match. */
static __always_inline __u64 sb_possible_rules(const struct sb_packet *packet, const struct sb_match *match)
{
	__u32 key = 0;
	struct sb_rule_sets *sets = bpf_map_lookup_elem(&rule_sets, &key);
	__u32 kind = packet->protocol;
	bool ipv4 = packet->family == SB_IPV4;
	__u32 source, destination;
	__u64 possible;

	if (!sets)
		return 0;
	kind |= ipv4 ? 0 : SB_SETS_KIND_IPV6;
	kind |= packet->fragment ? SB_SETS_KIND_FRAGMENT : 0;
	/* The compiler knows that a bool is 0 or 1 and would leave the mask out; the verifier does not. */
	asm volatile("" : "+r"(kind));
	possible = sets->kind[kind & (SB_SETS_KINDS - 1)] & sets->flags[packet->tcp_flags] &
		   sets->source_ports[match->source_port >> SB_SETS_PORT_SHIFT] &
		   sets->destination_ports[match->destination_port >> SB_SETS_PORT_SHIFT];
	if (!possible)
		return 0;
	source = ipv4 ? bpf_ntohl(packet->addr4) : sb_upper(&packet->addr6) >> 16;
	destination = ipv4 ? bpf_ntohl(packet->destination4) :
			     sb_upper(&packet->destination6) << 16 | (__u16)sb_lower(&packet->destination6);
	for (int i = 0; i < SB_SETS_BYTES; i++)
		possible &= sets->source[i][source >> (24 - 8 * i) & 0xff];
	for (int i = 0; i < SB_SETS_BYTES; i++)
		possible &= sets->destination[i][destination >> (24 - 8 * i) & 0xff];
	return possible;
}

static __always_inline enum sb_reason sb_judge_rules(const struct sb_packet *packet, __u32 frame_bytes)
{
	struct sb_match match = {};

	match.source_port = bpf_ntohs(packet->source_port);
	match.destination_port = bpf_ntohs(packet->destination_port);
	match.possible = sb_possible_rules(packet, &match);
	if (!match.possible)
		return SB_PASS_CLEAN;
	match.words[SB_WORD_KIND] = (__u64)packet->protocol << SB_KIND_PROTOCOL |
				    (__u64)packet->tcp_flags << SB_KIND_FLAGS |
				    (__u64)packet->family << SB_KIND_FAMILY |
				    (__u64)packet->fragment << SB_KIND_FRAGMENT |
				    (__u64)packet->transport << SB_KIND_TRANSPORT;
	sb_source_words(packet, &match.words[SB_WORD_SOURCE]);
	sb_destination_words(packet, &match.words[SB_WORD_DESTINATION]);
	match.length = packet->ip_bytes;
	match.frame_bytes = frame_bytes;
	bpf_loop(SB_RULES, sb_ask_rule, &match, 0);
	if (match.action == SB_RULE_DROP)
		return SB_DROP_RULE_DROP;
	return match.action == SB_RULE_PASS ? SB_PASS_RULE_PASS : SB_PASS_CLEAN;
}

#endif
