// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.kernel;

/** Sizes and offsets of the C structures of abi.h, in bytes; a test compares them with the object's BTF. */
final class Abi {
    static final int VERSION = 1;

    static final String RESOURCE = "/dev/secbeat/bpf/secbeat_xdp.bpf.o";
    static final String PROGRAM = "secbeat_xdp";
    static final String SETTINGS_SECTION = ".rodata.settings";

    static final int SETTINGS_BYTES = 24;
    static final int SETTINGS_ABI_VERSION = 0;
    static final int SETTINGS_REPORT_STEP = 4;
    static final int SETTINGS_REPORT_TICK = 8;
    static final int SETTINGS_MARTIANS = 16;
    static final int SETTINGS_AMPLIFICATION = 20;

    static final String AMPLIFICATION_SECTION = ".rodata.amplification";
    static final int PORT_WORDS = 1024;
    static final int PORTS_A_WORD = 64;

    static final int META_BYTES = 8;
    static final int META_ABI_VERSION = 0;

    static final int BLOCK_BYTES = 24;
    static final int BLOCK_EXPIRES = 0;
    static final int BLOCK_HITS = 8;
    static final int BLOCK_PREFIX_LEN = 16;

    static final int PREFIX4_BYTES = 8;
    static final int PREFIX6_BYTES = 20;
    static final int PREFIX_LEN = 0;
    static final int PREFIX_ADDR = 4;
    static final int ADDRESS4_BYTES = 4;
    static final int ADDRESS6_BYTES = 16;
    static final int NETWORK6_BYTES = 8;

    static final int SOURCE_KEY_BYTES = 16;
    static final int SOURCE_BYTES = 32;

    static final int REPORT_BYTES = 48;
    static final int REPORT_BITS = 0;
    static final int REPORT_FAMILY = 8;
    static final int REPORT_PACKETS = 16;
    static final int REPORT_BYTE_COUNT = 24;
    static final int REPORT_SYNS = 32;
    static final int REPORT_SINCE = 40;

    static final int COUNTER_BYTES = 16;
    static final int COUNTER_PACKETS = 0;
    static final int COUNTER_BYTE_COUNT = 8;

    static final int EVENT_RING_FULL = 0;
    static final int EVENT_SOURCE_REFUSED = 1;
    static final int EVENTS = 2;

    static final int REASON_ROOM = 64;
    static final int EVENT_ROOM = 16;

    static final int IPV4 = 4;
    static final int IPV6 = 6;

    private Abi() {}
}
