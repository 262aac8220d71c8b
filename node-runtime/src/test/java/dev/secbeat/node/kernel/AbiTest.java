// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What Java believes of the C structures is what the compiler made of them. Needs no privilege. */
class AbiTest {
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
                "sb_settings", Abi.SETTINGS_BYTES,
                "sb_meta", Abi.META_BYTES,
                "sb_block", Abi.BLOCK_BYTES,
                "sb_prefix4", Abi.PREFIX4_BYTES,
                "sb_prefix6", Abi.PREFIX6_BYTES,
                "sb_address6", Abi.ADDRESS6_BYTES,
                "sb_network6", Abi.NETWORK6_BYTES,
                "sb_source_set", Abi.SOURCE_SET_BYTES,
                "sb_report", Abi.REPORT_BYTES);
        Map<String, Integer> buckets = Map.of(
                "sb_bucket4", Abi.BUCKET_BYTES,
                "sb_bucket64", Abi.BUCKET_BYTES,
                "sb_bucket6", Abi.BUCKET_BYTES,
                "sb_hash", Abi.HASH_BYTES,
                "sb_near4", Abi.NEAR4_BYTES,
                "sb_near6", Abi.NEAR6_BYTES);
        Map<String, Integer> samples = Map.of(
                "sb_capture", Abi.CAPTURE_BYTES,
                "sb_sampler", Abi.SAMPLER_BYTES,
                "sb_sample", Abi.SAMPLE_BYTES);
        Map<String, Integer> lists = Map.of(
                "sb_lists", Abi.LISTS_BYTES,
                "sb_list_note", Abi.LIST_NOTE_BYTES,
                "sb_list_bucket4", Abi.BUCKET_BYTES,
                "sb_list_bucket8", Abi.BUCKET_BYTES,
                "sb_list_bucket16", Abi.BUCKET_BYTES,
                "sb_list_near4", Abi.LIST_NEAR4_BYTES,
                "sb_list_near6", Abi.LIST_NEAR6_BYTES);
        for (Map<String, Integer> each : List.of(expected, buckets, samples, lists)) {
            for (Map.Entry<String, Integer> entry : each.entrySet()) {
                assertThat(types.size(entry.getKey())).as(entry.getKey()).isEqualTo(entry.getValue());
            }
        }
        assertThat(types.size("sb_counter")).isEqualTo(Abi.COUNTER_BYTES);
    }

    @Test
    void offsetsOfSettingsAgree() {
        assertThat(types.offsets("sb_settings"))
                .containsEntry("abi_version", Abi.SETTINGS_ABI_VERSION)
                .containsEntry("report_step", Abi.SETTINGS_REPORT_STEP)
                .containsEntry("report_ticks", Abi.SETTINGS_REPORT_TICKS)
                .containsEntry("tick_ns", Abi.SETTINGS_TICK)
                .containsEntry("hash", Abi.SETTINGS_HASH)
                .containsEntry("shift4", Abi.SETTINGS_SHIFT4)
                .containsEntry("shift64", Abi.SETTINGS_SHIFT64)
                .containsEntry("shift6", Abi.SETTINGS_SHIFT6)
                .containsEntry("prefix4_shift", Abi.SETTINGS_PREFIX4_SHIFT)
                .containsEntry("prefix6_shift", Abi.SETTINGS_PREFIX6_SHIFT)
                .containsEntry("near6_shift", Abi.SETTINGS_NEAR6_SHIFT)
                .containsEntry("source_shift", Abi.SETTINGS_SOURCE_SHIFT)
                .containsEntry("martians", Abi.SETTINGS_MARTIANS)
                .containsEntry("amplification", Abi.SETTINGS_AMPLIFICATION)
                .containsEntry("sample_pass", Abi.SETTINGS_SAMPLE_PASS)
                .containsEntry("sample_drop", Abi.SETTINGS_SAMPLE_DROP)
                .containsEntry("rules", Abi.SETTINGS_RULES)
                .containsEntry("services", Abi.SETTINGS_SERVICES)
                .containsEntry("policed_shift", Abi.SETTINGS_POLICED_SHIFT)
                .containsEntry("lists", Abi.SETTINGS_LISTS)
                .containsEntry("list4_shift", Abi.SETTINGS_LIST4_SHIFT)
                .containsEntry("list8_shift", Abi.SETTINGS_LIST8_SHIFT)
                .containsEntry("list16_shift", Abi.SETTINGS_LIST16_SHIFT)
                .containsEntry("list_near6_shift", Abi.SETTINGS_LIST_NEAR6_SHIFT)
                .containsEntry("limits", Abi.SETTINGS_LIMITS)
                .containsEntry("stages", Abi.SETTINGS_STAGES);
    }

    @Test
    void offsetsOfSamplesAgree() {
        assertThat(types.offsets("sb_capture"))
                .containsEntry("until_ns", Abi.CAPTURE_UNTIL)
                .containsEntry("interval_ns", Abi.CAPTURE_INTERVAL)
                .containsEntry("burst_ns", Abi.CAPTURE_BURST)
                .containsEntry("every", Abi.CAPTURE_EVERY);
        assertThat(types.offsets("sb_sampler")).containsEntry("held_back", Abi.SAMPLER_HELD_BACK);
        assertThat(types.offsets("sb_sample"))
                .containsEntry("time_ns", Abi.SAMPLE_TIME)
                .containsEntry("frame_bytes", Abi.SAMPLE_FRAME_BYTES)
                .containsEntry("interface", Abi.SAMPLE_INTERFACE)
                .containsEntry("cpu", Abi.SAMPLE_CPU)
                .containsEntry("reason", Abi.SAMPLE_REASON)
                .containsEntry("captured", Abi.SAMPLE_CAPTURED)
                .containsEntry("header", Abi.SAMPLE_HEADER);
        assertThat(types.size("sb_sample")).isEqualTo(Abi.SAMPLE_HEADER + Abi.SAMPLE_HEADER_BYTES);
        assertThat(types.constants("sb_capture_entry"))
                .isEqualTo(Map.of("SB_CAPTURE_ASKED", Abi.CAPTURE_ASKED, "SB_CAPTURE_USUAL", Abi.CAPTURE_USUAL));
    }

    @Test
    void whatIsSaidOfGuardedPortsAgrees() {
        assertThat(types.size("sb_syn_settings")).isEqualTo(Abi.SYN_SETTINGS_BYTES);
        assertThat(types.size("sb_syn_guard")).isEqualTo(Abi.SYN_GUARD_BYTES);
        assertThat(types.offsets("sb_syn_settings"))
                .containsEntry("interval_ns", Abi.SYN_INTERVAL)
                .containsEntry("hold_ns", Abi.SYN_HOLD)
                .containsEntry("mode", Abi.SYN_MODE)
                .containsEntry("batch", Abi.SYN_BATCH)
                .containsEntry("window_scale", Abi.SYN_WINDOW_SCALE)
                .containsEntry("timestamps", Abi.SYN_TIMESTAMPS)
                .containsEntry("ports", Abi.SYN_PORT_LIST);
        assertThat(types.size("sb_syn_interface")).isEqualTo(Abi.INTERFACE_BYTES);
        assertThat(types.offsets("sb_syn_interface"))
                .containsEntry("index", Abi.INTERFACE_INDEX)
                .containsEntry("mac_first", Abi.INTERFACE_MAC)
                .containsEntry("mac_last", Abi.INTERFACE_MAC_LAST)
                .containsEntry("mss4", Abi.INTERFACE_MSS4)
                .containsEntry("mss6", Abi.INTERFACE_MSS6);
        assertThat(types.offsets("sb_syn_guard"))
                .containsEntry("due_ns", Abi.SYN_GUARD_DUE)
                .containsEntry("active_until_ns", Abi.SYN_GUARD_ACTIVE_UNTIL)
                .containsEntry("activations", Abi.SYN_GUARD_ACTIVATIONS)
                .containsEntry("port", Abi.SYN_GUARD_PORT);
        assertThat(Abi.SYN_SETTINGS_BYTES)
                .isGreaterThanOrEqualTo(Abi.SYN_PORT_LIST + SynCookies.MAX_PORTS * Short.BYTES);
        Map<String, Integer> expected = new LinkedHashMap<>();
        for (SynCookies.Mode mode : SynCookies.Mode.values()) {
            expected.put("SB_SYN_" + mode, mode.code());
        }
        assertThat(types.constants("sb_syn_mode")).isEqualTo(expected);
    }

    @Test
    void listsAgree() {
        assertThat(types.offsets("sb_lists"))
                .containsEntry("generation", Abi.LISTS_GENERATION)
                .containsEntry("wide6", Abi.LISTS_WIDE6)
                .containsEntry("counters", Abi.LISTS_COUNTERS)
                .containsEntry("names", Abi.LISTS_NAMES);
        assertThat(types.offsets("sb_list_note"))
                .containsEntry("loaded_ms", Abi.LIST_NOTE_LOADED)
                .containsEntry("built_ms", Abi.LIST_NOTE_BUILT)
                .containsEntry("entries", Abi.LIST_NOTE_ENTRIES)
                .containsEntry("noted", Abi.LIST_NOTE_NOTED)
                .containsEntry("origin", Abi.LIST_NOTE_ORIGIN)
                .containsEntry("selection", Abi.LIST_NOTE_SELECTION)
                .containsEntry("database", Abi.LIST_NOTE_DATABASE);
        assertThat(types.offsets("sb_list_bucket4")).containsEntry("tags", 4 * Abi.LIST_SLOTS4);
        assertThat(types.offsets("sb_list_bucket8")).containsEntry("tags", 8 * Abi.LIST_SLOTS8);
        assertThat(types.offsets("sb_list_bucket16")).containsEntry("tags", 16 * Abi.LIST_SLOTS16);
        assertThat(types.constants("sb_list_tag"))
                .containsEntry("SB_LIST_WHOLE", Abi.LIST_WHOLE)
                .containsEntry("SB_LIST_RANK", Abi.LIST_RANK);
        assertThat(types.constants("sb_list_mode")).isEqualTo(Map.of("SB_LIST_REHEARSES", Abi.LIST_REHEARSES));
        assertThat(types.constants("sb_list_kinds"))
                .isEqualTo(Map.of("SB_LIST_NETS", Abi.LIST_NETS, "SB_LIST_HOSTS", Abi.LIST_HOSTS));
        assertThat(types.constants("sb_allowance"))
                .isEqualTo(
                        Map.of("SB_ALLOWANCE_ALL", Abi.ALLOWANCE_ALL, "SB_ALLOWANCE_LIFELINE", Abi.ALLOWANCE_LIFELINE));
        assertThat(types.constants("sb_list_limits"))
                .isEqualTo(Map.of(
                        "SB_LISTS", Abi.LISTS,
                        "SB_LIST_COUNTERS", Abi.LIST_COUNTERS,
                        "SB_LIST_NAME", Abi.LIST_NAME,
                        "SB_LIST_PROBES", Abi.LIST_PROBES,
                        "SB_LIST_TAIL", Abi.LIST_TAIL));
    }

    @Test
    void offsetsAgree() {
        assertThat(types.offsets("sb_meta"))
                .containsEntry("abi_version", Abi.META_ABI_VERSION)
                .containsEntry("hash", Abi.META_HASH);
        assertThat(types.offsets("sb_hash"))
                .containsEntry("factors", Abi.HASH_FACTORS)
                .containsEntry("addend", Abi.HASH_ADDEND);
        assertThat(types.offsets("sb_bucket4"))
                .containsEntry("keys", 0)
                .containsEntry("expires", Abi.EXPIRES4)
                .containsEntry("hits", Abi.HITS4)
                .containsEntry("spilled", Abi.SPILLED4);
        assertThat(types.offsets("sb_bucket64"))
                .containsEntry("keys", 0)
                .containsEntry("expires", Abi.EXPIRES64)
                .containsEntry("hits", Abi.HITS64)
                .containsEntry("spilled", Abi.SPILLED64);
        assertThat(types.offsets("sb_bucket6"))
                .containsEntry("keys", 0)
                .containsEntry("expires", Abi.EXPIRES6)
                .containsEntry("hits", Abi.HITS6)
                .containsEntry("spilled", Abi.SPILLED6);
        assertThat(types.offsets("sb_block"))
                .containsEntry("expires_ns", Abi.BLOCK_EXPIRES)
                .containsEntry("hits", Abi.BLOCK_HITS)
                .containsEntry("prefix_len", Abi.BLOCK_PREFIX_LEN);
        assertThat(types.offsets("sb_near4"))
                .containsEntry("ends", Abi.NEAR4_ENDS)
                .containsEntry("allowed", Abi.NEAR4_ALLOWED);
        assertThat(types.offsets("sb_near6"))
                .containsEntry("ends", Abi.NEAR6_ENDS)
                .containsEntry("allowed", Abi.NEAR6_ALLOWED)
                .containsEntry("beyond", Abi.NEAR6_BEYOND);
        for (String prefix : new String[] {"sb_prefix4", "sb_prefix6"}) {
            assertThat(types.offsets(prefix))
                    .containsEntry("len", Abi.PREFIX_LEN)
                    .containsEntry("addr", Abi.PREFIX_ADDR);
        }
        assertThat(types.offsets("sb_report"))
                .containsEntry("bits", Abi.REPORT_BITS)
                .containsEntry("family", Abi.REPORT_FAMILY)
                .containsEntry("packets", Abi.REPORT_PACKETS)
                .containsEntry("bytes", Abi.REPORT_BYTE_COUNT)
                .containsEntry("syns", Abi.REPORT_SYNS)
                .containsEntry("since_ns", Abi.REPORT_SINCE);
        assertThat(types.offsets("sb_counter"))
                .containsEntry("packets", Abi.COUNTER_PACKETS)
                .containsEntry("bytes", Abi.COUNTER_BYTE_COUNT);
    }

    @Test
    void theCauseOfABlockHasTheSamePlace() {
        assertThat(types.offsets("sb_block")).containsEntry("cause", Abi.BLOCK_CAUSE);
    }

    @Test
    void marksAgree() {
        assertThat(types.size("sb_marks")).isEqualTo(Abi.MARKS_BYTES).isEqualTo(Abi.MARK_WORDS * Integer.BYTES);
        assertThat(types.constants("sb_mark"))
                .isEqualTo(Map.of(
                        "SB_MARK_FIRST", Abi.MARK_FIRST,
                        "SB_MARK_SECOND", Abi.MARK_SECOND,
                        "SB_MARK_WORDS", Abi.MARK_WORDS));
    }

    @Test
    void reasonsAgree() {
        Map<String, Integer> expected = new LinkedHashMap<>();
        for (XdpReason reason : XdpReason.values()) {
            expected.put("SB_" + reason.action() + "_" + reason, reason.code());
        }
        expected.put("SB_REASON_COUNT", XdpReason.values().length);
        assertThat(types.constants("sb_reason")).isEqualTo(expected);
    }

    @Test
    void countersHaveTheSameRoom() {
        assertThat(types.constants("sb_room"))
                .isEqualTo(Map.of("SB_REASON_ROOM", Abi.REASON_ROOM, "SB_EVENT_ROOM", Abi.EVENT_ROOM));
    }

    @Test
    void martiansAgree() {
        Map<String, Integer> expected = new LinkedHashMap<>();
        for (Martians level : Martians.values()) {
            expected.put("SB_MARTIANS_" + level, level.code());
        }
        assertThat(types.constants("sb_martians")).isEqualTo(expected);
    }

    @Test
    void eventsAndFamiliesAgree() {
        assertThat(types.constants("sb_event"))
                .containsEntry("SB_EVENT_RING_FULL", Abi.EVENT_RING_FULL)
                .containsEntry("SB_EVENT_SOURCE_EVICTED", Abi.EVENT_SOURCE_EVICTED)
                .containsEntry("SB_EVENT_SAMPLES_LOST", Abi.EVENT_SAMPLES_LOST)
                .containsEntry("SB_EVENT_COUNT", Abi.EVENTS);
        assertThat(types.constants("sb_family"))
                .containsEntry("SB_IPV4", Abi.IPV4)
                .containsEntry("SB_IPV6", Abi.IPV6);
    }

    @Test
    void theBenchmarkAgreesWithItsProgramsAsWell() throws IOException {
        try (var bench = new ObjectTypes(BenchObject.RESOURCE)) {
            assertThat(bench.size("sb_bench_plan")).isEqualTo(BenchObject.PLAN_BYTES);
            assertThat(bench.offsets("sb_bench_plan"))
                    .containsEntry("random", BenchObject.PLAN_RANDOM)
                    .containsEntry("sources", BenchObject.PLAN_SOURCES)
                    .containsEntry("family", BenchObject.PLAN_FAMILY)
                    .containsEntry("entries", BenchObject.PLAN_ENTRIES)
                    .containsEntry("interface", BenchObject.PLAN_INTERFACE)
                    .containsEntry("verdict", BenchObject.PLAN_VERDICT)
                    .containsEntry("lines", BenchObject.PLAN_LINES)
                    .containsEntry("waited", BenchObject.PLAN_WAITED)
                    .containsEntry("pace_ns", BenchObject.PLAN_PACE)
                    .containsEntry("due_ns", BenchObject.PLAN_DUE)
                    .containsEntry("sent", BenchObject.PLAN_SENT);
            assertThat(bench.size("sb_bench_frame")).isEqualTo(BenchObject.FRAME_BYTES);
            assertThat(bench.offsets("sb_bench_frame"))
                    .containsEntry("bytes", BenchObject.FRAME_LENGTH)
                    .containsEntry("words", BenchObject.FRAME_WORDS);
            assertThat(bench.size("sb_bench_cache_line")).isEqualTo(BenchObject.LINE_BYTES);
            for (PacketBench.Sources sources : PacketBench.Sources.values()) {
                assertThat(bench.constants("sb_bench_sources")).containsEntry("SB_BENCH_" + sources, sources.code());
            }
        }
    }
}
