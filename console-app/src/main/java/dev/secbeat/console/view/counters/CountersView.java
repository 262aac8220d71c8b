// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.view.counters;

import dev.secbeat.console.i18n.Messages;
import dev.secbeat.console.model.ConnectionState;
import dev.secbeat.console.model.Figures;
import dev.secbeat.console.model.FleetModel;
import dev.secbeat.console.model.HeldSources;
import dev.secbeat.console.model.Intent;
import dev.secbeat.console.model.RegionModel;
import dev.secbeat.console.model.Release;
import dev.secbeat.console.model.SourceExport;
import dev.secbeat.console.model.SourceRow;
import dev.secbeat.console.view.widget.AddressMenu;
import dev.secbeat.console.view.widget.Forms;
import dev.secbeat.console.view.widget.Sheets;
import dev.secbeat.console.view.widget.Shown;
import dev.secbeat.console.view.widget.Texts;
import dev.secbeat.node.api.Prefix;
import dev.secbeat.node.api.SourceQuestion;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.IntSummaryStatistics;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import javafx.application.Platform;
import javafx.scene.control.Label;
import javafx.scene.control.TextField;
import javafx.scene.control.ToggleButton;
import javafx.scene.control.Tooltip;
import javafx.scene.input.Clipboard;
import javafx.scene.input.ClipboardContent;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;
import org.controlsfx.control.textfield.TextFields;

/**
 * The busiest sources over all regions, live, or all that the nodes count, when asked for; filter, sort, copy, export, block
 * and unblock; of a chosen one each node's part. Asks only while it is in a window.
 */
public final class CountersView extends VBox {
    private final FleetModel model;
    private final Consumer<Intent> intents;
    private final Consumer<CsvSource> export;
    /** Below this width the filter has no room to say what it takes. */
    private static final double ROOM_FOR_HINT = 230;

    /** Below this height the table needs all the room. */
    private static final double ROOM_FOR_DETAIL = 430;

    private final SourceTable table;
    private final SourceDetail detail;
    private final ToggleButton all = new ToggleButton(Messages.of("counters.all"));
    private final TextField filter = TextFields.createClearableTextField();
    private final Label subtitle = Texts.label("", "muted", "subtitle");
    private final Label held = Texts.label("", "muted");
    private final ExportLine exported = new ExportLine();
    private final Label problem = Texts.label("", "problem");
    private SourceFilter parsed = SourceFilter.parse("", List.of());
    private Optional<SourceQuestion> asked = Optional.empty();
    private String chosen = "";
    private long originsAskedMillis;

    /**
     * A table over this model.
     *
     * @param intents takes {@link Intent.BlockNow}, {@link Intent.Unblock}, {@link
     *     Intent.WatchSources} and {@link Intent.AskOrigins}
     * @param export takes the table as CSV when a person asks for it, to save it where they say: what is shown, or all held
     *     sources that match
     */
    public CountersView(FleetModel model, Consumer<Intent> intents, Consumer<CsvSource> export) {
        this.model = model;
        this.intents = intents;
        this.export = export;
        table = new SourceTable(model, this::act, this::look);
        detail = new SourceDetail(model, () -> table.getSelectionModel().clearSelection());
        AddressMenu.install(table, this::chosen, model, intents);
        setId("counters-view");
        getStyleClass().add("counters-view");
        Sheets.dress(this, CountersView.class, "counters.css");
        VBox.setVgrow(table, Priority.ALWAYS);
        getChildren().addAll(head(), held, exported, table, detail);
        showDetail(false);
        filter.textProperty().subscribe(text -> refilter());
        Shown.follow(this, model.regions(), () -> model.pace().soon(filter, this::refilter));
        Shown.follow(this, model.summary(), summary -> describeSoon());
        Shown.follow(this, model.sources(), this::describeSoon);
        Shown.follow(this, model.nats(), this::age);
        Shown.follow(this, model.asked().held(), held -> describeSoon());
        Shown.follow(this, model.asked().origins(), next -> {
            tellProblems();
            askOrigins();
        });
        Shown.follow(this, model.now(), now -> askOrigins());
        all.selectedProperty().subscribe(on -> {
            table.useAll(on);
            look();
        });
        table.chosen().subscribe(this::choose);
        heightProperty().subscribe(this::ask);
        sceneProperty().subscribe(this::moved);
    }

