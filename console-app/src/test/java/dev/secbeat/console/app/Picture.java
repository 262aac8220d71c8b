// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.app;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** The pictures of {@code docs/console}, in the order of its page. */
enum Picture {
    FIRST_SCREEN("Map", "The first screen at 1920 x 1080: what is wrong, where, since when"),
    FIRST_SCREEN_LIGHT("Map", "Light theme"),
    FIRST_SCREEN_CONTRAST("Map", "High contrast"),
    SMALLEST("Map", "The smallest window, 1000 x 700"),
    FIRST_SCREEN_CALM("Map", "All is well, and nothing asks for attention"),
    FIRST_SCREEN_READ_ONLY("Map", "A profile that only watches"),
    FIFTY_REGIONS(
            "Map",
            "Fifty regions of twenty nodes: those in trouble keep their words, the table says where a source is loudest"),
    REGION_DOWN("Map", "A region is down: the banner leads to a plan"),
    STALE("Map", "No heartbeat for a while: grey, dashed, with its age"),
    DISCONNECTED("Map", "The console lost its servers: enforcement does not depend on it"),
    OVERLOADED("Map", "More came than this console can take: said, never hidden"),
    CONNECTING("Map", "Before anything was heard"),
    THROUGHPUT(
            "Throughput",
            "Five minutes to a week, by reason or region; gaps stay gaps, amber says that nodes are missing"),
    THROUGHPUT_LIGHT("Throughput", "Light theme, beside the day before"),
    THROUGHPUT_CONTRAST("Throughput", "High contrast"),
    THROUGHPUT_SMALL("Throughput", "1000 x 700"),
    THROUGHPUT_LOADING("Throughput", "While Prometheus is asked"),
    THROUGHPUT_ERROR("Throughput", "Prometheus does not answer"),
    COUNTERS("Counters", "Every source: global, per region, share of its limit; the parts of one, node by node"),
    COUNTERS_LIGHT("Counters", "Light theme"),
    COUNTERS_CONTRAST("Counters", "High contrast"),
    COUNTERS_SMALL("Counters", "1000 x 700: what says least has gone"),
    COUNTERS_EMPTY("Counters", "Nothing is counted"),
    COUNTERS_STALE("Counters", "What is old stays readable and looks old"),
    BLOCKS("Blocks", "Blocks counting down, orders with their receipts, and one that waits for a second person"),
    BLOCKS_LIGHT("Blocks", "Light theme"),
    BLOCKS_CONTRAST("Blocks", "High contrast"),
    BLOCKS_SMALL("Blocks", "1000 x 700"),
    BLOCKS_EMPTY("Blocks", "Nothing is blocked"),
    BLOCKS_STALE("Blocks", "No heartbeat for a while"),
    BLOCKS_READ_ONLY("Blocks", "A profile that cannot act, and looks so"),
    BLOCK_DIALOG("Blocks", "Before an order: how wide it is, what it reaches, what it would have dropped"),
    LIMIT_DIALOG("Blocks", "A limit being written: whose sources, how much, whom it would hold now, one region first"),
    CANARY("Blocks", "A block on trial in one region: what was measured, what was judged, what became of it"),
    CANARY_TAKEN_BACK("Blocks", "The same where it did harm: why, and that it is undone"),
    DRILL("Blocks", "A drill: what it sends and to whom, what each node made of it, and that it is over"),
    RECEIPTS_MISSING("Blocks", "Nodes that did not confirm are an alarm"),
    FAILOVER(
            "Failover", "What the orchestrator holds of each region, what clients are answered, what became of orders"),
    FAILOVER_LIGHT("Failover", "Light theme"),
    FAILOVER_CONTRAST("Failover", "High contrast"),
    FAILOVER_SMALL("Failover", "1000 x 700"),
    FAILOVER_STALE("Failover", "No orchestrator has told anything for a while"),
    FAILOVER_UNTOLD("Failover", "No orchestrator runs"),
    FAILOVER_PLAN("Failover", "A plan before the act: records, clients, load; the region's name is typed"),
    FAILOVER_REFUSED("Failover", "A plan that a rule refuses, and what overrides it"),
    SAMPLES("Samples", "Packets that nodes passed or dropped, decoded"),
    SAMPLES_LIGHT("Samples", "Light theme"),
    SAMPLES_CONTRAST("Samples", "High contrast"),
    SAMPLES_SMALL("Samples", "1000 x 700"),
    SAMPLES_WIDE("Samples", "1920 x 1080"),
    SAMPLES_EMPTY("Samples", "Before the first packet"),
    AUDIT("Audit", "Who did what, and what became of it on each node"),
    AUDIT_LIGHT("Audit", "Light theme"),
    AUDIT_CONTRAST("Audit", "High contrast"),
    AUDIT_SMALL("Audit", "1000 x 700"),
    AUDIT_WIDE("Audit", "1920 x 1080"),
    AUDIT_READING("Audit", "While the trail is read"),
    AUDIT_AWAY("Audit", "When it cannot be read"),
    AUDIT_CHANGED("Audit", "When a record is not as it was written"),
    INCIDENT("Incident", "The shipped incident, replayed: unmistakably not now"),
    INCIDENT_LIGHT("Incident", "Light theme"),
    INCIDENT_CONTRAST("Incident", "High contrast"),
    INCIDENT_SMALL("Incident", "1000 x 700"),
    INCIDENT_DAMAGED("Incident", "A damaged recording: what can be read is shown, and what cannot is said"),
    LOOK_BACK("Incident", "A fleet as it was, while it goes on: held, and one key from now"),
    INCIDENT_LIVE("Incident", "Live, while nothing has happened"),
    REGION("Region and node", "A region from near: its last minute, its nodes, what they told"),
    REGION_LIGHT("Region and node", "Light theme"),
    REGION_CONTRAST("Region and node", "High contrast"),
    REGION_WIDE("Region and node", "1920 x 1080"),
    NODE("Region and node", "The node in this console: kernel maps and log"),
    NODE_LIGHT("Region and node", "Light theme"),
    NODE_CONTRAST("Region and node", "High contrast"),
    NODE_ELSEWHERE("Region and node", "The same where no node can run"),
    PALETTE("Around", "Acts, places, regions and addresses by name, with Ctrl+K"),
    SHORTCUTS("Around", "All keys, with ?"),
    ALERTS("Around", "What needs looking at, and who has"),
    PREFERENCES("Around", "Theme, size, language, zone, map, sounds"),
    WELCOME("Around", "Without a fleet: ways in, and the fleets one knows"),
    PROFILES("Around", "Connections"),
    PROFILES_KEYCHAIN("Around", "A fleet one knows, its keys in the keychain"),
    WALLBOARD("Around", "For a room"),
    GERMAN("Around", "In German");

