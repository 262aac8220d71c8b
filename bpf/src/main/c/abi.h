// SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause)
/*
 * What the program and user space must agree on, byte for byte. dev.secbeat.node.kernel.Abi states the same from the
 * Java side; a test compares the two through the object's BTF. Any change to what is in a pinned map, or to
 * where it is found, raises SB_ABI_VERSION: a daemon then reads the blocks of the version before, see EarlierTables, and
 * refuses the maps of others rather than misread them. A reason or
 * an event may be appended, settings may change, maps may be added, and a bit that was always clear may get a meaning,
 * without: the former have room, settings are not kept, and who reads a map that came later can do without it.
 */
#ifndef SECBEAT_ABI_H
#define SECBEAT_ABI_H

#include <linux/types.h>

#define SB_ABI_VERSION 4

/* Why a packet passed or was dropped: the index into the statistics. Numbers are never reused. */
enum sb_reason {
	SB_PASS_CLEAN = 0,	    /* nothing speaks against it */
	SB_PASS_ALLOWED = 1,	    /* the source is on the allow list; nothing else was asked */
	SB_PASS_NOT_IP = 2,	    /* ARP, LLDP, a third VLAN tag ... */
	SB_PASS_NEIGHBOUR = 3,	    /* IPv6 neighbour discovery from this link */
	SB_DROP_BLOCKED_EXACT = 4,  /* a block of exactly this source: address or IPv6 /64 */
	SB_DROP_BLOCKED_PREFIX = 5, /* a block of a prefix that holds the source */
	SB_DROP_MALFORMED = 6,	    /* truncated, or its lengths contradict each other */
	SB_DROP_BAD_IHL = 7,	    /* IPv4 header length below 20 bytes or beyond the packet */
	SB_DROP_LAND = 8,	    /* source and destination are the same address */
	SB_DROP_TCP_FLAGS = 9,	    /* TCP flags that no stack sends: null, xmas, SYN+FIN ... */
	SB_DROP_TINY_FRAGMENT = 10, /* fragments that split the transport header or overwrite it */
	SB_DROP_BAD_FRAGMENT = 11,  /* no whole datagram can hold this fragment */
	SB_DROP_MARTIAN = 12,	    /* a source that cannot come from the Internet */
	SB_DROP_AMPLIFICATION = 13, /* UDP from a port whose services are abused as reflectors */
	SB_PASS_RULE_PASS = 14,	    /* a rule says so; nothing else was asked */
	SB_DROP_RULE_DROP = 15,	    /* a rule says so */
	SB_DROP_POLICED = 16,	    /* its source sends more than one may send to the service */
	SB_DROP_SERVICE_CLOSED = 17, /* the service takes nothing */
	SB_ANSWER_SYN_COOKIE = 18,  /* opens a connection to a guarded port: answered with a cookie instead of state */
	SB_PASS_SYN_COOKIE_ACK = 19, /* brings such a cookie back: the stack makes the connection of it */
	SB_DROP_ACK_INVALID = 20,   /* to a guarded port, of no connection, and without a cookie of this host */
	SB_DROP_SYN_ODD = 21,	    /* to a guarded port, and of a shape that is not answered: fragment, extension header */
	SB_DROP_BLOCKED_LIST = 22,  /* the source stands in a list from a file */
	SB_DROP_OVER_LIMIT = 23,    /* the source sends more than a counting rule lets one send, and no block is there yet */
	SB_REASON_COUNT = 24,
};

/* Things worth counting that are not packets: the index into the events. */
enum sb_event {
	SB_EVENT_RING_FULL = 0,	     /* a report had to wait; its counts go with the next one */
	SB_EVENT_SOURCE_EVICTED = 1, /* a source gave way to another with packets that nobody was told of */
	SB_EVENT_SAMPLES_LOST = 2,   /* a sample of a packet found its ring full */
	SB_EVENT_COUNT = 3,
};

/* Entries of the maps these two are indices into: more than there are, so that appending one moves no counter. */
enum sb_room {
	SB_REASON_ROOM = 64,
	SB_EVENT_ROOM = 16,
};

/* Which sources count as martians; each level includes the one before. */
enum sb_martians {
	SB_MARTIANS_OFF = 0,
	SB_MARTIANS_INVALID = 1,    /* no host may send from these, wherever it is */
	SB_MARTIANS_UNROUTABLE = 2, /* what no router of the Internet forwards: private, documentation ... */
};

