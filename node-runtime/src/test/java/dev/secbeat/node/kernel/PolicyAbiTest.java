// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.secbeat.node.api.PacketRule;
import dev.secbeat.node.api.ServicePolicy;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** As {@link AbiTest}, for rules and services. Needs no privilege. */
class PolicyAbiTest {
    @SuppressWarnings("NullAway.Init") // Opened before each test; the constructor may throw.
    private ObjectTypes types;

    @BeforeEach
    void open() throws IOException {
        types = new ObjectTypes(Abi.RESOURCE);
    }

    @AfterEach
    void close() {
        types.close();
    }

    @Test
    void sizesAgree() {
        Map<String, Integer> expected = Map.of(
                "sb_rule", PolicyAbi.RULE_BYTES,
                "sb_rule_sets", PolicyAbi.RULE_SETS_BYTES,
                "sb_rule_count", PolicyAbi.RULE_COUNT_BYTES,
                "sb_service", PolicyAbi.SERVICE_BYTES,
                "sb_service_count", PolicyAbi.SERVICE_COUNT_BYTES,
                "sb_limit", PolicyAbi.LIMIT_BYTES,
                "sb_port_line", PolicyAbi.PORTS_A_LINE,
                "sb_port_set", PolicyAbi.PORT_SET_BYTES,
                "sb_policed_set", PolicyAbi.POLICED_SET_BYTES,
                "sb_source_limits", PolicyAbi.SOURCE_LIMITS_BYTES);
        assertThat(types.size("sb_ordered_limits")).isEqualTo(PolicyAbi.ORDERED_LIMITS_BYTES);
        assertThat(types.size("sb_window_limit")).isEqualTo(PolicyAbi.WINDOW_LIMIT_BYTES);
        assertThat(types.size("sb_windows_set")).isEqualTo(PolicyAbi.WINDOWS_SET_BYTES);
        for (Map.Entry<String, Integer> entry : expected.entrySet()) {
            assertThat(types.size(entry.getKey())).as(entry.getKey()).isEqualTo(entry.getValue());
        }
    }

    @Test
    void offsetsAgree() {
        assertThat(types.offsets("sb_rule"))
                .containsEntry("value", PolicyAbi.RULE_VALUE)
                .containsEntry("mask", PolicyAbi.RULE_MASK)
                .containsEntry("source_ports", PolicyAbi.RULE_SOURCE_PORTS)
                .containsEntry("destination_ports", PolicyAbi.RULE_DESTINATION_PORTS)
                .containsEntry("length", PolicyAbi.RULE_LENGTH)
                .containsEntry("action", PolicyAbi.RULE_ACTION);
        assertThat(types.offsets("sb_rule_sets"))
                .containsEntry("kind", PolicyAbi.SETS_KIND)
                .containsEntry("flags", PolicyAbi.SETS_FLAGS)
                .containsEntry("source_ports", PolicyAbi.SETS_SOURCE_PORTS)
                .containsEntry("destination_ports", PolicyAbi.SETS_DESTINATION_PORTS)
                .containsEntry("source", PolicyAbi.SETS_SOURCE)
                .containsEntry("destination", PolicyAbi.SETS_DESTINATION);
        assertThat(types.offsets("sb_range")).containsEntry("span", PolicyAbi.RANGE_SPAN);
        assertThat(types.offsets("sb_rule_count"))
                .containsEntry("packets", 0)
                .containsEntry("bytes", Long.BYTES)
                .containsEntry("name", PolicyAbi.RULE_COUNT_NAME);
        assertThat(types.offsets("sb_service"))
                .containsEntry("address", PolicyAbi.SERVICE_ADDRESS)
                .containsEntry("limits", PolicyAbi.SERVICE_LIMITS)
                .containsEntry("family", PolicyAbi.SERVICE_FAMILY)
                .containsEntry("action", PolicyAbi.SERVICE_ACTION)
                .containsEntry("dry_run", PolicyAbi.SERVICE_DRY_RUN)
                .containsEntry("next", PolicyAbi.SERVICE_NEXT)
                .containsEntry("table", PolicyAbi.SERVICE_TABLE)
                .containsEntry("amplification", PolicyAbi.SERVICE_AMPLIFICATION);
        assertThat(types.offsets("sb_port_set")).containsEntry("words", 0);
        assertThat(types.offsets("sb_service_count"))
                .containsEntry("packets", 0)
                .containsEntry("name", PolicyAbi.SERVICE_COUNT_NAME);
    }

