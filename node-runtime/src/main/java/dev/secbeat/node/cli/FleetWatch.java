// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.cli;

import dev.secbeat.node.api.DrillGround;
import dev.secbeat.node.api.FailoverOutcome;
import dev.secbeat.node.api.FailoverPlan;
import dev.secbeat.node.api.FleetEvent;
import dev.secbeat.node.api.LimitRule;
import dev.secbeat.node.api.Receipt;
import dev.secbeat.node.api.Scope;
import dev.secbeat.node.api.SignedCommand;
import dev.secbeat.node.api.SteeringReport;
import dev.secbeat.node.cluster.ConnectionState;
import dev.secbeat.node.cluster.FleetListener;
import dev.secbeat.node.cluster.SteeringListener;
import dev.secbeat.node.control.CommandWords;
import dev.secbeat.node.json.Json;
import dev.secbeat.node.json.JsonText;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Hears the fleet on the link's threads and hands it to one that prints; says how much it could not keep. */
final class FleetWatch implements FleetListener, SteeringListener {
    private static final int MOST_WAITING = 8_192;

    private final Scope scope;
    private final Set<WatchKind> kinds;
    private final BlockingQueue<WatchLine> waiting = new ArrayBlockingQueue<>(MOST_WAITING);
    private final AtomicLong lost = new AtomicLong();

    FleetWatch(Scope scope, Set<WatchKind> kinds) {
        this.scope = scope;
        this.kinds = Set.copyOf(kinds);
    }

    /** The next line, waiting so long; null when there is none. */
    @Nullable
    WatchLine next(long nanos) throws InterruptedException {
        long missed = lost.getAndSet(0);
        if (missed > 0) {
            String text = missed + " lines were lost here: they came faster than they could be printed";
            return new WatchLine(
                    WatchKind.link, System.currentTimeMillis(), text, JsonText.object(Map.of("lost", missed)));
        }
        return waiting.poll(nanos, TimeUnit.NANOSECONDS);
    }

    @Override
    public void onEvent(FleetEvent event) {
        if (scope.includes(event.node())) {
            offer(WatchKind.event, event.node() + "  " + words(event), Json.EVENT.encodeText(event));
        }
    }

    @Override
    public void onReceipt(Receipt receipt) {
        if (scope.includes(receipt.node())) {
            offer(
                    WatchKind.receipt,
                    receipt.node() + "  " + receipt.commandId() + " "
                            + receipt.state().name().toLowerCase(Locale.ROOT)
                            + receipt.refusal()
                                    .map(refusal -> " " + refusal.code() + ": " + refusal.text())
                                    .orElse(""),
                    Json.RECEIPT.encodeText(receipt));
        }
    }

    @Override
    public void onCommand(SignedCommand command) {
        offer(
                WatchKind.command,
                command.command().id() + " by " + command.command().actor() + ": " + CommandWords.of(command.command()),
                Json.COMMAND.encodeText(command));
    }

    @Override
    public void onPlan(FailoverPlan plan) {
        offer(
                WatchKind.plan,
                "from " + plan.from() + " to " + plan.to() + " by " + plan.orchestrator()
                        + plan.refusal()
                                .map(refusal -> ", forbidden: " + refusal.text())
                                .orElse(""),
                Json.PLAN.encodeText(plan));
    }

    @Override
    public SteeringListener steering() {
        return this;
    }

    @Override
    public void onOutcome(FailoverOutcome outcome) {
        offer(
                WatchKind.outcome,
                outcome.plan().act().name().toLowerCase(Locale.ROOT) + " of "
                        + outcome.plan().region() + " " + outcome.commandId() + " "
                        + outcome.result().name().toLowerCase(Locale.ROOT)
                        + (outcome.isAlarm() ? ": " + String.join("; ", outcome.evidence()) : ""),
                Json.OUTCOME.encodeText(outcome));
    }

    @Override
    public void onReport(SteeringReport report) {
        String regions = report.regions().stream()
                .map(region -> region.region() + " " + region.state().name().toLowerCase(Locale.ROOT))
                .collect(Collectors.joining(", "));
        offer(WatchKind.state, regions, Json.STEERING.encodeText(report));
    }

    @Override
    public void onConnection(ConnectionState state) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("connected", state.isConnected());
        fields.put("server", state.server().orElse(""));
        fields.put("trouble", state.trouble().orElse(""));
        String said = state.isConnected()
                ? "connected to " + state.server().orElse("-")
                : "not connected " + state.trouble().orElse("");
        offer(WatchKind.link, said, JsonText.object(fields));
    }

    private void offer(WatchKind kind, String said, String content) {
        if (kinds.contains(kind) && !waiting.offer(new WatchLine(kind, System.currentTimeMillis(), said, content))) {
            lost.incrementAndGet();
        }
    }

    private static String words(FleetEvent event) {
        return switch (event) {
            case FleetEvent.Enforced enforced ->
                (enforced.active() ? "blocks " : "no longer blocks ") + enforced.prefix()
                        + (enforced.others() > 0 ? " and " + enforced.others() + " more" : "") + " ("
                        + enforced.origin().label() + ")" + DrillGround.mark(enforced.prefix());
            case FleetEvent.Detected detected ->
                String.format(
                        Locale.ROOT,
                        "found %s over its limit: %.1f %s a second, allowed are %.1f",
                        detected.source(),
                        detected.perSecond(),
                        detected.dimension().name().toLowerCase(Locale.ROOT),
                        detected.limit());
            case FleetEvent.Limited limited ->
                limited.terms()
                                .map(terms ->
                                        "holds " + LimitRule.named(limited.key().within()) + " to "
                                                + LimitRule.words(
                                                        limited.key().dimension(), terms.most(), terms.windowMillis()))
                                .orElseGet(() -> "no longer limits " + limited.key())
                        + limited.key().within().map(DrillGround::mark).orElse("");
            case FleetEvent.Trouble trouble -> trouble.code() + ": " + trouble.text();
        };
    }
}
