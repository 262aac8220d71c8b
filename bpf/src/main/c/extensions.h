// SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause)
/*
 * Walking IPv6 extension headers. They are rare and nest freely, so each step is a call of bpf_loop, which the
 * verifier checks once, and reads by bpf_xdp_load_bytes, which needs no packet pointer.
 */
#ifndef SECBEAT_EXTENSIONS_H
#define SECBEAT_EXTENSIONS_H

#include <stdbool.h>
#include <linux/bpf.h>
#include <linux/in.h>
#include <bpf/bpf_endian.h>
#include <bpf/bpf_helpers.h>

#include "cursor.h"
#include "packet.h"

#define SB_IPV6_OFFSET_MASK 0xfff8
#define SB_IPV6_MORE 0x0001
/* RFC 8200 section 4.1 foresees at most seven. */
#define SB_MAX_EXTENSIONS 8
#define SB_UNFRAGMENTED 0xffffffff

struct sb_extension {
	__u8 next;
	__u8 length; /* unit and origin depend on the kind */
	__be16 offset_more; /* of a fragment header */
	__u8 rest[4];
};

enum sb_walk_end {
	SB_WALK_ON = 0,
	SB_WALK_TRANSPORT,
	SB_WALK_LATER_FRAGMENT,
	SB_WALK_BROKEN,
	SB_WALK_FRAGMENT_AGAIN,
};

struct sb_walk {
	struct xdp_md *ctx;
	__u32 offset;
	__u32 left;
	__u32 kind;
	__u32 end;	   /* enum sb_walk_end */
	__u32 offset_more; /* of the fragment header, if there was one */
	__u32 fragment;	   /* bytes that follow the fragment header; SB_UNFRAGMENTED when there was none */
};

static __always_inline bool sb_is_extension(__u32 kind)
{
	switch (kind) {
	case IPPROTO_HOPOPTS:
	case IPPROTO_ROUTING:
	case IPPROTO_FRAGMENT:
	case IPPROTO_AH:
	case IPPROTO_DSTOPTS:
	case IPPROTO_MH:
	case 139: /* HIP, RFC 7401 */
	case 140: /* Shim6, RFC 5533 */
		return true;
	default:
		return false;
	}
}

static __always_inline __u32 sb_extension_size(__u32 kind, __u8 length)
{
	if (kind == IPPROTO_FRAGMENT)
		return 8;
	return kind == IPPROTO_AH ? (length + 2) * 4 : (length + 1) * 8;
}

static __always_inline enum sb_walk_end sb_step_over(struct sb_walk *walk)
{
	struct sb_extension extension;
	__u32 size;

	/* Every kind is at least 8 bytes long. */
	if (walk->left < sizeof(extension) ||
	    bpf_xdp_load_bytes(walk->ctx, walk->offset, &extension, sizeof(extension)))
		return SB_WALK_BROKEN;
	size = sb_extension_size(walk->kind, extension.length);
	if (size > walk->left)
		return SB_WALK_BROKEN;
	if (walk->kind == IPPROTO_FRAGMENT) {
		if (walk->fragment != SB_UNFRAGMENTED)
			return SB_WALK_FRAGMENT_AGAIN;
		walk->offset_more = bpf_ntohs(extension.offset_more) & (SB_IPV6_OFFSET_MASK | SB_IPV6_MORE);
		walk->fragment = walk->left - size;
	}
	walk->kind = extension.next;
	walk->offset += size;
	walk->left -= size;
	if (walk->offset_more & SB_IPV6_OFFSET_MASK)
		return SB_WALK_LATER_FRAGMENT;
	return sb_is_extension(walk->kind) ? SB_WALK_ON : SB_WALK_TRANSPORT;
}

static long sb_walk_step(__u32 index, struct sb_walk *walk)
{
	(void)index;
	walk->end = sb_step_over(walk);
	return walk->end != SB_WALK_ON;
}

/* From the extension header of kind at the cursor to what follows the last one; walk says what that is. */
static __always_inline void sb_walk_extensions(const struct sb_cursor *cursor, __u8 kind, struct sb_walk *walk)
{
	walk->ctx = cursor->ctx;
	walk->offset = cursor->offset;
	walk->left = cursor->left;
	walk->kind = kind;
	walk->end = SB_WALK_ON;
	walk->offset_more = 0;
	walk->fragment = SB_UNFRAGMENTED;
	bpf_loop(SB_MAX_EXTENSIONS, sb_walk_step, walk, 0);
}

#endif