    private final String group;
    private final String caption;

    Picture(String group, String caption) {
        this.group = group;
        this.caption = caption;
    }

    String file() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-') + ".png";
    }

    /** The place of the rail that it shows: its group's. */
    String page() {
        return group.toLowerCase(Locale.ROOT);
    }

    /** The page that shows them all. */
    static String document() {
        StringBuilder page = new StringBuilder("""
                # The console in pictures

                Of made-up fleets, and of the incident that is shipped. What each part does is told in
                [operations](../operations.md#the-console). To draw them anew after a change, from the root of the checkout:

                ```
                mvn -pl bpf,node-runtime,assets,console-app test -Dtest=Gallery*Test -Dsurefire.failIfNoSpecifiedTests=false -Dsecbeat.docs.write=true
                ```
                """);
        List<String> groups = new ArrayList<>();
        for (Picture picture : values()) {
            if (!groups.contains(picture.group)) {
                groups.add(picture.group);
                page.append("\n## ").append(picture.group).append("\n\n| | |\n|---|---|\n");
                Arrays.stream(values())
                        .filter(other -> other.group.equals(picture.group))
                        .forEach(other -> page.append("| ![")
                                .append(other.caption)
                                .append("](")
                                .append(other.file())
                                .append(") | ")
                                .append(other.caption)
                                .append(" |\n"));
            }
        }
        return page.toString();
    }
}
