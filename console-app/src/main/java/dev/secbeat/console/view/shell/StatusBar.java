// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.view.shell;

import dev.secbeat.console.i18n.Messages;
import dev.secbeat.console.model.CommandState;
import dev.secbeat.console.model.FailoverState;
import dev.secbeat.console.model.Figures;
import dev.secbeat.console.model.FleetModel;
import dev.secbeat.console.model.FleetSummary;
import dev.secbeat.console.model.Freshness;
import dev.secbeat.console.model.LeaderState;
import dev.secbeat.console.view.widget.Forms;
import dev.secbeat.console.view.widget.Shown;
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
    private final StatusItem lost = new StatusItem("status-lost", Messages.of("shell.status.lost"));
    private final StatusItem command = new StatusItem("status-command", Messages.of("shell.status.command"));

    StatusBar(FleetModel model) {
        super(22);
        this.model = model;
        setId("status-bar");
        getStyleClass().add("status-bar");
        setAlignment(Pos.CENTER_LEFT);
        Region spacer = new Region();
        HBox.setHgrow(spacer, Priority.ALWAYS);
        getChildren().addAll(nodes, counters, failover, lost, spacer, command);
        Shown.follow(this, model.summary(), summary -> showFleet());
        Shown.follow(this, model.nats(), state -> showFleet());
        Shown.follow(this, model.actions().failover(), state -> showFailover());
        Shown.follow(this, model.actions().leader(), state -> showFailover());
        Shown.follow(this, model.actions().commands(), this::showCommand);
    }

    private void showFleet() {
        FleetSummary summary = model.summary().get();
        Forms.show(lost, summary.updatesLost() > 0);
        lost.show("tone-warn", Figures.grouped((double) summary.updatesLost()), "");
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
                    Messages.of("shell.status.slowest", Figures.grouped((double) lag)));
        }
    }

    private void showFailover() {
        LeaderState leader = model.actions().leader().get();
        FailoverState told = model.actions().failover().get();
        if (leader.orchestrator().isEmpty()) {
            failover.show("tone-quiet", "–", leader.text());
        } else if (leader.freshness().isFresh()) {
            showPhase(told, leader.text());
        } else {
            failover.show("tone-warn", Messages.of("shell.status.unknown"), leader.text());
        }
    }

    /** That somebody leads says nothing of the regions: how old that is, is told with it. */
    private void showPhase(FailoverState told, String leader) {
        String phase = told.phase().equals("idle") ? Messages.of("shell.status.idle") : told.phase();
        Freshness age = told.freshness();
        String since = Messages.of("shell.status.told", age.text());
        switch (age.level()) {
            case FRESH -> failover.show("", phase, leader);
            case STALE -> failover.show("tone-quiet", phase, since + " · " + leader);
            case GONE -> {
                boolean never = age.ageMillis() < 0;
                failover.show(
                        never ? "tone-quiet" : "tone-warn",
                        Messages.of("shell.status.unknown"),
                        (never ? Messages.of("shell.status.untold") : since) + " · " + leader);
            }
        }
    }

    private void showCommand() {
        // A question changes nothing: what was ordered before it stays in sight.
        model.actions().commands().stream()
                .filter(sent -> !sent.dryRun())
                .findFirst()
                .ifPresentOrElse(
                        last -> command.show(tone(last), last.summary(), told(last)),
                        () -> command.show("tone-quiet", Messages.of("shell.status.none"), ""));
    }

    private static String tone(CommandState command) {
        boolean bad = command.count(CommandState.Outcome.MISSING) + command.count(CommandState.Outcome.REFUSED) > 0;
        boolean open = command.count(CommandState.Outcome.UNVERIFIED) + command.count(CommandState.Outcome.HELD) > 0;
        return bad || !command.problem().isEmpty() ? "tone-bad" : open ? "tone-warn" : "";
    }

    private static String told(CommandState command) {
        return command.problem().isEmpty() ? receipts(command) : command.problem();
    }

    /** How many nodes have answered, whatever they said, and what of it is not as ordered. */
    static String receipts(CommandState command) {
        long came = command.answers().stream()
                .filter(answer -> answer.afterMillis() >= 0)
                .count();
        long refused = command.count(CommandState.Outcome.REFUSED);
        long missing = command.count(CommandState.Outcome.MISSING);
        StringBuilder text = new StringBuilder(
                Messages.of("shell.status.receipts", came, command.answers().size()));
        if (refused > 0) {
            text.append(", ").append(Messages.of("shell.status.refused", refused));
        }
        long held = command.count(CommandState.Outcome.HELD);
        if (held > 0) {
            text.append(", ").append(Messages.of("shell.status.held", held));
        }
        long unverified = command.count(CommandState.Outcome.UNVERIFIED);
        if (unverified > 0) {
            text.append(", ").append(Messages.of("shell.status.unverified", unverified));
        }
        if (missing > 0) {
            text.append(", ").append(Messages.of("shell.status.missing", missing));
        }
        if (command.slowestMillis() >= 0) {
            text.append(" · ").append(Figures.millis(command.slowestMillis()));
        }
        return text.toString();
    }
}
