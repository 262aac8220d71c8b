// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.model;

import dev.secbeat.console.i18n.Messages;
import dev.secbeat.node.api.FleetEvent;
import dev.secbeat.node.api.NodeStatus;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Tells what happens as a timeline, away from the FX thread: what many nodes say of one thing becomes one line. Bounded;
 * the oldest make room and are counted. Confined to one thread.
 */
public final class StoryBook {
    /** Lines kept at most, the newest ones. */
    static final int MAX_ENTRIES = 5_000;

    private static final Comparator<TimelineEntry> BY_TIME = Comparator.comparingLong(TimelineEntry::epochMillis);

    private final int maxPulses;
    private final SourceWatch watch = new SourceWatch();
    private final ActLines acts = new ActLines();
    private final Map<String, Line> lines = new LinkedHashMap<>();
    private final Deque<Pulse> pulses = new ArrayDeque<>();
    private final Map<String, RegionHealth> health = new HashMap<>();
    private final Map<String, ConnectionState.Phase> phases = new HashMap<>();
    private String leader = "";
    private long forgotten;
    private int numbered;

    /** A line whose detail is worked out anew while more is heard. */
    record Line(long epochMillis, TimelineEntry.Kind kind, String region, String title, Supplier<Detail> detail) {
        TimelineEntry entry() {
            Detail now = detail.get();
            return new TimelineEntry(epochMillis, kind, region, title, now.text(), now.isGrave());
        }
    }

    /** What came of something. */
    record Detail(String text, boolean isGrave) {}

    /**
     * An empty book.
     *
     * @param maxPulses pulses kept, the newest ones; at least 1
     */
    public StoryBook(int maxPulses) {
        this.maxPulses = maxPulses;
    }

    /** A source was counted first at this time; told by a recording, which does not keep what is needed to see it. */
    public void seen(String source, long firstSeenMillis) {
        watch.seen(source, firstSeenMillis);
    }

    /** When the source that was just detected was counted first, epoch milliseconds; 0 when not known. */
    public long firstSeenMillis(String source) {
        return watch.firstSeenMillis(source);
    }

    /** Takes in what was learnt at {@code epochMillis}. */
    public void accept(Update update, long epochMillis) {
        switch (update) {
            case Update.Heartbeat beat -> seen(beat.status(), epochMillis);
            case Update.Happened happened -> accept(happened.event());
            case Update.Nats nats -> connection("NATS", nats.state(), epochMillis);
            case Update.Prometheus prometheus -> connection("Prometheus", prometheus.state(), epochMillis);
            case Update.Leader heard -> leads(heard, epochMillis);
            case Update.Planned planned -> planned(planned.plan(), epochMillis);
            case Update.Sent sent -> acts.sent(sent).ifPresent(line -> put("act." + sent.id(), line));
            case Update.Unsent unsent -> acts.unsent(unsent).ifPresent(line -> put("act." + unsent.id(), line));
            case Update.Ordered ordered ->
                acts.ordered(ordered.order(), epochMillis)
                        .ifPresent(line -> put("act." + ordered.order().id(), line));
            case Update.Stepped stepped -> stepped(stepped.step());
            case Update.Answered answered ->
                acts.answered(answered.receipt(), epochMillis)
                        .ifPresent(line -> put("act." + answered.receipt().commandId(), line));
            default -> {}
        }
    }

    /** Takes in a pulse. */
    public void accept(Pulse pulse) {
        pulses.addLast(pulse);
        while (pulses.size() > maxPulses) {
            pulses.removeFirst();
        }
        pulse.regions().forEach(region -> healthOf(region, pulse.epochMillis()));
    }

    /** A line of the console itself, such as that it could not keep up. */
    public void note(String title, long epochMillis) {
        put("note." + numbered++, plain(epochMillis, TimelineEntry.Kind.CONSOLE, "", title, "", false));
    }

    /** The story so far. */
    public IncidentStory story() {
        List<TimelineEntry> entries = new ArrayList<>(lines.size());
        lines.values().forEach(line -> entries.add(line.entry()));
        entries.sort(BY_TIME);
        return new IncidentStory(entries, new ArrayList<>(pulses), watch.times(), forgotten);
    }

