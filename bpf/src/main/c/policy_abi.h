// SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause)
/*
 * Match rules and services as user space writes them; part of abi.h. Their tables are not kept over a restart: each load
 * of the program brings its own, written before the program goes live, so that a change of all of them is one step.
 * Only the counters outlive it, by name.
 */
#ifndef SECBEAT_POLICY_ABI_H
#define SECBEAT_POLICY_ABI_H

#include <linux/types.h>

enum sb_policy_room {
	SB_RULES = 64,	    /* rules at most */
	SB_SERVICES = 16,   /* services at most */
	SB_NAME_BYTES = 32, /* of a rule or a service; shorter ones end with zeros */
	SB_SPARED = 65536,  /* prefixes of one family at most that source_limits do not bind */
	SB_FAMILIES = 2,
	SB_ORDERED = 512,   /* prefixes of one family at most whose sources operators hold to limits */
	SB_STAGES = 8,	    /* stages of limits at most: as many as there may be counting rules */
};

/* What a rule compares bit by bit, as words of a packet and of a rule. Addresses are as on the wire, IPv4 in the first
 * four bytes; the rest is zero. */
enum sb_word {
	SB_WORD_KIND = 0, /* see below */
	SB_WORD_SOURCE = 1,
	SB_WORD_SOURCE_LOW = 2,
	SB_WORD_DESTINATION = 3,
	SB_WORD_DESTINATION_LOW = 4,
	SB_WORDS = 5,
};

/* Where each part of the first word starts, in bits. */
enum sb_kind {
	SB_KIND_PROTOCOL = 0,	/* 8 bits */
	SB_KIND_FLAGS = 8,	/* 8 bits: of TCP */
	SB_KIND_FAMILY = 16,	/* 8 bits: enum sb_family */
	SB_KIND_FRAGMENT = 24,	/* 1 bit */
	SB_KIND_TRANSPORT = 25, /* 1 bit: ports, and of TCP the flags, are known */
};

enum sb_rule_action {
	SB_RULE_PASS = 1,
	SB_RULE_DROP = 2,
	SB_RULE_COUNT = 3, /* and go on with the next rule */
};

/* A port or a length is in range when it lies at most so far above the least. */
struct sb_range {
	__u16 least;
	__u16 span;
};

struct sb_rule {
	__u64 value[SB_WORDS];
	__u64 mask[SB_WORDS]; /* a bit that is not set is not compared */
	struct sb_range source_ports;
	struct sb_range destination_ports;
	struct sb_range length; /* of the IP packet */
	__u32 action;		/* enum sb_rule_action */
};

/*
 * Sets of rules, a bit for each, the first rule lowest: those a packet may match by one of its properties. Rules that do
 * not ask for the property are in all sets of it.
 */
#define SB_SETS_PORT_SHIFT 6 /* ports are told apart in steps of 64 */
#define SB_SETS_PORTS 1024
#define SB_SETS_BYTES 4
#define SB_SETS_KINDS 1024
#define SB_SETS_KIND_IPV6 0x100
#define SB_SETS_KIND_FRAGMENT 0x200

struct sb_rule_sets {
	__u64 kind[SB_SETS_KINDS]; /* by protocol, family and fragment, the latter two as above */
	__u64 flags[256]; /* of TCP */
	__u64 source_ports[SB_SETS_PORTS];
	__u64 destination_ports[SB_SETS_PORTS];
	/* By four bytes of an address: all of IPv4's; of IPv6's those in which, as a rule, sources or own addresses differ. */
	__u64 source[SB_SETS_BYTES][256];      /* IPv6: bytes 2 to 5 */
	__u64 destination[SB_SETS_BYTES][256]; /* IPv6: bytes 6, 7, 14 and 15 */
};

/* What one rule matched on one CPU. */
struct sb_rule_count {
	__u64 packets;
	__u64 bytes; /* whole frames */
	__u8 name[SB_NAME_BYTES];
};

enum sb_service_action {
	SB_SERVICE_PASS = 1,
	SB_SERVICE_DROP = 2,
	SB_SERVICE_POLICE = 3,
};

/* What became of a packet to a service: the index into its counters. */
enum sb_service_verdict {
	SB_SERVICE_PASSED = 0,
	SB_SERVICE_POLICED = 1,
	SB_SERVICE_DROPPED = 2,
	SB_SERVICE_SPARED = 3, /* it would have been dropped or policed; the service only rehearses */
	SB_SERVICE_VERDICTS = 4,
};

