// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.view.region;

import dev.secbeat.console.i18n.Messages;
import dev.secbeat.console.model.Figures;
import dev.secbeat.console.model.NodeState;
import dev.secbeat.console.model.RegionHealth;
import dev.secbeat.console.view.widget.HealthMark;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.collections.FXCollections;
import javafx.collections.ObservableList;
import javafx.collections.transformation.SortedList;
import javafx.css.PseudoClass;
import javafx.scene.control.TableCell;
import javafx.scene.control.TableColumn;
import javafx.scene.control.TableView;

/** The nodes of one region, a line each; a line whose heartbeat is late is grey, and its age says how late. */
final class NodeTable extends TableView<NodeState> {
    private static final PseudoClass OLD = PseudoClass.getPseudoClass("old");
    private static final double ROW_HEIGHT = 27;
    private static final double HEAD_HEIGHT = 32;
    private static final double SCROLL_BAR = 12;

    /** In a narrow window these go, the first first. */
    private static final List<String> EXPENDABLE = List.of("version", "requests", "lag", "blocks");

    private static final String COLUMN = "region-column-";

    private final ObservableList<NodeState> nodes = FXCollections.observableArrayList();

    NodeTable() {
        setId("region-nodes");
        setFixedCellSize(ROW_HEIGHT);
        setColumnResizePolicy(CONSTRAINED_RESIZE_POLICY_ALL_COLUMNS);
        getColumns().add(text("node", Messages.of("region.column.node"), 120, NodeState::name, "strong-column"));
        getColumns().add(health());
        getColumns().add(text("xdp", "XDP", 64, NodeState::xdpMode));
        getColumns()
                .add(figure(
                        "passed",
                        Messages.of("region.column.passed"),
                        78,
                        node -> node.rates().passedPerSecond()));
        getColumns()
                .add(figure(
                        "dropped",
                        Messages.of("region.column.dropped"),
                        78,
                        node -> node.rates().droppedPerSecond()));
        getColumns().add(figure("requests", Messages.of("region.column.requests"), 78, NodeState::requestsPerSecond));
        getColumns().add(figure("blocks", Messages.of("region.column.blocks"), 62, NodeState::blocks));
        getColumns().add(number("map", Messages.of("region.column.map"), 74, NodeState::fullestMap, NodeTable::fill));
        getColumns()
                .add(number(
                        "lag",
                        Messages.of("region.column.lag"),
                        70,
                        node -> (double) node.slowestLagMillis(),
                        NodeTable::lag));
        getColumns().add(text("version", Messages.of("region.column.version"), 70, NodeState::version, "muted-column"));
        getColumns()
                .add(number(
                        "age",
                        Messages.of("region.column.age"),
                        62,
                        node -> (double) node.rates().freshness().ageMillis(),
                        node -> node.rates().freshness().text()));
        SortedList<NodeState> sorted = new SortedList<>(nodes);
        sorted.comparatorProperty().bind(comparatorProperty());
        setItems(sorted);
        widthProperty().subscribe(this::fit);
    }

    private void fit() {
        double needed =
                getColumns().stream().mapToDouble(TableColumn::getMinWidth).sum();
        for (String id : EXPENDABLE) {
            for (TableColumn<NodeState, ?> column : getColumns()) {
                if (column.getId().equals(COLUMN + id)) {
                    boolean hide = getWidth() > 0 && needed > getWidth() - SCROLL_BAR;
                    column.setVisible(!hide);
                    needed -= hide ? column.getMinWidth() : 0;
                }
            }
        }
    }

    /** Shows these; the chosen node stays chosen. */
    void show(List<NodeState> next) {
        NodeState chosen = getSelectionModel().getSelectedItem();
        boolean same = next.size() == nodes.size();
        for (int i = 0; same && i < next.size(); i++) {
            same = next.get(i).id().equals(nodes.get(i).id());
        }
        if (same) {
            for (int i = 0; i < next.size(); i++) {
                if (!next.get(i).equals(nodes.get(i))) {
                    nodes.set(i, next.get(i));
                }
            }
        } else {
            nodes.setAll(next);
            setMaxHeight(HEAD_HEIGHT + ROW_HEIGHT * next.size()); // What few nodes leave is for what stands below.
        }
        if (chosen != null) {
            choose(chosen.name());
        }
    }

    void choose(String name) {
        getItems().stream()
                .filter(node -> node.name().equals(name))
                .findFirst()
                .ifPresent(node -> getSelectionModel().select(node));
    }

    /** Shape and colour beside the word, as everywhere. */
    private static TableColumn<NodeState, NodeState> health() {
        TableColumn<NodeState, NodeState> column =
                text("health", Messages.of("region.column.health"), 102, NodeTable::health);
        column.setCellFactory(any -> new TableCell<>() {
            private final HealthMark mark = new HealthMark();

            @Override
            protected void updateItem(NodeState node, boolean empty) {
                super.updateItem(node, empty);
                boolean none = empty || node == null;
                setText(none ? null : health(node));
                setGraphic(none ? null : mark);
                pseudoClassStateChanged(OLD, !none && !node.isLive());
                if (!none) {
                    mark.show(RegionHealth.of(node));
                }
            }
        });
        return column;
    }

    private static String health(NodeState node) {
        if (!node.isLive()) {
            return Messages.of("region.health.silent");
        }
        return switch (node.health()) {
            case HEALTHY -> Messages.of("region.health.healthy");
            case MITIGATING -> Messages.of("region.health.mitigating");
            case DEGRADED -> Messages.of("region.health.degraded");
        };
    }

    static String fill(NodeState node) {
        return node.heard().maps().isEmpty() ? "–" : Figures.percent(node.fullestMap());
    }

    private static String lag(NodeState node) {
        return node.slowestLagMillis() < 0 ? "–" : Figures.grouped((double) node.slowestLagMillis()) + " ms";
    }

    private static TableColumn<NodeState, NodeState> figure(
            String id, String title, double width, ToDoubleFunction<NodeState> value) {
        return number(id, title, width, value, node -> Figures.compact(value.applyAsDouble(node)));
    }

    private static TableColumn<NodeState, NodeState> number(
            String id,
            String title,
            double width,
            ToDoubleFunction<NodeState> value,
            Function<NodeState, String> text) {
        TableColumn<NodeState, NodeState> column = text(id, title, width, text, "figure-column", "right");
        column.setComparator(Comparator.comparingDouble(value));
        return column;
    }

    private static TableColumn<NodeState, NodeState> text(
            String id, String title, double width, Function<NodeState, String> text, String... styles) {
        TableColumn<NodeState, NodeState> column = new TableColumn<>(title);
        column.setId(COLUMN + id);
        column.setPrefWidth(width);
        column.setMinWidth(width * 0.94);
        column.getStyleClass().addAll(styles);
        column.setComparator(Comparator.comparing(text));
        column.setCellValueFactory(row -> new ReadOnlyObjectWrapper<>(row.getValue()));
        column.setCellFactory(any -> new TableCell<>() {
            @Override
            protected void updateItem(NodeState node, boolean empty) {
                super.updateItem(node, empty);
                boolean none = empty || node == null;
                setText(none ? null : text.apply(node));
                pseudoClassStateChanged(OLD, !none && !node.isLive());
            }
        });
        return column;
    }
}
