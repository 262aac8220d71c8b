// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.view.shell;

import dev.secbeat.console.i18n.Messages;
import dev.secbeat.console.model.CommandState;
import dev.secbeat.console.model.FleetModel;
import dev.secbeat.console.model.FleetSummary;
import dev.secbeat.console.model.LeaderState;
import dev.secbeat.console.view.widget.Shown;
import java.util.List;
import java.util.Locale;
import javafx.geometry.Pos;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;

/** The fleet in one line: nodes enforcing, counters in sync, failover leader, the last command and its receipts. */
final class StatusBar extends HBox {
    /** Above this lag, counters of the regions are too old to judge global rates within the promised time. */
    private static final long IN_SYNC_MILLIS = 1_000;

    private final FleetModel model;
    private final StatusItem nodes = new StatusItem("status-nodes", Messages.of("shell.status.fleet"));
    private final StatusItem counters = new StatusItem("status-counters", Messages.of("shell.status.counters"));
    private final StatusItem failover = new StatusItem("status-failover", Messages.of("shell.status.failover"));
    private final StatusItem command = new StatusItem("status-command", Messages.of("shell.status.command"));

    StatusBar(FleetModel model) {
        super(22);
        this.model = model;
        setId("status-bar");
        getStyleClass().add("status-bar");
        setAlignment(Pos.CENTER_LEFT);
        Region spacer = new Region();
        HBox.setHgrow(spacer, Priority.ALWAYS);
        getChildren().addAll(nodes, counters, failover, spacer, command);
        Shown.follow(this, model.summary(), summary -> showFleet());
        Shown.follow(this, model.nats(), state -> showFleet());
        Shown.follow(this, model.actions().failover(), state -> showFailover());
        Shown.follow(this, model.actions().leader(), state -> showFailover());
        Shown.follow(this, model.actions().commands(), this::showCommand);
    }

    private void showFleet() {
        FleetSummary summary = model.summary().get();
        if (!model.nats().get().isUp()) {
            nodes.show("tone-quiet", Messages.of("shell.status.unknown"), Messages.of("shell.status.no-link"));
            counters.show("tone-quiet", Messages.of("shell.status.unknown"), "");
            return;
        }
        if (summary.nodesKnown() > 0 && !model.nats().get().freshness().isFresh()) {
            nodes.show(
                    "tone-warn",
                    Messages.of("shell.status.unknown"),
                    model.nats().get().caveat());
            counters.show("tone-quiet", Messages.of("shell.status.unknown"), "");
            return;
        }
        boolean all = summary.nodesEnforcing() == summary.nodesKnown();
        String share = Messages.of("shell.status.enforcing", summary.nodesEnforcing(), summary.nodesKnown());
        nodes.show(all ? "" : "tone-bad", summary.nodesKnown() == 0 ? Messages.of("shell.status.no-node") : share, "");
        long lag = summary.slowestLinkMillis();
        if (lag < 0) {
            counters.show("tone-quiet", Messages.of("shell.status.not-linked"), "");
        } else {
            boolean inSync = lag <= IN_SYNC_MILLIS;
            counters.show(
                    inSync ? "" : "tone-warn",
                    inSync ? Messages.of("shell.status.in-sync") : Messages.of("shell.status.behind"),
                    Messages.of("shell.status.slowest", lag));
        }
    }

    private void showFailover() {
        LeaderState leader = model.actions().leader().get();
        String phase = model.actions().failover().get().phase();
        if (leader.orchestrator().isEmpty()) {
            failover.show("tone-quiet", "–", leader.text());
        } else if (leader.freshness().isFresh()) {
            failover.show("", phase.equals("idle") ? Messages.of("shell.status.idle") : phase, leader.text());
        } else {
            failover.show("tone-warn", Messages.of("shell.status.unknown"), leader.text());
        }
    }

    private void showCommand() {
        List<CommandState> commands = model.actions().commands();
        if (commands.isEmpty()) {
            command.show("tone-quiet", Messages.of("shell.status.none"), "");
            return;
        }
        CommandState last = commands.getFirst();
        command.show(tone(last), last.summary(), receipts(last));
    }

    private static String tone(CommandState command) {
        boolean bad = command.count(CommandState.Outcome.MISSING) + command.count(CommandState.Outcome.REFUSED) > 0;
        return bad ? "tone-bad" : "";
    }

    static String receipts(CommandState command) {
        long applied = command.count(CommandState.Outcome.APPLIED);
        long refused = command.count(CommandState.Outcome.REFUSED);
        long missing = command.count(CommandState.Outcome.MISSING);
        StringBuilder text = new StringBuilder(
                Messages.of("shell.status.receipts", applied, command.answers().size()));
        if (refused > 0) {
            text.append(", ").append(Messages.of("shell.status.refused", refused));
        }
        if (missing > 0) {
            text.append(", ").append(Messages.of("shell.status.missing", missing));
        }
        if (command.slowestMillis() >= 0) {
            text.append(String.format(Locale.ROOT, " · %.0f ms", command.slowestMillis()));
        }
        return text.toString();
    }
}