/* Time of the policing: units of 2^-SB_POLICE_SHIFT ns of CLOCK_MONOTONIC, modulo 2^64 (more than two years). */
#define SB_POLICE_SHIFT 8
/* The cost of a byte is finer by so many bits. */
#define SB_BYTE_SHIFT 8

enum sb_dimension {
	SB_POLICE_PACKETS = 0,
	SB_POLICE_BYTES = 1, /* whole frames */
	SB_POLICE_SYNS = 2,
	SB_POLICE_DIMENSIONS = 3,
};

/* A rate of one source: cost is the time one unit takes at that rate, 0 when there is no limit. */
struct sb_limit {
	__u64 cost;
	__u64 burst; /* the time whose worth may pass at once */
};

/* Time of windows: units of 2^SB_WINDOW_SHIFT of the policing's (16 us), modulo 2^32. */
#define SB_WINDOW_SHIFT 22

/* What of one source may come in one window: packets, bytes of whole frames, or SYNs. */
struct sb_window_limit {
	__u32 length; /* 0: any number, in any time */
	__u32 most;
};

/* What one source may send: at a rate, and in a window. */
struct sb_bounds {
	struct sb_limit limits[SB_POLICE_DIMENSIONS];
	struct sb_window_limit windows[SB_POLICE_DIMENSIONS];
};

/*
 * What a source of one family may send to all services together by one stage of limits, see limits.h. A packet is looked at
 * when more is known of its source than what the last two say.
 */
struct sb_source_limits {
	struct sb_bounds bounds;
	__u64 mask;	  /* which bits of a source's key tell it from others: all, or those of a shorter prefix */
	__u32 above;	  /* enum sb_known: for packets that open no connection */
	__u32 syns_above; /* for those that do */
};

/*
 * What a source of a prefix may send by the limits that operators gave, those for wider prefixes included: user space puts
 * them together, for the program finds the longest prefix alone.
 */
struct sb_ordered_limits {
	struct sb_bounds bounds;
	__u64 until_ns; /* CLOCK_MONOTONIC */
	__u32 table;	/* which part of the table of policed sources is theirs */
	__u32 reserved;
};

struct sb_service {
	__u64 address[2]; /* as the words above */
	struct sb_limit limits[SB_POLICE_DIMENSIONS];
	__u8 family; /* enum sb_family; 0: any address */
	__u8 action; /* enum sb_service_action */
	__u8 dry_run;
	__u8 next;   /* 1 and the index of the next service at this port; 0: none */
	__u16 table; /* which part of the table of policed sources is its own */
	__u8 amplification; /* whether its element of the map "amplifiers" has any port */
	__u8 reserved;
};

/* UDP source ports that one service does not hear: bit port % 64 of word port / 64. */
struct sb_port_set {
	__u64 words[SB_PORT_WORDS];
};

/* The first service at each of 64 ports: 1 and its index, or 0. First the lines of TCP, then those of UDP. */
#define SB_PORTS_A_LINE 64
#define SB_PORT_LINES 1024

struct sb_port_line {
	__u8 first[SB_PORTS_A_LINE];
};

struct sb_service_count {
	__u64 packets[SB_SERVICE_VERDICTS];
	__u8 name[SB_NAME_BYTES];
};

#define SB_POLICED_WAYS 4

/* One source of one service or stage; free while key is 0. due is when the source will have paid for what it sent. */
struct sb_policed {
	__u64 key;
	__u64 due[SB_POLICE_DIMENSIONS];
};

/* Two cache lines. */
struct sb_policed_set {
	struct sb_policed ways[SB_POLICED_WAYS];
};

/*
 * The window of each dimension of a source that is held to limits: when it began in the upper half, in units of
 * 2^SB_WINDOW_SHIFT, and what has come in it in the lower, 0 when it has not begun. One word, so that both change at once.
 */
struct sb_windows {
	__u64 words[SB_POLICE_DIMENSIONS];
	__u64 reserved; /* a source's lie in one cache line */
};

/* Those of the sources of a struct sb_policed_set, way for way. */
struct sb_windows_set {
	struct sb_windows ways[SB_POLICED_WAYS];
};

#endif
