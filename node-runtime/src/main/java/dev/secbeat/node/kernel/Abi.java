// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.kernel;

/** Sizes and offsets of the C structures of abi.h, in bytes; a test compares them with the object's BTF. */
final class Abi {
    static final int VERSION = 4;

    static final String RESOURCE = "/dev/secbeat/bpf/secbeat_xdp.bpf.o";
    static final String PROGRAM = "secbeat_xdp";
    static final String SET_CLOCK = "sb_set_clock";
    static final String SETTINGS_SECTION = ".rodata.settings";

    static final int SETTINGS_BYTES = 152;
    static final int SETTINGS_ABI_VERSION = 0;
    static final int SETTINGS_REPORT_STEP = 4;
    static final int SETTINGS_REPORT_TICKS = 8;
    static final int SETTINGS_TICK = 16;
    static final int SETTINGS_HASH = 24;
    static final int SETTINGS_SHIFT4 = 64;
    static final int SETTINGS_SHIFT64 = 68;
    static final int SETTINGS_SHIFT6 = 72;
    static final int SETTINGS_PREFIX4_SHIFT = 76;
    static final int SETTINGS_PREFIX6_SHIFT = 80;
    static final int SETTINGS_NEAR6_SHIFT = 84;
    static final int SETTINGS_SOURCE_SHIFT = 88;
    static final int SETTINGS_MARTIANS = 92;
    static final int SETTINGS_AMPLIFICATION = 96;
    static final int SETTINGS_SAMPLE_PASS = 100;
    static final int SETTINGS_SAMPLE_DROP = 104;
    static final int SETTINGS_RULES = 108;
    static final int SETTINGS_SERVICES = 112;
    static final int SETTINGS_POLICED_SHIFT = 116;
    static final int SETTINGS_LISTS = 120;
    static final int SETTINGS_LIST4_SHIFT = 124;
    static final int SETTINGS_LIST8_SHIFT = 128;
    static final int SETTINGS_LIST16_SHIFT = 132;
    static final int SETTINGS_LIST_NEAR6_SHIFT = 136;
    static final int SETTINGS_LIMITS = 140;
    static final int SETTINGS_STAGES = 144;

    static final String AMPLIFICATION_SECTION = ".rodata.amplification";
    static final int PORT_WORDS = 1024;
    static final int PORTS_A_WORD = 64;

    static final String SYN_SECTION = ".rodata.syn";
    static final int SYN_PORTS = 16;
    static final int SYN_SETTINGS_BYTES = 64;
    static final int SYN_INTERVAL = 0;
    static final int SYN_HOLD = 8;
    static final int SYN_MODE = 16;
    static final int SYN_BATCH = 20;
    static final int SYN_WINDOW_SCALE = 24;
    static final int SYN_TIMESTAMPS = 25;
    static final int SYN_PORT_LIST = 26;

    static final String INTERFACE_SECTION = ".rodata.syn_interfaces";
    static final int INTERFACES = 16;
    static final int INTERFACE_BYTES = 16;
    static final int INTERFACE_INDEX = 0;
    static final int INTERFACE_MAC = 4;
    static final int INTERFACE_MAC_LAST = 8;
    static final int INTERFACE_MSS4 = 10;
    static final int INTERFACE_MSS6 = 12;

    static final int SYN_GUARD_BYTES = 32;
    static final int SYN_GUARD_DUE = 0;
    static final int SYN_GUARD_ACTIVE_UNTIL = 8;
    static final int SYN_GUARD_ACTIVATIONS = 16;
    static final int SYN_GUARD_PORT = 24;

    static final int HASH_BYTES = 40;
    static final int HASH_WORDS = 4;
    static final int HASH_FACTORS = 0;
    static final int HASH_ADDEND = 32;

    static final int META_BYTES = 48;
    static final int META_ABI_VERSION = 0;
    static final int META_HASH = 8;

    static final int BUCKET_BYTES = 64;
    static final int EXPIRY_SHIFT = 26;
    static final int SLOTS4 = 5;
    static final int SLOTS64 = 3;
    static final int SLOTS6 = 2;
    static final int EXPIRES4 = 20;
    static final int EXPIRES64 = 24;
    static final int EXPIRES6 = 32;
    static final int HITS4 = 40;
    static final int HITS64 = 36;
    static final int HITS6 = 40;
    static final int SPILLED4 = 60;
    static final int SPILLED64 = 48;
    static final int SPILLED6 = 48;