    /** Puts the cursor into the filter. */
    public void focusFilter() {
        filter.requestFocus();
    }

    /** Shows the sources that match, as if typed into the filter; empty shows all. */
    public void filter(String text) {
        filter.setText(text);
    }

    /** The source that is selected in the table. */
    public Optional<String> chosenSource() {
        return table.chosen().get().map(SourceRow::source);
    }

    private HBox head() {
        filter.setId("counters-filter");
        filter.setPrefHeight(28);
        filter.widthProperty()
                .subscribe(width -> filter.setPromptText(Messages.of(
                        width.doubleValue() < ROOM_FOR_HINT ? "counters.filter.short" : "counters.filter.prompt")));
        filter.setAccessibleText(Messages.of("counters.filter.accessible"));
        filter.setPrefWidth(270);
        filter.setMinWidth(120);
        problem.setId("counters-filter-problem");
        subtitle.setId("counters-subtitle");
        held.setId("counters-held");
        all.setId("counters-all");
        all.setMinWidth(USE_PREF_SIZE);
        all.setTooltip(new Tooltip(Messages.of("counters.all.hint", Figures.grouped(HeldSources.MOST_ROWS))));
        HBox head = Texts.row(
                10,
                title(),
                subtitle,
                Texts.spacer(),
                problem,
                all,
                filter,
                Forms.link("counters-copy", Messages.of("counters.copy"), this::copy),
                Forms.link("counters-csv", Messages.of("counters.csv"), () -> export.accept(csv())));
        head.getStyleClass().add("counters-head");
        return head;
    }

    private static Label title() {
        Label title = Texts.label(Messages.of("counters.title"), "view-title");
        title.setMinWidth(USE_PREF_SIZE);
        return title;
    }

    private void refilter() {
        parsed = SourceFilter.parse(filter.getText(), regions());
        tellProblems();
        table.filter(parsed);
        look();
    }

    private void tellProblems() {
        String text = (parsed.problem() + " " + model.asked().origins().get().problem()).strip();
        problem.setText(text);
        Texts.tip(problem, text);
    }

    /** What is wanted of all sources, or nothing any more. */
    private void look() {
        boolean looks = all.isSelected() && getScene() != null;
        model.asked().look(looks ? Optional.of(table.sorted(parsed.query())) : Optional.empty());
        ask();
        describe();
    }

    private void choose(Optional<SourceRow> row) {
        String next = row.map(SourceRow::source).orElse("");
        if (!next.equals(chosen)) {
            chosen = next;
            ask();
        }
    }

    /** From one page to another it is for a moment in no window: what is held of a million sources is not let go for that. */
    private void moved() {
        if (getScene() == null) {
            Platform.runLater(this::ask);
        } else {
            ask();
        }
    }

    /** Asks the nodes for what is shown and not known, and lets go of what is no longer shown. */
    private void ask() {
        boolean shown = getScene() != null;
        boolean parts = shown && !chosen.isEmpty() && getHeight() >= ROOM_FOR_DETAIL;
        showDetail(parts);
        List<Prefix> watched = parts ? List.of(Prefix.parse(chosen)) : List.of();
        SourceQuestion question = new SourceQuestion(shown && all.isSelected(), watched);
        Optional<SourceQuestion> wanted = question.list() || parts ? Optional.of(question) : Optional.empty();
        if (!wanted.equals(asked)) {
            boolean other = !watched.equals(asked.map(SourceQuestion::watched).orElse(List.of()));
            asked = wanted;
            if (other) {
                model.asked().watch(parts ? chosen : "");
                detail.choose(parts ? chosen : "");
            }
            intents.accept(new Intent.WatchSources(wanted));
        }
        if (!shown) {
            model.asked().look(Optional.empty());
        }
    }

