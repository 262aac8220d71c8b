// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.view.widget;

import dev.secbeat.console.i18n.Messages;
import dev.secbeat.console.model.Figures;
import dev.secbeat.console.model.FleetModel;
import dev.secbeat.console.model.RecentTraffic;
import dev.secbeat.console.model.WhatIf;
import dev.secbeat.node.api.Prefix;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import javafx.application.Platform;
import javafx.scene.control.Label;
import javafx.scene.layout.ColumnConstraints;
import javafx.scene.layout.GridPane;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;

/**
 * What a rule would have dropped over the last minutes, beside the dialog that sends it:
 * {@code pane.tryOut(Optional.of(new WhatIf.Rule.Block(prefixes)))}. Worked out away from the FX thread; of several rules
 * tried in a row the last is shown. FX thread only.
 */
public final class WhatIfPane extends VBox {
    private static final int MAX_ROWS = 8;

    private final FleetModel model;
    private final Function<Prefix, Optional<String>> origins;
    private final Label title = Texts.label(Messages.of("whatif.title"), "whatif-title");
    private final Label text = Texts.label("", "muted");
    private final GridPane table = new GridPane(14, 4);
    private int asked;

    /** A pane without a database of origins. */
    public WhatIfPane(FleetModel model) {
        this(model, address -> Optional.empty());
    }

    /**
     * A pane that shows nothing yet.
     *
     * @param origins country or network of an address, any thread
     */
    public WhatIfPane(FleetModel model, Function<Prefix, Optional<String>> origins) {
        super(6);
        this.model = model;
        this.origins = origins;
        setId("whatif");
        getStyleClass().add("whatif");
        Sheets.dress(this, WhatIfPane.class, "whatif.css");
        text.setId("whatif-text");
        text.setWrapText(true);
        text.setMinHeight(USE_PREF_SIZE);
        table.setId("whatif-table");
        ColumnConstraints wide = new ColumnConstraints();
        wide.setHgrow(Priority.ALWAYS);
        table.getColumnConstraints().setAll(wide);
        getChildren().addAll(title, text, table);
        tryOut(Optional.empty());
    }

    /** Tries this rule; without one, says what the pane is for. */
    public void tryOut(Optional<WhatIf.Rule> rule) {
        int question = ++asked;
        table.getChildren().clear();
        if (rule.isEmpty()) {
            text.setText(Messages.of("whatif.nothing"));
            return;
        }
        RecentTraffic.Window window = model.incident().recentTraffic();
        if (window.observations().isEmpty()) {
            text.setText(Messages.of("whatif.no-data"));
            return;
        }
        text.setText(Messages.of("whatif.working"));
        var _ = CompletableFuture.supplyAsync(() -> WhatIf.of(rule.get(), window, origins))
                .thenAccept(found -> Platform.runLater(() -> {
                    if (question == asked) {
                        show(found);
                    }
                }));
    }

    private void show(WhatIf found) {
        text.setText(summary(found));
        heading("whatif.region");
        rows(found.rows());
        if (!found.origins().isEmpty()) {
            heading("whatif.origin");
            rows(found.origins());
        }
        if (!found.sources().isEmpty()) {
            heading("whatif.source");
            rows(found.sources());
        }
    }

    private static String summary(WhatIf found) {
        String covered = Messages.of("whatif.covered", Math.max(1, found.coveredMillis() / 1_000));
        String hit = found.sourcesHit() == 0
                ? Messages.of("whatif.hits-none")
                : Messages.of("whatif.hits", Figures.grouped(found.sourcesHit()));
        WhatIf.Packets samples = found.samples();
        String packets = samples.shown() == 0
                ? ""
                : " "
                        + Messages.of(
                                "whatif.samples",
                                Figures.grouped(samples.hit()),
                                Figures.grouped(samples.shown()),
                                Figures.grouped(samples.hitPassed()));
        return hit + packets + " " + covered;
    }

    private void heading(String key) {
        int row = table.getRowCount();
        table.addRow(
                row,
                Texts.label(Messages.of(key), "muted"),
                Texts.label(Messages.of("whatif.would-drop"), "muted"),
                Texts.label(Messages.of("whatif.of-seen"), "muted"),
                Texts.label(Messages.of("whatif.share"), "muted"));
    }

    private void rows(List<WhatIf.Row> rows) {
        for (WhatIf.Row row : rows.subList(0, Math.min(MAX_ROWS, rows.size()))) {
            String unit = " " + row.dimension().label() + "/s";
            Label share = Texts.label(Figures.percent(row.share()), "figure", row.share() > 0 ? "tone-warn" : "muted");
            table.addRow(
                    table.getRowCount(),
                    Texts.label(row.name()),
                    Texts.label(Figures.compact(row.hitPerSecond()) + unit, "figure"),
                    Texts.label(Figures.compact(row.seenPerSecond()), "figure", "muted"),
                    share);
        }
    }
}