    static final int MARKS_BYTES = 8;
    static final int MARK_WORDS = 2;
    static final int MARK_FIRST = 30;
    static final int MARK_SECOND = 35;

    static final int NEAR4_BYTES = 8;
    static final int NEAR4_ENDS = 0;
    static final int NEAR4_ALLOWED = 4;
    static final int NEAR6_BYTES = 16;
    static final int NEAR6_ENDS = 0;
    static final int NEAR6_ALLOWED = 8;
    static final int NEAR6_BEYOND = 12;

    static final int LISTS = 16;
    static final int LIST_COUNTERS = 32;
    static final int LIST_NAME = 32;
    static final int LIST_SLOTS4 = 12;
    static final int LIST_SLOTS8 = 7;
    static final int LIST_SLOTS16 = 3;
    static final int LIST_PROBES = 64;
    static final int LIST_TAIL = 1024;
    static final int LIST_REHEARSES = 0x80;
    static final int LIST_WHOLE = 0x80;
    static final int LIST_RANK = 0x1f;
    static final int ALLOWANCE_ALL = 0;
    static final int ALLOWANCE_LIFELINE = 1;
    static final int LIST_NETS = 1;
    static final int LIST_HOSTS = 2;
    static final int LIST_NEAR4_BYTES = 8;
    static final int LIST_NEAR6_BYTES = 16;
    static final int LISTS_BYTES = 1096;
    static final int LISTS_GENERATION = 0;
    static final int LISTS_WIDE6 = 8;
    static final int LISTS_COUNTERS = 40;
    static final int LISTS_NAMES = 72;
    static final int LIST_NOTE_BYTES = 200;
    static final int LIST_NOTE_LOADED = 0;
    static final int LIST_NOTE_BUILT = 8;
    static final int LIST_NOTE_ENTRIES = 16;
    static final int LIST_NOTE_NOTED = 20;
    static final int LIST_NOTE_ORIGIN = 24;
    static final int LIST_NOTE_SELECTION = 40;
    static final int LIST_NOTE_DATABASE = 136;

    static final int BLOCK_BYTES = 24;
    static final int BLOCK_EXPIRES = 0;
    static final int BLOCK_HITS = 8;
    static final int BLOCK_PREFIX_LEN = 16;
    static final int BLOCK_CAUSE = 20;

    static final int PREFIX4_BYTES = 8;
    static final int PREFIX6_BYTES = 20;
    static final int PREFIX_LEN = 0;
    static final int PREFIX_ADDR = 4;
    static final int ADDRESS4_BYTES = 4;
    static final int ADDRESS6_BYTES = 16;
    static final int NETWORK6_BYTES = 8;

    static final int SOURCE_SET_BYTES = 128;
    static final int SOURCE_WAYS = 4;

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
    static final int EVENT_SOURCE_EVICTED = 1;
    static final int EVENT_SAMPLES_LOST = 2;
    static final int EVENTS = 3;

    static final int CAPTURE_ASKED = 0;
    static final int CAPTURE_USUAL = 1;
    static final int CAPTURE_BYTES = 280;
    static final int CAPTURE_UNTIL = 0;
    static final int CAPTURE_INTERVAL = 8;
    static final int CAPTURE_BURST = 16;
    static final int CAPTURE_EVERY = 24;

    static final int SAMPLER_BYTES = 16;
    static final int SAMPLER_HELD_BACK = 8;

    static final int SAMPLE_BYTES = 152;
    static final int SAMPLE_TIME = 0;
    static final int SAMPLE_FRAME_BYTES = 8;
    static final int SAMPLE_INTERFACE = 12;
    static final int SAMPLE_CPU = 16;
    static final int SAMPLE_REASON = 20;
    static final int SAMPLE_CAPTURED = 22;
    static final int SAMPLE_HEADER = 24;
    static final int SAMPLE_HEADER_BYTES = 128;

    static final int REASON_ROOM = 64;
    static final int EVENT_ROOM = 16;

    static final int IPV4 = 4;
    static final int IPV6 = 6;

    private Abi() {}
}
