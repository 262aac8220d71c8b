// SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause)
/*
 * The interfaces that SYNs are answered on, each with an address and a largest segment of its own. One program serves all
 * of them, so it looks up by which a frame came.
 */
#ifndef SECBEAT_SYN_INTERFACES_H
#define SECBEAT_SYN_INTERFACES_H

#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

#include "abi.h"

#define SB_INTERFACES 16

struct sb_syn_interface {
	__u32 index;	 /* in its network namespace; 0: this place and all behind it are not used */
	__u32 mac_first; /* of its address, four bytes and two as on the wire */
	__u16 mac_last;
	__u16 mss4; /* what this host can receive there, told in the answer */
	__u16 mss6;
	__u16 reserved;
};

/* Constants in a section of their own, written by user space before the program is loaded. */
const volatile struct sb_syn_interface syn_interfaces[SB_INTERFACES] SEC(".rodata.syn_interfaces") = {};

/*
 * The place of the interface that a frame to this address came in by, or SB_INTERFACES when the frame is for someone else.
 * A bond hands the program to its ports, and some cards to their virtual functions: frames then come by an interface
 * that is not listed, and are for us when the address is that of any that is. A global function: to the verifier its result
 * is any number, so that it proves the answer once and not for each interface.
 */
__noinline int sb_find_interface(__u32 index, __u32 mac_first, __u32 mac_last)
{
	int found = SB_INTERFACES;

	for (__u32 place = 0; place < SB_INTERFACES; place++) {
		_Bool ours = syn_interfaces[place].mac_first == mac_first && syn_interfaces[place].mac_last == mac_last;

		if (!syn_interfaces[place].index)
			break;
		if (syn_interfaces[place].index == index)
			return ours ? place : SB_INTERFACES;
		if (ours && found == SB_INTERFACES)
			found = place;
	}
	return found;
}

#endif