    private void seen(NodeStatus status, long epochMillis) {
        status.topSources().forEach(count -> watch.counted(count.source(), epochMillis));
    }

    private void accept(FleetEvent event) {
        switch (event) {
            case FleetEvent.Detected found ->
                watch.detected(found).ifPresent(line -> put("detected." + numbered++, line));
            case FleetEvent.Enforced done -> watch.enforced(done).ifPresent(line -> put("block." + numbered++, line));
            case FleetEvent.Limited limited -> {} // The order that it comes of is told.
            case FleetEvent.Trouble trouble ->
                put(
                        "trouble." + trouble.node() + "." + trouble.code() + "." + trouble.epochMillis() / 60_000,
                        plain(
                                trouble.epochMillis(),
                                TimelineEntry.Kind.TROUBLE,
                                trouble.node().region().value(),
                                trouble.node() + ": " + trouble.code(),
                                trouble.text(),
                                true));
        }
    }

    private void connection(String name, ConnectionState state, long epochMillis) {
        ConnectionState.Phase before = phases.put(name, state.phase());
        if (before == null || before == state.phase()) {
            return;
        }
        boolean lost = state.phase() == ConnectionState.Phase.RECONNECTING;
        if (lost || state.phase() == ConnectionState.Phase.CONNECTED) {
            String title =
                    lost ? Messages.of("incident.told.lost", name) : Messages.of("incident.told.connected", name);
            String detail = lost ? state.detail() : state.server();
            put("link." + numbered++, plain(epochMillis, TimelineEntry.Kind.CONSOLE, "", title, detail, lost));
        }
    }

    private void leads(Update.Leader heard, long epochMillis) {
        String before = leader;
        leader = heard.orchestrator();
        if (!before.isEmpty() && !before.equals(leader)) {
            String title = Messages.of("incident.told.leads", leader);
            String detail = Messages.of("incident.told.led-before", before);
            put("leader." + numbered++, plain(epochMillis, TimelineEntry.Kind.FAILOVER, "", title, detail, true));
        }
    }

    private void planned(PlanState plan, long epochMillis) {
        String title = Messages.of("incident.told.plan", plan.fromRegion(), plan.toRegion());
        String detail = plan.isAllowed()
                ? Messages.of("incident.told.plan-allowed", Figures.percent(plan.clientsMoved()))
                : plan.refusal();
        put(
                "plan." + plan.commandId(),
                plain(epochMillis, TimelineEntry.Kind.FAILOVER, plan.fromRegion(), title, detail, !plan.isAllowed()));
    }

    private void stepped(FailoverStep step) {
        String detail = Messages.of("incident.told.step", step.word(), Figures.grouped((double) step.tookMillis()));
        put(
                "step." + step.commandId() + "." + step.result(),
                plain(step.atMillis(), TimelineEntry.Kind.FAILOVER, "", step.what(), detail, !step.isApplied()));
    }

    private void healthOf(Pulse.OfRegion region, long epochMillis) {
        RegionHealth before = health.put(region.regionId(), region.health());
        if (before == region.health() || (before == null && region.health() == RegionHealth.HEALTHY)) {
            return;
        }
        boolean grave = region.health() != RegionHealth.HEALTHY;
        String title = Messages.of(
                "incident.told.health", region.regionId(), region.health().label());
        String detail = before == null ? "" : Messages.of("incident.told.before", before.label());
        put(
                "health." + numbered++,
                plain(epochMillis, TimelineEntry.Kind.HEALTH, region.regionId(), title, detail, grave));
    }

    private void put(String key, Line line) {
        lines.put(key, line);
        if (lines.size() > MAX_ENTRIES) {
            lines.remove(lines.keySet().iterator().next());
            forgotten++;
        }
    }

    static Line plain(
            long epochMillis, TimelineEntry.Kind kind, String region, String title, String detail, boolean grave) {
        return new Line(epochMillis, kind, region, title, () -> new Detail(detail, grave));
    }
}
