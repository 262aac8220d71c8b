// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.view.throughput;

import dev.secbeat.console.i18n.Messages;
import dev.secbeat.console.i18n.Times;
import dev.secbeat.console.model.ConnectionState;
import dev.secbeat.console.model.Figures;
import dev.secbeat.console.model.FleetModel;
import dev.secbeat.console.model.FleetSummary;
import dev.secbeat.console.model.Freshness;
import dev.secbeat.console.view.widget.Figure;
import dev.secbeat.console.view.widget.Forms;
import dev.secbeat.console.view.widget.Shown;
import dev.secbeat.console.view.widget.Texts;
import javafx.scene.control.Label;
import javafx.scene.layout.HBox;
import javafx.scene.layout.VBox;

/** The fleet in five figures. */
final class SummaryCard extends VBox {
    private static final long HOUR_MILLIS = 3_600_000;

    private final FleetModel model;
    private final Figure age = new Figure("", "figure", "muted", "tile-age");
    private final HBox head =
            Texts.row(8, Texts.label(Messages.of("throughput.fleet"), "tile-name"), Texts.spacer(), age);
    private final Label counted = Texts.label("", "muted");
    private final Figure detections = figure("summary-detections");
    private final Figure blocks = figure("summary-blocks");
    private final Figure lastBlock = figure("summary-last-block");
    private final Figure median = figure("summary-median");
    private final Figure guard = figure("summary-guard");

    SummaryCard(FleetModel model) {
        this.model = model;
        age.setId("summary-age");
        counted.setId("summary-detections-name");
        setId("summary-card");
        getStyleClass().addAll("region-tile", "summary");
        getChildren()
                .addAll(
                        head,
                        Texts.row(8, counted, Texts.spacer(), detections),
                        line(Messages.of("throughput.summary.blocks"), blocks),
                        line(Messages.of("throughput.summary.last-block"), lastBlock),
                        line(Messages.of("throughput.summary.median"), median),
                        line(Messages.of("throughput.summary.guard"), guard));
        Shown.follow(
                this, model.summary(), summary -> show(summary, model.nats().get()));
        Shown.follow(this, model.nats(), nats -> show(model.summary().get(), nats));
        Shown.follow(this, model.now(), now -> showAge(model.nats().get())); // which turns after the link
    }

    private void show(FleetSummary summary, ConnectionState nats) {
        boolean live = nats.trust() == Freshness.Level.FRESH;
        Texts.mark(this, nats.trust());
        boolean known = summary.nodesKnown() > 0 && nats.trust() != Freshness.Level.GONE;
        detections.setText(known ? Figures.grouped(summary.detectionsLastHour()) : "–");
        boolean whole = model.now().get() - nats.sinceEpochMillis() >= HOUR_MILLIS;
        counted.setText(
                !known || !nats.isUp() || whole
                        ? Messages.of("throughput.summary.detections")
                        : Messages.of("throughput.summary.detections-since", Times.toMinute(nats.sinceEpochMillis())));
        blocks.setText(known && live ? Figures.grouped(summary.blocksActive()) : "–");
        lastBlock.setText(known ? millis(summary.lastBlockMillis()) : "–");
        median.setText(known ? millis(summary.medianBlockMillis()) : "–");
        guard.setText(known ? Figures.grouped(summary.guardHits()) : "–");
    }

    /** All of it is as of when the fleet was heard last; while that is now, nothing need be said. */
    private void showAge(ConnectionState nats) {
        Freshness heard = nats.freshness();
        boolean told = nats.trust() != Freshness.Level.FRESH && heard.ageMillis() >= 0;
        age.setText(
                nats.trust() == Freshness.Level.GONE
                        ? Messages.of("throughput.tile.gone", heard.text())
                        : Messages.of(
                                "throughput.summary.as-of",
                                Times.ofDay(model.now().get() - Math.max(0, heard.ageMillis()))));
        Forms.show(head, told);
    }

    private static String millis(long millis) {
        return millis < 0 ? "–" : millis < 1_000 ? millis + " ms" : Figures.tenths(millis / 1e3) + " s";
    }

    private static HBox line(String title, Figure figure) {
        return Texts.row(8, Texts.label(title, "muted"), Texts.spacer(), figure);
    }

    private static Figure figure(String id) {
        Figure label = new Figure("–", "figure", "strong");
        label.setId(id);
        return label;
    }
}
