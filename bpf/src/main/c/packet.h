// SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause)
#ifndef SECBEAT_PACKET_H
#define SECBEAT_PACKET_H

#include <stdbool.h>
#include <linux/types.h>

#include "abi.h"

/* What parsing found out about the frame as a whole. */
enum sb_shape {
	SB_SHAPE_IP,
	SB_SHAPE_NOT_IP,
	SB_SHAPE_NEIGHBOUR,
	SB_SHAPE_MALFORMED,
};

struct sb_packet {
	__u32 family; /* enum sb_family; 0 while the source is not known */
	__u32 addr4;  /* as on the wire */
	struct sb_address6 addr6;
	__u8 hop_limit;
	bool fragment; /* one of several; the first of them carries the transport header */
	bool opens_connection;
};

#endif
