// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.view.counters;

import dev.secbeat.console.i18n.Messages;
import dev.secbeat.console.model.Figures;
import dev.secbeat.console.model.FleetModel;
import dev.secbeat.console.model.SourceComponent;
import dev.secbeat.console.view.widget.Shown;
import dev.secbeat.console.view.widget.Texts;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.css.PseudoClass;
import javafx.scene.control.Hyperlink;
import javafx.scene.control.Label;
import javafx.scene.control.TableCell;
import javafx.scene.control.TableColumn;
import javafx.scene.control.TableView;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;

/**
 * The parts that make up the count of one source: what each node saw itself, which nobody else may write, and what each takes
 * the sum to be. Where these differ, counts are still on their way.
 */
final class SourceDetail extends VBox {
    private static final PseudoClass OLD = PseudoClass.getPseudoClass("old");
    private static final double ROW_HEIGHT = 24;
    private static final double HEIGHT = 204;

    /** Rows that this height holds, and how many more it grows by where there is room. */
    private static final int FITTING_ROWS = 4;

    private static final int MOST_MORE_ROWS = 6;

    private final Label title = Texts.label("", "figure", "detail-title");
    private final Label sum = Texts.label("", "muted");
    private final Label placeholder = Texts.label("", "muted");
    private final TableView<SourceComponent> table = new TableView<>();
    private final FleetModel model;
    private String source = "";

    SourceDetail(FleetModel model, Runnable onClose) {
        super(6);
        this.model = model;
        setId("counters-detail");
        getStyleClass().add("counters-detail");
        setMinHeight(HEIGHT);
        setPrefHeight(HEIGHT);
        title.setId("counters-detail-title");
        title.setMinWidth(USE_PREF_SIZE);
        sum.setId("counters-detail-sum");
        Hyperlink close = new Hyperlink(Messages.of("counters.detail.close"));
        close.setId("counters-detail-close");
        close.getStyleClass().add("quiet-link");
        close.setMinWidth(USE_PREF_SIZE);
        close.setOnAction(click -> onClose.run());
        HBox head = Texts.row(10, title, sum, Texts.spacer(), close);
        table.setId("counters-components");
        table.setFixedCellSize(ROW_HEIGHT);
        table.setPlaceholder(placeholder);
        table.setColumnResizePolicy(TableView.CONSTRAINED_RESIZE_POLICY_FLEX_LAST_COLUMN);
        table.getColumns().add(column("region", 110, SourceComponent::region));
        table.getColumns().add(column("node", 130, SourceComponent::node));
        table.getColumns().add(column("counted", 90, SourceComponent::dimension));
        table.getColumns().add(column("own", 110, part -> rate(part, part.ownPerSecond()), "figure-column", "right"));
        table.getColumns()
                .add(column("estimate", 130, part -> rate(part, part.estimatePerSecond()), "figure-column", "right"));
        table.getColumns().add(column("block", 80, SourceDetail::block));
        table.getColumns()
                .add(column("age", 80, part -> part.freshness().text(), "figure-column", "muted-column", "right"));
        VBox.setVgrow(table, Priority.ALWAYS);
        getChildren().addAll(head, table);
        Shown.follow(this, model.asked().components(), this::show);
    }

    /** Shows this source from now on. */
    void choose(String chosen) {
        source = chosen;
        title.setText(chosen);
        show(List.of());
    }

    private void show(List<SourceComponent> parts) {
        if (source.isEmpty()) {
            return;
        }
        placeholder.setText(Messages.of(
                model.incident().replay().get().isReplay() ? "counters.detail.unrecorded" : "counters.detail.asking"));
        if (!parts.equals(table.getItems())) {
            table.getItems().setAll(parts);
            int more = Math.clamp(parts.size() - FITTING_ROWS, 0, MOST_MORE_ROWS);
            setPrefHeight(HEIGHT + more * ROW_HEIGHT); // where there is room; it never gets less than its least
        }
        sum.setText(parts.isEmpty() ? "" : summary(parts));
    }

    private static String summary(List<SourceComponent> parts) {
        List<SourceComponent> fresh =
                parts.stream().filter(part -> part.freshness().isFresh()).toList();
        Optional<String> dimension = fresh.stream()
                .map(SourceComponent::dimension)
                .filter(name -> !name.isEmpty())
                .findFirst();
        if (dimension.isEmpty()) {
            return Messages.of("counters.detail.nothing", parts.size());
        }
        List<SourceComponent> ofOne = fresh.stream()
                .filter(part -> part.dimension().equals(dimension.get()))
                .toList();
        double own = ofOne.stream().mapToDouble(SourceComponent::ownPerSecond).sum();
        double least = ofOne.stream()
                .mapToDouble(SourceComponent::estimatePerSecond)
                .min()
                .orElse(0);
        double most = ofOne.stream()
                .mapToDouble(SourceComponent::estimatePerSecond)
                .max()
                .orElse(0);
        return Messages.of(
                "counters.detail.sum",
                dimension.get(),
                Figures.grouped(own),
                fresh.stream()
                        .map(part -> part.region() + "/" + part.node())
                        .distinct()
                        .count(),
                Figures.grouped(least),
                Figures.grouped(most));
    }

    private static String rate(SourceComponent part, double perSecond) {
        return part.dimension().isEmpty() ? "–" : Figures.tenths(perSecond);
    }

    private static String block(SourceComponent part) {
        return part.blocked() ? Messages.of("counters.detail.blocked") : "";
    }

    private static TableColumn<SourceComponent, SourceComponent> column(
            String id, double width, Function<SourceComponent, String> text, String... styles) {
        TableColumn<SourceComponent, SourceComponent> column = new TableColumn<>(title(id));
        column.setId("component-" + id);
        column.setPrefWidth(width);
        column.setMinWidth(width * 0.7);
        column.setSortable(false);
        column.getStyleClass().addAll(styles);
        column.setCellValueFactory(row -> new ReadOnlyObjectWrapper<>(row.getValue()));
        column.setCellFactory(any -> new TableCell<>() {
            @Override
            protected void updateItem(SourceComponent part, boolean empty) {
                super.updateItem(part, empty);
                boolean none = empty || part == null;
                setText(none ? null : text.apply(part));
                pseudoClassStateChanged(OLD, !none && !part.freshness().isFresh());
            }
        });
        return column;
    }

    private static String title(String id) {
        return switch (id) {
            case "region" -> Messages.of("counters.detail.region");
            case "node" -> Messages.of("counters.detail.node");
            case "counted" -> Messages.of("counters.column.counted");
            case "own" -> Messages.of("counters.detail.own");
            case "estimate" -> Messages.of("counters.detail.estimate");
            case "age" -> Messages.of("counters.detail.age");
            default -> Messages.of("counters.column.state");
        };
    }
}
