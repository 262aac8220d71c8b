// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.view.audit;

import dev.secbeat.console.i18n.Messages;
import dev.secbeat.console.i18n.Times;
import dev.secbeat.console.model.AuditBoard;
import dev.secbeat.console.model.AuditOrder;
import dev.secbeat.console.model.Figures;
import dev.secbeat.console.model.FleetModel;
import dev.secbeat.console.model.Intent;
import dev.secbeat.console.view.widget.Forms;
import dev.secbeat.console.view.widget.Pill;
import dev.secbeat.console.view.widget.Sheets;
import dev.secbeat.console.view.widget.Shown;
import dev.secbeat.console.view.widget.Texts;
import dev.secbeat.node.api.Receipt;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javafx.scene.control.Button;
import javafx.scene.control.ComboBox;
import javafx.scene.control.Label;
import javafx.scene.control.TextField;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;
import javafx.util.Subscription;
import org.controlsfx.control.textfield.TextFields;

/** Who did what, when, and what became of it; and whether the records are as they were written. */
public final class AuditView extends VBox {
    /** How the shown orders are saved. */
    public enum Format {
        /** One line an order. */
        CSV,
        /** One object an order, with all answers. */
        JSON
    }

    private static final long RENEW_MILLIS = 15_000;
    private static final int MOST_RECORDS_RENEWED = 20_000;
    private static final int FLAWS_NAMED = 5;
    private static final double DETAIL_HEIGHT = 214;
    private static final List<Long> SPANS = List.of(0L, 3_600_000L, 86_400_000L, 7 * 86_400_000L);
    private static final List<String> OUTCOMES = Stream.concat(
                    Stream.of(""), Stream.of(Receipt.State.values()).map(Receipt.State::name))
            .toList();

    private final FleetModel model;
    private final Consumer<Intent> intents;
    private final AuditTable table = new AuditTable();
    private final AuditDetail detail;
    private final TextField filter = TextFields.createClearableTextField();
    private final ComboBox<Long> since = new ComboBox<>();
    private final ComboBox<String> outcome = new ComboBox<>();
    private final Button renew = new Button(Messages.of("audit.renew"));
    private final Label subtitle = Texts.label("", "muted");
    private final Pill whole = new Pill();
    private final Label problem = Texts.label("", "audit-problem");
    private final Label nothing = Texts.label("", "muted");
    private Map<UUID, AuditOrder> known = Map.of();

    /**
     * A view over this model.
     *
     * @param intents takes {@link Intent.ReadAudit}, {@link Intent.Undo} and {@link Intent.Approve}
     * @param export takes the shown orders when a person wants them saved
     */
    public AuditView(FleetModel model, Consumer<Intent> intents, BiConsumer<Format, List<AuditOrder>> export) {
        super(10);
        this.model = model;
        this.intents = intents;
        detail = new AuditDetail(model, intents);
        setId("audit-view");
        getStyleClass().add("audit-view");
        Sheets.dress(this, AuditView.class, "audit.css");
        nothing.setId("audit-nothing");
        nothing.setWrapText(true);
        table.setPlaceholder(nothing);
        table.getSelectionModel()
                .selectedItemProperty()
                .subscribe((AuditOrder chosen) -> detail.show(table.chosen(), known));
        problem.setId("audit-problem");
        problem.setWrapText(true);
        whole.setId("audit-whole");
        whole.setMinWidth(USE_PREF_SIZE);
        detail.setMinHeight(DETAIL_HEIGHT);
        detail.setPrefHeight(DETAIL_HEIGHT);
        VBox.setVgrow(table, Priority.ALWAYS);
        getChildren().addAll(head(export), tools(), problem, table, detail);
        Shown.run(this, this::listen);
    }

    private HBox head(BiConsumer<Format, List<AuditOrder>> export) {
        subtitle.setId("audit-subtitle");
        Label title = Texts.label(Messages.of("audit.title"), "view-title");
        title.setMinWidth(USE_PREF_SIZE);
        return Texts.row(
                10,
                title,
                subtitle,
                whole,
                Texts.spacer(),
                button(renew, "audit-renew", () -> intents.accept(new Intent.ReadAudit())),
                Forms.link("audit-csv", "CSV", () -> export.accept(Format.CSV, table.getItems())),
                Forms.link("audit-json", "JSON", () -> export.accept(Format.JSON, table.getItems())));
    }

    private HBox tools() {
        filter.setId("audit-filter");
        filter.setPromptText(Messages.of("audit.filter.hint"));
        filter.setAccessibleText(Messages.of("audit.filter.told"));
        filter.textProperty().subscribe(this::arrange);
        HBox.setHgrow(filter, Priority.ALWAYS);
        choice(since, "audit-since", Messages.of("audit.since.told"), SPANS, AuditView::span);
        choice(outcome, "audit-outcome-choice", Messages.of("audit.outcome.told"), OUTCOMES, AuditView::outcome);
        return Texts.row(8, filter, since, outcome);
    }