    @Test
    void offsetsOfLimitsAgree() {
        assertThat(types.offsets("sb_limit"))
                .containsEntry("cost", PolicyAbi.LIMIT_COST)
                .containsEntry("burst", PolicyAbi.LIMIT_BURST);
        assertThat(types.size("sb_bounds")).isEqualTo(PolicyAbi.BOUNDS_BYTES);
        assertThat(types.offsets("sb_bounds"))
                .containsEntry("limits", PolicyAbi.BOUNDS_LIMITS)
                .containsEntry("windows", PolicyAbi.BOUNDS_WINDOWS);
        assertThat(types.offsets("sb_window_limit"))
                .containsEntry("length", PolicyAbi.WINDOW_LIMIT_LENGTH)
                .containsEntry("most", PolicyAbi.WINDOW_LIMIT_MOST);
        assertThat(types.offsets("sb_source_limits"))
                .containsEntry("bounds", PolicyAbi.SOURCE_LIMITS_BOUNDS)
                .containsEntry("mask", PolicyAbi.SOURCE_LIMITS_MASK)
                .containsEntry("above", PolicyAbi.SOURCE_LIMITS_ABOVE)
                .containsEntry("syns_above", PolicyAbi.SOURCE_LIMITS_SYNS_ABOVE);
        assertThat(types.offsets("sb_ordered_limits"))
                .containsEntry("bounds", PolicyAbi.ORDERED_LIMITS_BOUNDS)
                .containsEntry("until_ns", PolicyAbi.ORDERED_LIMITS_UNTIL)
                .containsEntry("table", PolicyAbi.ORDERED_LIMITS_TABLE);
    }

    @Test
    void constantsAgree() {
        assertThat(types.constants("sb_policy_room"))
                .isEqualTo(Map.of(
                        "SB_RULES", PolicyAbi.RULES,
                        "SB_SERVICES", PolicyAbi.SERVICES,
                        "SB_NAME_BYTES", PolicyAbi.NAME_BYTES,
                        "SB_SPARED", PolicyAbi.SPARED,
                        "SB_FAMILIES", PolicyAbi.FAMILIES,
                        "SB_ORDERED", PolicyAbi.ORDERED,
                        "SB_STAGES", PolicyAbi.STAGES));
        assertThat(PolicyAbi.RULES).isEqualTo(PacketRule.MOST);
        assertThat(PolicyAbi.SERVICES).isEqualTo(ServicePolicy.MOST);
        assertThat(types.constants("sb_word"))
                .containsEntry("SB_WORD_KIND", PolicyAbi.WORD_KIND)
                .containsEntry("SB_WORD_SOURCE", PolicyAbi.WORD_SOURCE)
                .containsEntry("SB_WORD_DESTINATION", PolicyAbi.WORD_DESTINATION)
                .containsEntry("SB_WORDS", PolicyAbi.WORDS);
        assertThat(types.constants("sb_kind"))
                .isEqualTo(Map.of(
                        "SB_KIND_PROTOCOL", PolicyAbi.KIND_PROTOCOL,
                        "SB_KIND_FLAGS", PolicyAbi.KIND_FLAGS,
                        "SB_KIND_FAMILY", PolicyAbi.KIND_FAMILY,
                        "SB_KIND_FRAGMENT", PolicyAbi.KIND_FRAGMENT,
                        "SB_KIND_TRANSPORT", PolicyAbi.KIND_TRANSPORT));
        assertThat(types.constants("sb_rule_action"))
                .isEqualTo(Map.of(
                        "SB_RULE_PASS", PolicyAbi.RULE_PASS,
                        "SB_RULE_DROP", PolicyAbi.RULE_DROP,
                        "SB_RULE_COUNT", PolicyAbi.RULE_COUNT));
        assertThat(types.constants("sb_service_action"))
                .isEqualTo(Map.of(
                        "SB_SERVICE_PASS", PolicyAbi.SERVICE_PASS,
                        "SB_SERVICE_DROP", PolicyAbi.SERVICE_DROP,
                        "SB_SERVICE_POLICE", PolicyAbi.SERVICE_POLICE));
        assertThat(types.constants("sb_known"))
                .isEqualTo(Map.of(
                        "SB_NOT_COUNTED", PolicyAbi.NOT_COUNTED,
                        "SB_NEWCOMER", PolicyAbi.NEWCOMER,
                        "SB_KNOWN", PolicyAbi.KNOWN));
        assertThat(types.constants("sb_dimension"))
                .isEqualTo(Map.of(
                        "SB_POLICE_PACKETS", 0,
                        "SB_POLICE_BYTES", 1,
                        "SB_POLICE_SYNS", 2,
                        "SB_POLICE_DIMENSIONS", 3));
    }

    @Test
    void verdictsAgree() {
        Map<String, Integer> constants = types.constants("sb_service_verdict");
        for (PolicyStats.Verdict verdict : PolicyStats.Verdict.values()) {
            assertThat(constants).containsEntry("SB_SERVICE_" + verdict, verdict.code());
        }
        assertThat(constants)
                .hasSize(PolicyStats.Verdict.values().length + 1)
                .containsEntry("SB_SERVICE_VERDICTS", PolicyAbi.SERVICE_VERDICTS);
    }
}
