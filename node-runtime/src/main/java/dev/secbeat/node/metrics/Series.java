// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.metrics;

import dev.secbeat.node.api.Metrics;
import java.util.List;

/** The metrics that are read at each scrape: name, meaning, labels. No source address is ever a label. */
public enum Series {
    PACKETS(true, Metrics.PACKETS_PROCESSED, "Packets judged by the XDP program.", "action", "reason"),
    BYTES(true, Metrics.BYTES_PROCESSED, "Bytes of the packets judged by the XDP program.", "action", "reason"),
    REQUESTS(true, Metrics.REQUESTS, "HTTP requests answered by the proxy, by status code.", "code"),
    BLOCKS_ACTIVE(false, Metrics.BLOCKS_ACTIVE, "Blocks in force on this node.", "origin"),
    BLOCKS_EVICTED(true, Metrics.BLOCKS_EVICTED, "Automatic blocks that ended early to make room for others."),
    BLOCK_HITS(true, Metrics.BLOCK_HITS, "Packets the XDP program dropped because of a block."),
    STATE_MESSAGES(true, Metrics.STATE_MESSAGES, "Messages between nodes, sent and received.", "direction"),
    STATE_LAG(false, Metrics.STATE_LAG, "How far behind, in seconds, the counts of a region are here.", "peer_region"),
    STATE_REFUSED(
            true, Metrics.STATE_REFUSED, "Messages of other nodes that were not taken, and why.", "message", "reason"),
    STATE_SNAPSHOTS(
            true, Metrics.STATE_SNAPSHOTS, "Parts of other nodes' snapshots, by what became of them.", "outcome"),
    STATE_SHARE(false, Metrics.STATE_SHARE, "Share of each limit by which this node judges."),
    STATE_SOURCES(false, Metrics.STATE_SOURCES, "Sources in the counting table."),
    STATE_SOURCES_EVICTED(
            true,
            Metrics.STATE_SOURCES_EVICTED,
            "Sources whose counts were forgotten to make room for others, by what had no room.",
            "full"),
    STATE_LEDGERS_REFUSED(
            true,
            Metrics.STATE_LEDGERS_REFUSED,
            "Counts near a limit for which no ledger of lasting overload was free."),
    RELAY_ACTIVE(false, Metrics.RELAY_ACTIVE, "Whether this node is its region's relay, 1 or 0."),
    RELAY_SOURCES(false, Metrics.RELAY_SOURCES, "Sources summed here for other regions."),
    RELAY_ENTRIES(true, Metrics.RELAY_ENTRIES, "Entries of summed counts told to other regions."),
    RELAY_REGIONS(false, Metrics.RELAY_REGIONS, "Other regions whose counts come by a relay."),
    RELAY_CHANGES(true, Metrics.RELAY_CHANGES, "Times another region's counts came from someone else than before."),
    RELAY_STALE(true, Metrics.RELAY_STALE, "Messages of relays that had been replaced, not taken."),
    QUEUE_DROPPED(true, Metrics.QUEUE_DROPPED, "Messages lost because a queue or table was full.", "queue"),
    MAP_ENTRIES(false, Metrics.MAP_ENTRIES, "Entries in a kernel map.", "map"),
    MAP_CAPACITY(false, Metrics.MAP_CAPACITY, "Entries a kernel map can hold.", "map"),
    SYN_COOKIES_ACTIVE(false, Metrics.SYN_COOKIES_ACTIVE, "1 while SYNs to a port are answered by cookie.", "port"),
    XDP_MODE(false, Metrics.XDP_MODE, "1 for the mode the XDP program runs in.", "mode"),
    RULE_PACKETS(true, Metrics.RULE_PACKETS, "Packets that matched a rule of the XDP program.", "rule"),
    RULE_BYTES(true, Metrics.RULE_BYTES, "Bytes of the packets that matched a rule of the XDP program.", "rule"),
    SERVICE_PACKETS(
            true, Metrics.SERVICE_PACKETS, "Packets to a service, by what became of them.", "service", "verdict"),
    LIST_ENTRIES(false, Metrics.LIST_ENTRIES, "Entries in force of a list.", "list"),
    LIST_PACKETS(true, Metrics.LIST_PACKETS, "Packets the XDP program dropped because of a list.", "list"),
    LIST_SPARED(true, Metrics.LIST_SPARED, "Packets that lists on a dry run would have dropped.", "list"),
    LIST_LOADED(
            false, Metrics.LIST_LOADED, "When the version of a list in force was read, seconds since 1970.", "list"),
    LIST_ERRORS(true, Metrics.LIST_ERRORS, "Versions of a list that were refused.", "list"),
    LIST_ORIGIN(
            false,
            Metrics.LIST_ORIGIN,
            "1, with what a list is made of: a file, or countries or asns of a database and which.",
            "list",
            "origin",
            "selection",
            "database"),
    LIST_BUILT(
            false,
            Metrics.LIST_BUILT,
            "When the database was built that a list in force is from, seconds since 1970.",
            "list"),
    FEED_AGE(
            false,
            Metrics.FEED_AGE,
            "Since a feed's source was last heard to have the version in force, in seconds.",
            "feed"),
    FEED_STALE(
            false,
            Metrics.FEED_STALE,
            "1 when a feed is older than its max_age, so that nothing of it is in force.",
            "feed"),
    FEED_BAD(false, Metrics.FEED_BAD, "Entries of a feed's version in force that could not be read.", "feed"),
    FEED_FAILURES(true, Metrics.FEED_FAILURES, "Versions of a feed refused, and requests that failed.", "feed"),
    FAILOVERS(true, Metrics.FAILOVERS, "Orders on regions that this orchestrator answered.", "act", "result"),
    DNS_DIFFERING(
            false,
            Metrics.DNS_DIFFERING,
            "Answers of authoritative DNS servers that differ from what the leader reads."),
    RECEIPTS_MISSING(true, Metrics.RECEIPTS_MISSING, "Nodes that live and said nothing of an order in time."),
    ORDERS_UNWATCHED(true, Metrics.ORDERS_UNWATCHED, "Orders whose receipts there was no room to watch for."),
    OUTLET_WAITING(false, Metrics.OUTLET_WAITING, "Deliveries that wait for their receiver.", "outlet"),
    OUTLET_DELIVERED(true, Metrics.OUTLET_DELIVERED, "Deliveries that their receiver has taken.", "outlet"),
    OUTLET_RETRIES(true, Metrics.OUTLET_RETRIES, "Attempts after a delivery's first.", "outlet"),
    OUTLET_DEAD(true, Metrics.OUTLET_DEAD, "Deliveries given up and kept as dead letters.", "outlet"),
    OUTLET_DROPPED(true, Metrics.OUTLET_DROPPED, "Deliveries lost because there was no room for them.", "outlet"),
    SAMPLES(true, Metrics.SAMPLES, "Samples of packets for whoever asked over NATS.", "outcome"),
    TRUST_VERSION(false, Metrics.TRUST_VERSION, "Version of the trust file in force; 0 for an unsigned one."),
    TRUST_UNCONFIRMED(
            false,
            Metrics.TRUST_UNCONFIRMED,
            "1 while commands are refused since no node has confirmed the trust file."),
    TRUST_REFUSED(true, Metrics.TRUST_REFUSED, "Trust files that were offered and not taken, by why.", "reason"),
    REFUSALS_UNTOLD(
            true,
            Metrics.REFUSALS_UNTOLD,
            "Commands refused without a receipt, as too many like it had been refused, by why.",
            "code"),
    BUILD_INFO(false, Metrics.BUILD_INFO, "1, with the version that runs.", "version"),
    CPU(true, "process_cpu_seconds_total", "CPU time of this process in seconds."),
    RESIDENT_MEMORY(false, "process_resident_memory_bytes", "Resident memory of this process in bytes."),
    HEAP_USED(false, "jvm_memory_heap_used_bytes", "Java heap in use in bytes.");

    private final boolean counter;
    private final String metricName;
    private final String help;
    private final String labels;

    Series(boolean counter, String metricName, String help, String... labels) {
        this.counter = counter;
        this.metricName = metricName;
        this.help = help;
        this.labels = String.join(",", labels);
    }

    /** The name on the wire. */
    public String metricName() {
        return metricName;
    }

    /** Names of the labels, in the order in which values are given. */
    public List<String> labels() {
        return labels.isEmpty() ? List.of() : List.of(labels.split(",", -1));
    }

    boolean isCounter() {
        return counter;
    }

    String help() {
        return help;
    }
}
