// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.view.region;

import dev.secbeat.console.i18n.Messages;
import dev.secbeat.console.model.FleetModel;
import dev.secbeat.console.model.Intent;
import dev.secbeat.console.model.NodeState;
import dev.secbeat.console.model.RegionModel;
import dev.secbeat.console.view.widget.Sheets;
import dev.secbeat.console.view.widget.Shown;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import javafx.collections.ListChangeListener;
import javafx.scene.control.TreeItem;
import javafx.scene.control.TreeView;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyEvent;
import javafx.scene.input.MouseEvent;
import org.jspecify.annotations.Nullable;

/**
 * All regions, each with its nodes when it is opened, a line each. What is chosen here is chosen on the map; Enter or a double
 * click looks at it closely. Only lines in sight exist, and they are drawn as the model's pace allows. FX thread only.
 */
public final class RegionList extends TreeView<FleetEntry> {
    private static final double ROW_HEIGHT = 24;

    private final FleetModel model;
    private final Consumer<Intent> intents;
    private final TreeItem<FleetEntry> root = new TreeItem<>();
    private final Map<String, TreeItem<FleetEntry>> known = new HashMap<>();
    private final List<FleetCell> cells = new ArrayList<>();
    private boolean told;

    /** A list over this model; emits {@link Intent.ShowRegion} and {@link Intent.OpenRegion}. */
    public RegionList(FleetModel model, Consumer<Intent> intents) {
        this.model = model;
        this.intents = intents;
        setId("region-list");
        getStyleClass().add("region-list");
        Sheets.dress(this, RegionList.class, "list.css");
        setAccessibleText(Messages.of("region.list"));
        setFixedCellSize(ROW_HEIGHT);
        setMinSize(0, 0);
        setShowRoot(false);
        setRoot(root);
        root.setExpanded(true);
        setCellFactory(list -> cell());
        getSelectionModel().selectedItemProperty().subscribe(this::chosen);
        addEventFilter(KeyEvent.KEY_PRESSED, key -> {
            if (key.getCode() == KeyCode.ENTER) {
                open();
                key.consume();
            }
        });
        Shown.follow(this, model.regions(), this::arrange);
        Shown.follow(this, model.now(), now -> redraw());
    }

    /** Marks a region as chosen without asking for it again; one that is not known marks none. */
    public void select(String regionId) {
        FleetEntry now = Optional.ofNullable(getSelectionModel().getSelectedItem())
                .map(TreeItem::getValue)
                .orElse(null);
        if (now != null && now.region().id().equals(regionId)) {
            return; // one of its nodes may be chosen
        }
        told = true;
        TreeItem<FleetEntry> item = known.get(regionId);
        if (item == null) {
            getSelectionModel().clearSelection();
        } else {
            getSelectionModel().select(item);
        }
        told = false;
    }

    private FleetCell cell() {
        FleetCell cell = new FleetCell();
        cells.add(cell);
        cell.addEventHandler(MouseEvent.MOUSE_CLICKED, click -> {
            if (click.getClickCount() == 2 && cell.getItem() instanceof FleetEntry.OfNode) {
                open(); // a double click on a region opens and shuts its nodes
            }
        });
        return cell;
    }

    private void redraw() {
        cells.forEach(cell -> model.pace().soon(cell, cell::redraw));
    }

    private void arrange() {
        List<TreeItem<FleetEntry>> next = model.regions().stream()
                .map(region -> known.computeIfAbsent(region.id(), id -> item(region)))
                .toList();
        if (!next.equals(root.getChildren())) {
            root.getChildren().setAll(next);
        }
    }

    private TreeItem<FleetEntry> item(RegionModel region) {
        TreeItem<FleetEntry> item = new TreeItem<>(new FleetEntry.OfRegion(region));
        ListChangeListener<NodeState> onNodes = change -> nodes(item, region);
        Shown.run(this, () -> {
            nodes(item, region);
            region.nodes().addListener(onNodes);
            return () -> region.nodes().removeListener(onNodes);
        });
        return item;
    }

    /** Lines come and go only as nodes do: what they say of them is drawn. */
    private static void nodes(TreeItem<FleetEntry> item, RegionModel region) {
        List<String> now = region.nodes().stream().map(NodeState::name).toList();
        List<String> shown =
                item.getChildren().stream().map(node -> node.getValue().name()).toList();
        if (!now.equals(shown)) {
            item.getChildren()
                    .setAll(now.stream()
                            .map(name -> new TreeItem<FleetEntry>(new FleetEntry.OfNode(region, name)))
                            .toList());
        }
    }

    private void chosen(@Nullable TreeItem<FleetEntry> item) {
        if (item != null && item.getValue() != null && !told) {
            intents.accept(new Intent.ShowRegion(item.getValue().region().id()));
        }
    }

    private void open() {
        TreeItem<FleetEntry> item = getSelectionModel().getSelectedItem();
        if (item != null) {
            switch (item.getValue()) {
                case FleetEntry.OfRegion of -> intents.accept(new Intent.OpenRegion(of.id(), ""));
                case FleetEntry.OfNode of ->
                    intents.accept(new Intent.OpenRegion(of.region().id(), of.name()));
            }
        }
    }
}
