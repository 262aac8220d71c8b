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

/* The shortest frame of Ethernet without its checksum, and two VLAN tags: shorter packets come padded to this. */
#define SB_PADDED_BYTES 68

struct sb_cursor {
	struct xdp_md *ctx;
	void *pos;
	__u32 offset; /* of pos within the frame */
	__u32 left;   /* bytes from pos to the end of what the enclosing header announced */
	__u32 frame;  /* bytes of the frame, as far as is known: of its first buffer until sb_reach_end asks */
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

/*
 * Learns where the frame ends when that is not plain: it may have further buffers. Only the kernel can tell, and a call
 * and its return take up to 20 ns where processors are kept from speculating about returns. So it is asked only if the
 * packet, which has announced bytes from here, does not end with the first buffer, padding apart. left is then to the end
 * of the frame.
 */
static __always_inline void sb_reach_end(struct sb_cursor *cursor, __u32 announced)
{
	if (announced == cursor->left || (announced < cursor->left && cursor->frame <= SB_PADDED_BYTES))
		return;
	cursor->frame = bpf_xdp_get_buff_len(cursor->ctx);
	cursor->left = cursor->frame - cursor->offset;
}

/* Steps over size bytes. */
static __always_inline bool sb_skip(struct sb_cursor *cursor, __u32 size)
{
	return size <= cursor->left && sb_seek(cursor, cursor->offset + size, cursor->left - size);
}

#endif
