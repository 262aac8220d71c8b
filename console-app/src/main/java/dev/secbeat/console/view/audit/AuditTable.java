// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.view.audit;

import dev.secbeat.console.i18n.Messages;
import dev.secbeat.console.i18n.Times;
import dev.secbeat.console.model.AuditOrder;
import dev.secbeat.console.view.widget.Pill;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BiConsumer;
import java.util.function.Function;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.collections.FXCollections;
import javafx.collections.ObservableList;
import javafx.scene.Node;
import javafx.scene.control.TableCell;
import javafx.scene.control.TableColumn;
import javafx.scene.control.TableView;
import javafx.scene.control.Tooltip;

/** Orders, newest first. What is chosen stays chosen when the trail is read anew. */
final class AuditTable extends TableView<AuditOrder> {
    private static final double ROW_HEIGHT = 27;
    private final ObservableList<AuditOrder> shown = FXCollections.observableArrayList();
    private Map<UUID, AuditOrder> known = Map.of();

    AuditTable() {
        setId("audit-table");
        setAccessibleText(Messages.of("audit.title"));
        setFixedCellSize(ROW_HEIGHT);
        setColumnResizePolicy(CONSTRAINED_RESIZE_POLICY_ALL_COLUMNS);
        setItems(shown);
        text(
                "time",
                Messages.of("audit.column.time", Times.zoneName()),
                158,
                162,
                order -> Times.full(order.epochMillis()),
                "figure-column");
        text("who", Messages.of("audit.column.who"), 70, 130, AuditOrder::who, "strong-column");
        text(
                "what",
                Messages.of("audit.column.what"),
                150,
                900,
                order -> AuditWords.what(order, known),
                "plain-column");
        column("outcome", Messages.of("audit.column.outcome"), 104, 110, new Pills());
        text("nodes", Messages.of("audit.column.nodes"), 70, 80, AuditTable::share, "right");
        getColumns().stream()
                .filter(column -> !column.getId().equals("audit-what"))
                .forEach(column -> column.setMaxWidth(column.getPrefWidth())); // The rest is for what was ordered.
        getColumns().forEach(column -> column.setSortable(false)); // Newest first is what a trail means.
    }

    Optional<AuditOrder> chosen() {
        return Optional.ofNullable(getSelectionModel().getSelectedItem());
    }

    /** @param all the orders of the trail by id, of which {@code orders} are to be shown */
    void show(List<AuditOrder> orders, Map<UUID, AuditOrder> all) {
        known = all;
        if (orders.equals(shown)) {
            return;
        }
        Optional<UUID> kept = chosen().map(AuditOrder::id);
        shown.setAll(orders);
        getSelectionModel().clearSelection();
        for (int i = 0; i < orders.size() && kept.isPresent(); i++) {
            if (kept.get().equals(orders.get(i).id())) {
                getSelectionModel().select(i);
                return;
            }
        }
    }

    /** {@code 5/6}: how many say of those that say anything. */
    private static String share(AuditOrder order) {
        long saying = order.replies().stream()
                .filter(reply -> reply.state().name().equals(order.outcome()))
                .map(AuditOrder.Reply::writer)
                .distinct()
                .count();
        long all = order.replies().stream()
                .map(AuditOrder.Reply::writer)
                .distinct()
                .count();
        return all == 0 ? "–" : saying + "/" + all;
    }

    private void text(
            String id, String title, double least, double width, Function<AuditOrder, String> text, String style) {
        column(id, title, least, width, (cell, order) -> {
                    cell.setText(text.apply(order));
                    cell.setTooltip(new Tooltip(text.apply(order)));
                })
                .getStyleClass()
                .add(style);
    }

    private TableColumn<AuditOrder, AuditOrder> column(
            String id,
            String title,
            double least,
            double width,
            BiConsumer<TableCell<AuditOrder, AuditOrder>, AuditOrder> draw) {
        TableColumn<AuditOrder, AuditOrder> column = new TableColumn<>(title);
        column.setId("audit-" + id);
        column.setMinWidth(least);
        column.setPrefWidth(width);
        column.setCellValueFactory(row -> new ReadOnlyObjectWrapper<>(row.getValue()));
        column.setCellFactory(any -> new Cell(draw));
        getColumns().add(column);
        return column;
    }

    private static final class Pills implements BiConsumer<TableCell<AuditOrder, AuditOrder>, AuditOrder> {
        @Override
        public void accept(TableCell<AuditOrder, AuditOrder> cell, AuditOrder order) {
            Pill pill = cell.getGraphic() instanceof Pill known ? known : new Pill();
            pill.show(AuditWords.outcome(order.outcome()), AuditWords.tone(order.outcome()));
            cell.setGraphic(pill);
        }
    }

    private static final class Cell extends TableCell<AuditOrder, AuditOrder> {
        private final BiConsumer<TableCell<AuditOrder, AuditOrder>, AuditOrder> draw;

        Cell(BiConsumer<TableCell<AuditOrder, AuditOrder>, AuditOrder> draw) {
            this.draw = draw;
        }

        @Override
        protected void updateItem(AuditOrder order, boolean empty) {
            super.updateItem(order, empty);
            if (empty || order == null) {
                setText(null);
                setGraphic((Node) null);
                setTooltip(null);
            } else {
                draw.accept(this, order);
            }
        }
    }
}