enum sb_family {
	SB_IPV4 = 4,
	SB_IPV6 = 6,
};

/* One reason's statistics on one CPU. */
struct sb_counter {
	__u64 packets;
	__u64 bytes; /* whole frames */
};

/*
 * One block of a kernel's own table. prefix_len repeats the key's, so that a longer but expired prefix cannot hide a
 * shorter one.
 */
struct sb_block {
	__u64 expires_ns; /* CLOCK_MONOTONIC */
	__u64 hits;	  /* packets dropped by this entry */
	__u32 prefix_len;
	__u32 cause; /* user space alone, see cause_maps.h */
};

/* Keys of the longest-prefix tables; address in network byte order, host bits zero. */
struct sb_prefix4 {
	__u32 len;
	__u8 addr[4];
};

struct sb_prefix6 {
	__u32 len;
	__u8 addr[16];
};

/* Keys of the exact tables, in network byte order; hashed as native words. */
struct sb_address6 {
	__u8 addr[16];
};

struct sb_network6 {
	__u8 addr[8]; /* the upper half of an address: a /64 */
};

/*
 * Buckets of the exact tables, one cache line each. A slot is free while its expiry is 0. Expiry counts units of
 * 2^SB_EXPIRY_SHIFT ns (67 ms) of CLOCK_MONOTONIC; a block is in force while now is below it. User space writes a key
 * only while its expiry is 0, and the expiry last, each as one aligned word: the program never sees half an entry.
 * spilled counts the entries that found no slot here and stand in the table beside.
 */
#define SB_EXPIRY_SHIFT 26
#define SB_SLOTS4 5
#define SB_SLOTS64 3
#define SB_SLOTS6 2

struct sb_bucket4 {
	__u32 keys[SB_SLOTS4];
	__u32 expires[SB_SLOTS4];
	__u32 hits[SB_SLOTS4]; /* packets dropped by each slot; stays at its highest value */
	__u32 spilled;
};

struct sb_bucket64 {
	__u64 keys[SB_SLOTS64]; /* struct sb_network6, as one word */
	__u32 expires[SB_SLOTS64];
	__u32 hits[SB_SLOTS64];
	__u32 spilled;
	__u32 reserved[3];
};

struct sb_bucket6 {
	__u64 keys[SB_SLOTS6][2]; /* struct sb_address6, as two words */
	__u32 expires[SB_SLOTS6];
	__u32 hits[SB_SLOTS6];
	__u32 spilled;
	__u32 reserved[3];
};

/* What an entry of allow_prefix4 and allow_prefix6 is let off. Versions before this had no other than 0. */
enum sb_allowance {
	SB_ALLOWANCE_ALL = 0,	   /* everything: nothing else is asked, nor is it counted */
	SB_ALLOWANCE_LIFELINE = 1, /* blocks, lists and counting rules: without it the node is cut off */
};

/*
 * Prefixes are entries of exact tables too: buckets of struct sb_bucket4 for IPv4, of struct sb_bucket64 for IPv6 up to
 * /63. A key is the prefix's bits, a one (its end), and zeros, in host byte order: so a prefix of any length is one word.
 * What is blocked near an address tells which ends are worth a look: an entry for each IPv4 /16, and for IPv6 one for
 * all prefixes shorter than /32 and a table hashed by the first 32 bits, where neighbours may share an entry.
 */
struct sb_near4 {
	__u32 ends;    /* of all blocked prefixes that meet this /16, each as the bit it is in a key */
	__u32 allowed; /* whether a prefix of allow_prefix4 meets it */
};

struct sb_near6 {
	__u64 ends;
	__u32 allowed;
	__u32 beyond; /* whether blocks longer than /64, addresses apart, lie here: those stand in a kernel's trie */
};

/* What a source sent through one CPU and nobody has been told yet; free while key is 0. */
struct sb_source {
	__u64 key;
	__u64 bytes;
	__u64 reported; /* when it last was, in the kernel's ticks */
	__u32 packets;
	__u32 syns; /* TCP segments that open a connection */
};

#define SB_SOURCE_WAYS 4

struct sb_source_set {
	struct sb_source ways[SB_SOURCE_WAYS];
};

/* A record of the ring: counts of one source since its last record. */
struct sb_report {
	__u64 bits;
	__u32 family;
	__u32 reserved;
	__u64 packets;
	__u64 bytes;
	__u64 syns;
	__u64 since_ns; /* of the last record: all this happened later, some of it perhaps much later */
};

