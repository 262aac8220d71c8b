// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.kernel;

/** Sizes and offsets of the C structures of policy_abi.h, in bytes; a test compares them with the object's BTF. */
final class PolicyAbi {
    static final int RULES = 64;
    static final int SERVICES = 16;
    static final int NAME_BYTES = 32;
    static final int SPARED = 65_536;
    static final int FAMILIES = 2;
    static final int ORDERED = 512;
    static final int STAGES = 8;

    static final int WORD_KIND = 0;
    static final int WORD_SOURCE = 1;
    static final int WORD_DESTINATION = 3;
    static final int WORDS = 5;

    static final int KIND_PROTOCOL = 0;
    static final int KIND_FLAGS = 8;
    static final int KIND_FAMILY = 16;
    static final int KIND_FRAGMENT = 24;
    static final int KIND_TRANSPORT = 25;

    static final int RULE_BYTES = 96;
    static final int RULE_VALUE = 0;
    static final int RULE_MASK = 40;
    static final int RULE_SOURCE_PORTS = 80;
    static final int RULE_DESTINATION_PORTS = 84;
    static final int RULE_LENGTH = 88;
    static final int RULE_ACTION = 92;
    static final int RANGE_SPAN = 2;

    static final int RULE_PASS = 1;
    static final int RULE_DROP = 2;
    static final int RULE_COUNT = 3;

    static final int RULE_SETS_BYTES = 43_008;
    static final int SETS_KIND = 0;
    static final int SETS_FLAGS = 8_192;
    static final int SETS_SOURCE_PORTS = 10_240;
    static final int SETS_DESTINATION_PORTS = 18_432;
    static final int SETS_SOURCE = 26_624;
    static final int SETS_DESTINATION = 34_816;
    static final int SETS_KIND_IPV6 = 0x100;
    static final int SETS_KIND_FRAGMENT = 0x200;
    static final int SETS_PORT_SHIFT = 6;
    static final int SETS_PORTS = 1024;

    static final int RULE_COUNT_BYTES = 48;
    static final int RULE_COUNT_NAME = 16;

    static final int SERVICE_BYTES = 72;
    static final int SERVICE_ADDRESS = 0;
    static final int SERVICE_LIMITS = 16;
    static final int SERVICE_FAMILY = 64;
    static final int SERVICE_ACTION = 65;
    static final int SERVICE_DRY_RUN = 66;
    static final int SERVICE_NEXT = 67;
    static final int SERVICE_TABLE = 68;
    static final int SERVICE_AMPLIFICATION = 70;
    static final int PORT_SET_BYTES = 8_192;

    static final int SERVICE_PASS = 1;
    static final int SERVICE_DROP = 2;
    static final int SERVICE_POLICE = 3;

    static final int LIMIT_BYTES = 16;
    static final int LIMIT_COST = 0;
    static final int LIMIT_BURST = 8;
    static final int POLICE_SHIFT = 8;
    static final int BYTE_SHIFT = 8;
    static final int WINDOW_LIMIT_BYTES = 8;
    static final int WINDOW_LIMIT_LENGTH = 0;
    static final int WINDOW_LIMIT_MOST = 4;
    static final int WINDOW_SHIFT = 22;
    static final int BOUNDS_BYTES = 72;
    static final int BOUNDS_LIMITS = 0;
    static final int BOUNDS_WINDOWS = 48;

    static final String LIMITS_SECTION = ".data.limits";
    static final int SOURCE_LIMITS_BYTES = 88;
    static final int SOURCE_LIMITS_BOUNDS = 0;
    static final int SOURCE_LIMITS_MASK = 72;
    static final int SOURCE_LIMITS_ABOVE = 80;
    static final int SOURCE_LIMITS_SYNS_ABOVE = 84;

    static final String ORDERED_SECTION = ".data.ordered";
    static final int ORDERED_LIMITS_BYTES = 88;
    static final int ORDERED_LIMITS_BOUNDS = 0;
    static final int ORDERED_LIMITS_UNTIL = 72;
    static final int ORDERED_LIMITS_TABLE = 80;

    static final int NOT_COUNTED = 0;
    static final int NEWCOMER = 1;
    static final int KNOWN = 2;

    static final int SERVICE_COUNT_BYTES = 64;
    static final int SERVICE_COUNT_NAME = 32;
    static final int SERVICE_PASSED = 0;
    static final int SERVICE_POLICED = 1;
    static final int SERVICE_DROPPED = 2;
    static final int SERVICE_SPARED = 3;
    static final int SERVICE_VERDICTS = 4;

    static final int PORTS_A_LINE = 64;
    static final int PORT_LINES = 1024;

    static final int POLICED_WAYS = 4;
    static final int POLICED_SET_BYTES = 128;
    static final int WINDOWS_SET_BYTES = 128;

    private PolicyAbi() {}
}