    private <T> void choice(
            ComboBox<T> box, String id, String told, List<T> values, java.util.function.Function<T, String> name) {
        box.setId(id);
        box.setAccessibleText(told);
        box.getItems().setAll(values);
        box.setConverter(Forms.names(name));
        box.getSelectionModel().selectFirst();
        box.setMinWidth(USE_PREF_SIZE);
        box.valueProperty().subscribe(value -> arrange());
    }

    private static String span(long millis) {
        return millis == 0
                ? Messages.of("audit.since.ever")
                : millis < 86_400_000
                        ? Messages.of("audit.since.hour")
                        : millis == 86_400_000 ? Messages.of("audit.since.day") : Messages.of("audit.since.week");
    }

    private static String outcome(String state) {
        return state.isEmpty() ? Messages.of("audit.outcome.all") : AuditWords.outcome(state);
    }

    private static Button button(Button button, String id, Runnable action) {
        button.setId(id);
        button.setMinWidth(USE_PREF_SIZE);
        button.setOnAction(click -> action.run());
        return button;
    }

    /** It is read when one looks, and again now and then for as long as one does. */
    private Subscription listen() {
        intents.accept(new Intent.ReadAudit());
        return Subscription.combine(
                model.actions().audit().subscribe(board -> arrange()),
                model.actions().access().subscribe(access -> detail.show(table.chosen(), known)),
                model.nats().subscribe(nats -> describe()),
                model.now().subscribe(now -> tick(now.longValue())));
    }

    /** Each drain: an order may have run out, and what was agreed to here may have failed. */
    private void tick(long nowMillis) {
        detail.permit();
        renew(nowMillis);
    }

    private void renew(long nowMillis) {
        AuditBoard board = model.actions().audit().get();
        boolean due = board.phase() == AuditBoard.Phase.READ
                && board.records() <= MOST_RECORDS_RENEWED
                && nowMillis - board.readAtMillis() > RENEW_MILLIS;
        if (due && model.nats().get().isUp()) {
            intents.accept(new Intent.ReadAudit());
        }
    }

    private void arrange() {
        AuditBoard board = model.actions().audit().get();
        long span = since.getValue() == null ? 0 : since.getValue();
        AuditFilter wanted = new AuditFilter(
                filter.getText() == null ? "" : filter.getText(),
                span == 0 ? Long.MIN_VALUE : model.now().get() - span,
                outcome.getValue() == null ? "" : outcome.getValue());
        known = board.orders().stream().collect(Collectors.toMap(AuditOrder::id, order -> order, (one, same) -> one));
        table.show(wanted.of(board.orders()), known);
        detail.show(table.chosen(), known);
        describe();
    }

    private void describe() {
        AuditBoard board = model.actions().audit().get();
        boolean read = board.readAtMillis() > 0;
        renew.setDisable(board.phase() == AuditBoard.Phase.READING);
        subtitle.setText(read ? told(board) : "");
        Forms.show(whole, read);
        boolean sound = board.flaws().isEmpty();
        whole.show(
                sound
                        ? Messages.of("audit.whole", Figures.grouped(board.records()), board.writers())
                        : Messages.of("audit.flawed", board.flaws().size()),
                sound ? "good" : "bad");
        whole.setTooltip(new Tooltip(Messages.of("audit.whole.told")));
        String trouble = trouble(board);
        problem.setText(trouble);
        Forms.show(problem, !trouble.isEmpty());
        Texts.style(problem, "label", "audit-problem", sound ? "tone-warn" : "tone-bad");
        nothing.setText(nothing(board));
    }

    private String told(AuditBoard board) {
        String shown = Messages.of(
                "audit.count",
                Figures.grouped(table.getItems().size()),
                Figures.grouped(board.orders().size()),
                Times.ofDay(board.readAtMillis()));
        return board.unread() == 0
                ? shown
                : shown + " · " + Messages.of("audit.unread", Figures.grouped((double) board.unread()));
    }

    private String trouble(AuditBoard board) {
        String flaws = board.flaws().stream()
                .limit(FLAWS_NAMED)
                .map(flaw -> Messages.of("audit.flaw", flaw.writer(), flaw.message(), flaw.kind(), flaw.text()))
                .collect(Collectors.collectingAndThen(
                        Collectors.joining("\n"), all -> all.isEmpty() ? "" : Messages.of("audit.flaws", all)));
        if (!board.problem().isEmpty()) {
            String away = Messages.of("audit.away", board.problem());
            return flaws.isEmpty() ? away : away + "\n" + flaws;
        }
        return flaws;
    }

    private static String nothing(AuditBoard board) {
        if (board.readAtMillis() == 0) {
            return Messages.of(board.problem().isEmpty() ? "audit.nothing.reading" : "audit.nothing.away");
        }
        return Messages.of(board.orders().isEmpty() ? "audit.nothing.empty" : "audit.nothing.matches");
    }
}
