// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.api;

/** Metric names; dashboards and the console's queries depend on them. */
public final class Metrics {
    public static final String PACKETS_PROCESSED = "packets_processed_total";
    public static final String BYTES_PROCESSED = "secbeat_bytes_processed_total";
    public static final String REQUESTS = "secbeat_requests_total";
    public static final String BLOCKS_ACTIVE = "secbeat_blocks_active";
    public static final String BLOCKS_EVICTED = "secbeat_blocks_evicted_total";
    public static final String BLOCK_HITS = "secbeat_block_hits_total";
    public static final String STATE_MESSAGES = "secbeat_state_messages_total";
    public static final String STATE_LAG = "secbeat_state_lag_seconds";
    public static final String STATE_REFUSED = "secbeat_state_refused_total";
    public static final String STATE_SNAPSHOTS = "secbeat_state_snapshots_total";
    public static final String STATE_SHARE = "secbeat_state_limit_share";
    public static final String STATE_SOURCES = "secbeat_state_sources";
    public static final String STATE_SOURCES_EVICTED = "secbeat_state_sources_evicted_total";
    public static final String STATE_LEDGERS_REFUSED = "secbeat_state_ledgers_refused_total";
    public static final String RELAY_ACTIVE = "secbeat_relay_active";
    public static final String RELAY_SOURCES = "secbeat_relay_sources";
    public static final String RELAY_ENTRIES = "secbeat_relay_entries_total";
    public static final String RELAY_REGIONS = "secbeat_relay_regions";
    public static final String RELAY_CHANGES = "secbeat_relay_changes_total";
    public static final String RELAY_STALE = "secbeat_relay_stale_total";
    public static final String STATE_MERGE = "secbeat_state_merge_seconds";
    public static final String ENFORCEMENT = "secbeat_enforcement_seconds";
    public static final String LOOP_TURN = "secbeat_loop_turn_seconds";
    public static final String QUEUE_DROPPED = "secbeat_queue_dropped_total";
    public static final String MAP_ENTRIES = "secbeat_kernel_map_entries";
    public static final String MAP_CAPACITY = "secbeat_kernel_map_capacity";
    public static final String SYN_COOKIES_ACTIVE = "secbeat_syn_cookies_active";
    public static final String XDP_MODE = "secbeat_xdp_mode";
    public static final String RULE_PACKETS = "secbeat_xdp_rule_packets_total";
    public static final String RULE_BYTES = "secbeat_xdp_rule_bytes_total";
    public static final String SERVICE_PACKETS = "secbeat_xdp_service_packets_total";
    public static final String LIST_ENTRIES = "secbeat_list_entries";
    public static final String LIST_PACKETS = "secbeat_list_packets_total";
    public static final String LIST_SPARED = "secbeat_list_spared_packets_total";
    public static final String LIST_LOADED = "secbeat_list_loaded_timestamp_seconds";
    public static final String LIST_ERRORS = "secbeat_list_errors_total";
    public static final String LIST_ORIGIN = "secbeat_list_origin_info";
    public static final String FEED_AGE = "secbeat_feed_age_seconds";
    public static final String FEED_STALE = "secbeat_feed_stale";
    public static final String FEED_BAD = "secbeat_feed_bad_entries";
    public static final String FEED_FAILURES = "secbeat_feed_failures_total";
    public static final String FAILOVERS = "secbeat_failovers_total";
    public static final String DNS_DIFFERING = "secbeat_dns_answers_differing";
    public static final String RECEIPTS_MISSING = "secbeat_receipts_missing_total";
    public static final String ORDERS_UNWATCHED = "secbeat_orders_unwatched_total";
    public static final String OUTLET_WAITING = "secbeat_outlet_waiting";
    public static final String OUTLET_DELIVERED = "secbeat_outlet_delivered_total";
    public static final String OUTLET_RETRIES = "secbeat_outlet_retries_total";
    public static final String OUTLET_DEAD = "secbeat_outlet_dead_total";
    public static final String OUTLET_DROPPED = "secbeat_outlet_dropped_total";
    public static final String LIST_BUILT = "secbeat_list_built_timestamp_seconds";
    public static final String SAMPLES = "secbeat_samples_total";
    public static final String TRUST_UNCONFIRMED = "secbeat_trust_unconfirmed";
    public static final String TRUST_VERSION = "secbeat_trust_version";
    public static final String REFUSALS_UNTOLD = "secbeat_refusals_untold_total";
    public static final String TRUST_REFUSED = "secbeat_trust_refused_total";
    public static final String BUILD_INFO = "secbeat_build_info";

    private Metrics() {}
}
