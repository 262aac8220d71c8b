// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.view.counters;

import dev.secbeat.console.model.BlockDraft;
import dev.secbeat.console.model.ConnectionState;
import dev.secbeat.console.model.Figures;
import dev.secbeat.console.model.FleetModel;
import dev.secbeat.console.model.Intent;
import dev.secbeat.console.model.RegionModel;
import dev.secbeat.console.model.SourceRow;
import dev.secbeat.console.view.widget.AddressMenu;
import dev.secbeat.console.view.widget.Sheets;
import dev.secbeat.console.view.widget.Shown;
import dev.secbeat.console.view.widget.Texts;
import java.util.IntSummaryStatistics;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import javafx.scene.control.Hyperlink;
import javafx.scene.control.Label;
import javafx.scene.control.TextField;
import javafx.scene.input.Clipboard;
import javafx.scene.input.ClipboardContent;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;
import org.controlsfx.control.textfield.TextFields;

/** The busiest sources over all regions, live; filter, sort, copy, export, block and unblock. */
public final class CountersView extends VBox {
    private final FleetModel model;
    private final Consumer<Intent> intents;
    private final Consumer<String> export;
    private final SourceTable table;
    private final TextField filter = TextFields.createClearableTextField();
    private final Label subtitle = Texts.label("", "muted", "subtitle");
    private final Label problem = Texts.label("", "problem");

    /**
     * A table over this model.
     *
     * @param intents takes {@link Intent.OpenBlockDialog} and {@link Intent.Unblock}
     * @param export takes the table as CSV when a person asks for it, to save it where they say
     */
    public CountersView(FleetModel model, Consumer<Intent> intents, Consumer<String> export) {
        this.model = model;
        this.intents = intents;
        this.export = export;
        table = new SourceTable(model, this::act);
        AddressMenu.install(table, this::chosen, model, intents);
        setId("counters-view");
        getStyleClass().add("counters-view");
        Sheets.dress(this, CountersView.class, "counters.css");
        VBox.setVgrow(table, Priority.ALWAYS);
        getChildren().addAll(head(), table);
        filter.textProperty().subscribe(text -> refilter());
        Shown.follow(this, model.regions(), this::refilter);
        Shown.follow(this, model.summary(), summary -> describe());
        Shown.follow(this, model.sources(), this::describe);
        Shown.follow(this, model.nats(), this::age);
    }

    /** Puts the cursor into the filter. */
    public void focusFilter() {
        filter.requestFocus();
    }

    /** Shows the sources that match, as if typed into the filter; empty shows all. */
    public void filter(String text) {
        filter.setText(text);
    }

    private HBox head() {
        filter.setId("counters-filter");
        filter.setPrefHeight(28);
        filter.setPromptText("filter: address, CIDR, region, > n/s");
        filter.setAccessibleText("Filter sources");
        filter.setPrefWidth(300);
        filter.setMinWidth(150);
        problem.setId("counters-filter-problem");
        subtitle.setId("counters-subtitle");
        HBox head = Texts.row(
                10,
                title(),
                subtitle,
                Texts.spacer(),
                problem,
                filter,
                link("Copy", "counters-copy", this::copy),
                link("CSV", "counters-csv", () -> export.accept(csv())));
        head.getStyleClass().add("counters-head");
        return head;
    }

    private static Label title() {
        Label title = Texts.label("Top sources", "view-title");
        title.setMinWidth(USE_PREF_SIZE);
        return title;
    }

    private static Hyperlink link(String text, String id, Runnable action) {
        Hyperlink link = new Hyperlink(text);
        link.setMinWidth(USE_PREF_SIZE);
        link.setId(id);
        link.getStyleClass().add("quiet-link");
        link.setOnAction(click -> action.run());
        return link;
    }

    private void refilter() {
        SourceFilter parsed = SourceFilter.parse(filter.getText(), regions());
        problem.setText(parsed.problem());
        table.filter(parsed);
    }

    private void age(ConnectionState nats) {
        Texts.mark(this, nats.trust());
        describe();
    }

    private void describe() {
        String caveat = model.nats().get().caveat();
        int tracked = model.summary().get().sourcesTracked();
        subtitle.setText(
                caveat.isEmpty()
                        ? "counted over all regions" + window() + " · " + Figures.grouped(tracked) + " tracked"
                        : caveat);
    }

    /** {@code , last 1 s}: the span over which the shown are counted; empty while nothing is counted. */
    private String window() {
        IntSummaryStatistics spans = model.sources().stream()
                .mapToInt(SourceRow::windowMillis)
                .filter(millis -> millis > 0)
                .summaryStatistics();
        if (spans.getCount() == 0) {
            return "";
        }
        String longest = SourceColumns.span(spans.getMax());
        return spans.getMin() == spans.getMax()
                ? ", last " + longest
                : ", last " + SourceColumns.span(spans.getMin()) + " to " + longest + ", by rule";
    }

    private void copy() {
        ClipboardContent content = new ClipboardContent();
        content.putString(csv());
        Clipboard.getSystemClipboard().setContent(content);
    }

    private String csv() {
        return SourceCsv.text(table.getItems(), regions());
    }

    private List<String> regions() {
        return model.regions().stream().map(RegionModel::id).toList();
    }

    private List<String> chosen() {
        return table.getSelectionModel().getSelectedItems().stream()
                .map(SourceRow::source)
                .distinct()
                .toList();
    }

    private void act(SourceRow row) {
        if (row.standing() == SourceRow.Standing.BLOCKED) {
            BlockDraft draft = BlockDraft.of(row.source(), List.of());
            intents.accept(draft.unblock(UUID.randomUUID(), "unblocked from the table of sources"));
        } else {
            intents.accept(new Intent.OpenBlockDialog(row.source()));
        }
    }
}
