// SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause)
/*
 * What a SYN offers. A cookie has room for the MSS alone; window scale and SACK outlive it only in the low bits of a
 * timestamp that the client echoes (as in the kernel's own cookies), hence only with a client that sends timestamps.
 */
#ifndef SECBEAT_SYN_OPTIONS_H
#define SECBEAT_SYN_OPTIONS_H

#include <stdbool.h>
#include <linux/types.h>

#define SB_TCP_MAX_BYTES 60
#define SB_TCP_BASE_BYTES 20
/* With an MSS and no more, as tools that flood send it; and with all that Linux sends, the longest that is common. */
#define SB_TCP_FEW_BYTES 24
#define SB_TCP_USUAL_BYTES 40
#define SB_TCP_LEAST_WITH_TIMESTAMPS 32
/* Clients send up to about nine, padding included. Whoever sends more gets an answer without timestamps. */
#define SB_MAX_TCP_OPTIONS 16
/* RFC 7323: a larger shift counts as this one. */
#define SB_MAX_WINDOW_SCALE 14
#define SB_NO_WINDOW_SCALE 15

enum sb_tcp_option {
	SB_TCP_END = 0,
	SB_TCP_PAD = 1,
	SB_TCP_MSS = 2,
	SB_TCP_WINDOW_SCALE = 3,
	SB_TCP_SACK_PERMITTED = 4,
	SB_TCP_TIMESTAMPS = 8,
};

struct sb_syn_offer {
	bool timestamps;
	bool sack;
	__u8 window_scale;     /* 0 to 14, or SB_NO_WINDOW_SCALE */
	__be32 timestamp;
};

/* One option at offset at; its length must fit, and must be the one its kind has, or it is passed over. */
static __always_inline void sb_read_option(const __u8 *header, __u32 at, __u8 kind, __u8 length,
					   struct sb_syn_offer *offer)
{
	if (kind == SB_TCP_SACK_PERMITTED && length == 2)
		offer->sack = true;
	if (kind == SB_TCP_WINDOW_SCALE && length == 3 && at <= SB_TCP_MAX_BYTES - 3) {
		__u8 scale = header[at + 2];

		offer->window_scale = scale < SB_MAX_WINDOW_SCALE ? scale : SB_MAX_WINDOW_SCALE;
	}
	if (kind == SB_TCP_TIMESTAMPS && length == 10 && at <= SB_TCP_MAX_BYTES - 10) {
		__builtin_memcpy(&offer->timestamp, header + at + 2, sizeof(offer->timestamp));
		offer->timestamps = true;
	}
}

/* Reads the options of a header of so many bytes, copied into a buffer of SB_TCP_MAX_BYTES. */
static __always_inline void sb_read_offer(const __u8 *header, __u32 bytes, struct sb_syn_offer *offer)
{
	__u32 at = SB_TCP_BASE_BYTES;

	for (int i = 0; i < SB_MAX_TCP_OPTIONS; i++) {
		__u8 kind, length;

		if (at >= bytes || at > SB_TCP_MAX_BYTES - 2)
			return;
		kind = header[at];
		if (kind == SB_TCP_END)
			return;
		length = kind == SB_TCP_PAD ? 1 : header[at + 1];
		if (length == 0 || at + length > bytes)
			return;
		if (kind != SB_TCP_PAD)
			sb_read_option(header, at, kind, length, offer);
		at += length;
	}
}

#endif