/* Entries of the map "capture", each a struct sb_capture. */
enum sb_capture_entry {
	SB_CAPTURE_ASKED = 0, /* what whoever captures wants; the program goes by it */
	SB_CAPTURE_USUAL = 1, /* what the node is configured to give, for captures that want nothing else */
};

/* Which packets to sample. */
struct sb_capture {
	__u64 until_ns;	   /* CLOCK_MONOTONIC; nothing is sampled from then on */
	__u64 interval_ns; /* between two samples of one CPU, on average */
	__u64 burst_ns;	   /* so much earlier than its turn may a sample come */
	__u32 every[SB_REASON_ROOM]; /* packets to a sample, by enum sb_reason: a power of two, or 0 for none */
};

/* What one CPU keeps of the rate of its samples. */
struct sb_sampler {
	__u64 full_ns;	 /* when nothing of the last samples will count any more */
	__u64 held_back; /* samples that were not taken because of the rate */
};

/* A record of the ring "samples". Of header only captured bytes mean anything. */
#define SB_SAMPLE_BYTES 128

struct sb_sample {
	__u64 time_ns; /* CLOCK_MONOTONIC */
	__u32 frame_bytes;
	__u32 interface;
	__u32 cpu;
	__u16 reason; /* enum sb_reason */
	__u16 captured;
	__u8 header[SB_SAMPLE_BYTES];
};

/*
 * Lists from files, see lists.h. Entries are never changed in place: user space fills the tables of the generation that is
 * not in force and then names it. A key is a whole address (IPv6: or a whole /64), or a prefix with its end as above, all
 * in host byte order; a tag tells which and in which list it stands. Tags lie in words, lowest bits first; 0 is a free slot.
 */
#define SB_LIST_SLOTS4 12
#define SB_LIST_SLOTS8 7
#define SB_LIST_SLOTS16 3

enum sb_list_limits {
	SB_LISTS = 16,
	SB_LIST_COUNTERS = 32, /* as many again as there are lists: a generation on its way out keeps its own */
	SB_LIST_NAME = 32,
	SB_LIST_PROBES = 64, /* buckets in a row that may hold an entry, its own included */
	SB_LIST_TAIL = 1024, /* buckets after those the hash picks, for entries of the last: 64 KiB, whole pages anywhere */
};

/* Set in what a generation says of where hits of a list are counted. */
enum sb_list_mode {
	SB_LIST_REHEARSES = 0x80, /* the list drops nothing: its hits are counted as spared */
};

enum sb_list_tag {
	SB_LIST_PREFIX = 0,   /* the key is a prefix with its end */
	SB_LIST_WHOLE = 0x80, /* the key is a whole address or /64 */
	SB_LIST_RANK = 0x1f,  /* mask of the list's place, from 1: in the configuration, those that rehearse after the others */
};

struct sb_list_bucket4 {
	__u32 keys[SB_LIST_SLOTS4];
	__u32 tags[3]; /* four slots' each */
	__u32 passed;  /* whether an entry found this bucket full and stands in a later one */
};

struct sb_list_bucket8 {
	__u64 keys[SB_LIST_SLOTS8];
	__u64 tags; /* the eighth: passed, as above */
};

struct sb_list_bucket16 {
	__u64 keys[SB_LIST_SLOTS16][2]; /* upper and lower half of an address */
	__u64 tags;			/* the eighth: passed */
	__u64 reserved;
};

/* What the lists hold near an address, by the same places as above. */
struct sb_list_near4 {
	__u32 ends;
	__u32 whole; /* whether single addresses lie here */
};

enum sb_list_kinds {
	SB_LIST_NETS = 1,  /* /64s lie here */
	SB_LIST_HOSTS = 2, /* single addresses lie here */
};

struct sb_list_near6 {
	__u64 ends;
	__u64 kinds; /* enum sb_list_kinds */
};

#define SB_LIST_ORIGIN 16
#define SB_LIST_SELECTION 96
#define SB_LIST_DATABASE 64

/*
 * What user space notes of a list in force, an element of the map "list_notes" at generation * SB_LISTS + rank - 1. Texts
 * have zeros at the end.
 */
struct sb_list_note {
	__u64 loaded_ms; /* when this version was put in force, since 1970; 0: none was read yet */
	__u64 built_ms;	 /* when its database was built; 0: it is of none */
	__u32 entries;
	__u32 noted; /* whether anything was noted here */
	__u8 origin[SB_LIST_ORIGIN];
	__u8 selection[SB_LIST_SELECTION]; /* UTF-8, as the following */
	__u8 database[SB_LIST_DATABASE];
};