    /** Looks up where new sources come from, once for each, if anything is there to look it up in. */
    private void askOrigins() {
        if (getScene() != null
                && model.asked().origins().get().given()
                && model.now().get() > originsAskedMillis) {
            List<String> sources = table.unlocated();
            if (!sources.isEmpty()) {
                originsAskedMillis = model.now().get();
                intents.accept(new Intent.AskOrigins(sources));
            }
        }
    }

    private void showDetail(boolean on) {
        Forms.show(detail, on);
    }

    private void age(ConnectionState nats) {
        Texts.mark(this, nats.trust());
        describeSoon();
    }

    /** Several things that it tells of change at each drain: it is told once. */
    private void describeSoon() {
        model.pace().soon(this, this::describe);
    }

    private void describe() {
        String caveat = model.nats().get().caveat();
        String tracked = Figures.grouped(model.summary().get().sourcesTracked());
        subtitle.setText(
                !caveat.isEmpty()
                        ? caveat
                        : all.isSelected()
                                ? Messages.of("counters.subtitle.all", tracked)
                                : Messages.of("counters.subtitle", window(), tracked));
        double known = model.summary().get().sourcesTracked();
        table.explainEmpty(
                !model.sources().isEmpty()
                        ? Messages.of("counters.empty.filtered")
                        : known > 0 ? Messages.of("counters.empty.tracked", tracked) : Messages.of("counters.empty"));
        boolean replay = model.incident().replay().get().isReplay();
        held.setText(
                replay
                        ? Messages.of("counters.held.unrecorded")
                        : held(model.asked().held().get()));
        Forms.show(held, all.isSelected());
        Texts.tip(subtitle, subtitle.getText());
    }

    private static String held(HeldSources held) {
        if (held.nodes() == 0) {
            return Messages.of("counters.held.asking");
        }
        String walks = Messages.of("counters.held.partly", held.walked(), held.nodes());
        String shown = held.matching() > held.rows().size()
                ? Messages.of(
                        "counters.held.first", Figures.grouped(held.rows().size()), Figures.grouped(held.matching()))
                : Messages.of("counters.held.matching", Figures.grouped(held.matching()));
        String refused = held.refused() == 0
                ? ""
                : " · " + Messages.of("counters.held.refused", Figures.grouped((double) held.refused()));
        return Messages.of("counters.held", Figures.grouped(held.held()), walks, held.oldestMillis() / 1_000) + " · "
                + shown + refused;
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
                ? Messages.of("counters.window", longest)
                : Messages.of("counters.windows", SourceColumns.span(spans.getMin()), longest);
    }

    private void copy() {
        Optional<SourceExport> found = found();
        found.ifPresentOrElse(all -> exported.copy(all, regions()), () -> {
            StringBuilder text = new StringBuilder();
            try {
                shown().writeTo(text);
            } catch (IOException e) {
                throw new UncheckedIOException(e); // text in memory takes all
            }
            ClipboardContent content = new ClipboardContent();
            content.putString(text.toString());
            Clipboard.getSystemClipboard().setContent(content);
        });
    }

    private CsvSource csv() {
        return found().map(all -> exported.all(all, regions())).orElseGet(this::shown);
    }

    /** All held sources that match, where all are looked at. */
    private Optional<SourceExport> found() {
        return all.isSelected() ? model.asked().export(table.sorted(parsed.query())) : Optional.empty();
    }

    private CsvSource shown() {
        List<SourceRow> rows = table.rows();
        List<String> regions = regions();
        return out -> {
            SourceCsv.head(out, regions);
            for (SourceRow row : rows) {
                SourceCsv.line(out, row, regions);
            }
        };
    }

    private List<String> regions() {
        return model.regions().stream().map(RegionModel::id).toList();
    }

    private List<String> chosen() {
        return chosenSource().stream().toList();
    }

    private void act(SourceRow row) {
        if (row.standing() == SourceRow.Standing.BLOCKED) {
            intents.accept(Release.of(
                    List.of(row.source()), model.actions().blocks(), Messages.of("counters.unblock-reason")));
        } else {
            intents.accept(new Intent.BlockNow(row.source()));
        }
    }
}
