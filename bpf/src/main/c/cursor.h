// SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause)
/*
 * Reading a packet from front to back. Each advance stands beside its bounds check and answers 0 when the packet ends
 * too early; nothing else in the program does pointer arithmetic on packets.
 */
#ifndef SECBEAT_CURSOR_H
#define SECBEAT_CURSOR_H

#include <stdbool.h>
#include <linux/bpf.h>
#include <linux/types.h>
#include <bpf/bpf_helpers.h>

/* No header of interest starts beyond this many bytes; more would only serve to wear the parser out. */
#define SB_MAX_HEADER_OFFSET 4095

struct sb_cursor {
	struct xdp_md *ctx;
	void *pos;
	__u32 offset; /* of pos within the frame */
	__u32 left;   /* bytes from pos to the end of what the enclosing header announced */
};

/* Hands out the next size bytes, size known at compile time, and steps over them; 0 when there are fewer. */
static __always_inline void *sb_take(struct sb_cursor *cursor, __u32 size)
{
	void *at = cursor->pos;

	if (at + size > (void *)(long)cursor->ctx->data_end || size > cursor->left)
		return 0;
	cursor->pos = at + size;
	cursor->offset += size;
	cursor->left -= size;
	return at;
}

/* Moves to offset, leaving left bytes from there; false when that is too far in or past the end. */
static __always_inline bool sb_seek(struct sb_cursor *cursor, __u32 offset, __u32 left)
{
	if (offset > SB_MAX_HEADER_OFFSET)
		return false;
	cursor->pos = (void *)(long)cursor->ctx->data + offset;
	cursor->offset = offset;
	cursor->left = left;
	return cursor->pos <= (void *)(long)cursor->ctx->data_end;
}

/* Steps over size bytes. */
static __always_inline bool sb_skip(struct sb_cursor *cursor, __u32 size)
{
	return size <= cursor->left && sb_seek(cursor, cursor->offset + size, cursor->left - size);
}

#endif