/* The one element of the map "lists". */
struct sb_lists {
	__u32 generation; /* the one in force, 0 or 1: written last, as one word */
	__u32 reserved;
	struct sb_list_near6 wide6[2];	      /* of each generation's prefixes shorter than /32 */
	__u8 counters[2][SB_LISTS]; /* of each generation: where a list's hits are counted, by rank - 1; enum sb_list_mode */
	__u8 names[SB_LIST_COUNTERS][SB_LIST_NAME]; /* whose a counter is, zeros at the end; user space alone */
};

#define SB_HASH_WORDS 4

/* The secret of the exact tables' hash, drawn when they are created. */
struct sb_hash {
	__u64 factors[SB_HASH_WORDS];
	__u64 addend;
};

/* First element of the map "meta": which ABI the pinned maps follow, and how they are hashed. */
struct sb_meta {
	__u32 abi_version;
	__u32 reserved;
	struct sb_hash hash;
};

/* Constants user space writes before the program is loaded. */
struct sb_settings {
	__u32 abi_version; /* written by the compiler; user space reads and compares */
	__u32 report_step; /* packets of one source that are worth a report at once, at least 1 */
	__u64 report_ticks; /* age after which fewer are worth one, in the kernel's ticks; at least 1 */
	__u64 tick_ns; /* length of such a tick */
	struct sb_hash hash; /* as in meta */
	/* 64 less the binary logarithm of each exact table's buckets; 1 to 63. */
	__u32 shift4;
	__u32 shift64;
	__u32 shift6;
	__u32 prefix4_shift;
	__u32 prefix6_shift;
	__u32 near6_shift;
	__u32 source_shift; /* the same for the sets of sources of one CPU */
	__u32 martians;	      /* enum sb_martians */
	__u32 amplification;  /* whether any port is set in amplification_ports */
	__u32 sample_pass;    /* whether packets that pass can be sampled */
	__u32 sample_drop;    /* whether packets that are dropped can be */
	__u32 rules;	      /* how many there are, at most SB_RULES */
	__u32 services;	      /* how many there are, at most SB_SERVICES */
	__u32 policed_shift;  /* as source_shift, for the sets of policed sources of one service */
	__u32 lists;	      /* whether there are lists from files; the shifts below are as those above */
	__u32 list4_shift;
	__u32 list8_shift;
	__u32 list16_shift;
	__u32 list_near6_shift;
	__u32 limits; /* 1 and the part of the table of policed sources that the first stage of limits goes by; 0: there is none */
	__u32 stages; /* how many there are, each with a part of its own; at most SB_STAGES */
};

/* When the program answers for the ports it guards against SYN floods, see syn.h. */
enum sb_syn_mode {
	SB_SYN_OFF = 0,
	SB_SYN_ON = 1,	 /* always */
	SB_SYN_AUTO = 2, /* while SYNs come faster than the configured rate, and for a while after */
};

#define SB_SYN_PORTS 16

/* How ports are guarded; constants in a section of their own, written by user space before the program is loaded. */
struct sb_syn_settings {
	__u64 interval_ns; /* 1 s over the rate of SYNs of one port at which answering begins */
	__u64 hold_ns;	   /* how long it goes on once the rate is below, at least */
	__u32 mode;	   /* enum sb_syn_mode */
	__u32 batch;	   /* SYNs a CPU counts by itself before it tells the others; at least 1 */
	__u8 window_scale; /* what the stack will use; 0 to 14 */
	__u8 timestamps;   /* whether the stack's timestamps are the plain clock, so that they can carry options */
	__u16 ports[SB_SYN_PORTS]; /* in host order, the first ones; 0 means none */
};

/* One guarded port, at its index in ports. */
struct sb_syn_guard {
	__u64 due_ns;	       /* when all SYNs so far would have come at the configured rate; CLOCK_MONOTONIC */
	__u64 active_until_ns; /* SYNs are answered before; not used by SB_SYN_ON */
	__u64 activations;     /* times that answering began; about right when several CPUs find out at once */
	__u32 port;	       /* which port, written by user space */
	__u32 reserved;
};

/* 65536 UDP ports, a bit each. */
#define SB_PORT_WORDS 1024

#include "policy_abi.h"

#endif
