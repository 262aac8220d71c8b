// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.view.blocks;

import dev.secbeat.console.i18n.Messages;
import dev.secbeat.console.model.Access;
import dev.secbeat.console.model.BlockRow;
import dev.secbeat.console.model.Figures;
import dev.secbeat.console.model.FleetModel;
import dev.secbeat.console.model.Intent;
import dev.secbeat.console.model.Release;
import dev.secbeat.console.view.widget.AddressMenu;
import dev.secbeat.console.view.widget.Forms;
import dev.secbeat.console.view.widget.Sheets;
import dev.secbeat.console.view.widget.Shown;
import dev.secbeat.console.view.widget.Texts;
import dev.secbeat.node.api.Scope;
import java.util.List;
import java.util.function.Consumer;
import javafx.beans.InvalidationListener;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.TextField;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyEvent;
import javafx.scene.layout.BorderPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;
import javafx.util.Subscription;
import org.controlsfx.control.textfield.TextFields;

/** All active blocks with where they are in force, what waits for a second person, and the orders given from here. */
public final class BlocksView extends BorderPane {
    private static final double WIDE = 1000;
    private static final double SIDE_WIDTH = 360;
    private static final double ROOM_FOR_HINT = 210;
    private static final double SIDE_HEIGHT = 250;

    private final FleetModel model;
    private final Consumer<Intent> intents;
    private final BlockTable table;
    private final OrderList orders;
    private final ReceiptsPane receipts = new ReceiptsPane();
    private final BlockDetail detail = new BlockDetail();
    private final TextField filter = TextFields.createClearableTextField();
    private final Label count = Texts.label("", "muted");
    private final Label problem = Texts.label("", "problem");
    private final Label readOnly = Texts.label("", "read-only-strip");
    private final Button add = new Button(Messages.of("blocks.add"));
    private final Button allow = new Button(Messages.of("blocks.allow"));
    private final Button limit = new Button(Messages.of("orders.limits.add"));
    private final Button unblock = new Button(Messages.of("blocks.unblock"));
    private final HBox head = Texts.row(10);
    private final VBox side = new VBox(10);
    private final VBox lower = new VBox(10);
    private boolean wide = true;

    /**
     * A view over this model; emits {@link Intent.OpenBlockDialog}, {@link Intent.OpenAllowDialog},
     * {@link Intent.OpenLimitDialog}, {@link Intent.Unlimit}, {@link Intent.Unblock},
     * {@link Intent.AskFirst} before several are ended,
     * {@link Intent.Undo}, {@link Intent.Approve} and {@link Intent.ShowSource}.
     */
    public BlocksView(FleetModel model, Consumer<Intent> intents) {
        this.model = model;
        this.intents = intents;
        table = new BlockTable(model, row -> release(List.of(row.prefix())));
        orders = new OrderList(model, intents);
        setId("blocks-view");
        getStyleClass().add("blocks-view");
        Sheets.dress(this, BlocksView.class, "blocks.css");
        AddressMenu.install(table, table::chosen, model, intents);
        setCenter(main());
        arrangeSide();
        widthProperty().subscribe(this::narrow);
        Shown.run(this, this::listen);
    }

    private VBox main() {
        count.setId("blocks-count");
        problem.setId("blocks-filter-problem");
        readOnly.setId("blocks-read-only");
        readOnly.setWrapText(true);
        filter.setId("blocks-filter");
        filter.setAccessibleText(Messages.of("blocks.filter.told"));
        filter.setPrefWidth(230);
        filter.setMinWidth(110);
        filter.textProperty().subscribe(this::refilter);
        filter.widthProperty()
                .subscribe(width -> filter.setPromptText(Messages.of(
                        width.doubleValue() < ROOM_FOR_HINT ? "blocks.filter.short" : "blocks.filter.hint")));
        button(add, "blocks-add", () -> intents.accept(new Intent.OpenBlockDialog("")));
        add.getStyleClass().add("danger");
        button(allow, "blocks-allow", () -> intents.accept(new Intent.OpenAllowDialog("")));
        button(limit, "blocks-limit", () -> intents.accept(new Intent.OpenLimitDialog("", new Scope.Fleet())));
        button(unblock, "blocks-unblock", () -> release(table.chosen()));
        table.getSelectionModel().selectedItemProperty().subscribe((BlockRow chosen) -> follow());
        table.addEventHandler(KeyEvent.KEY_PRESSED, key -> {
            if (key.getCode() == KeyCode.DELETE && !unblock.isDisabled()) {
                release(table.chosen());
                key.consume();
            }
        });
        Label title = Texts.label(Messages.of("blocks.title"), "view-title");
        title.setMinWidth(USE_PREF_SIZE);
        head.getChildren().setAll(title, count, problem, Texts.spacer(), filter, unblock, allow, limit, add);
        VBox.setVgrow(table, Priority.ALWAYS);
        return new VBox(10, head, readOnly, new WaitingStrip(model, intents), new LimitStrip(model, intents), table);
    }

    private static void button(Button button, String id, Runnable action) {
        button.setId(id);
        button.setMinWidth(USE_PREF_SIZE);
        button.setOnAction(click -> action.run());
    }

    private void arrangeSide() {
        orders.getSelectionModel().selectedItemProperty().subscribe(chosen -> {
            if (chosen != null) {
                table.getSelectionModel().clearSelection();
            }
            follow();
        });
        narrow();
    }

    /** Beside the table where there is room, else below it. */
    private void narrow() {
        wide = getWidth() == 0 || getWidth() >= WIDE;
        Texts.style(side, wide ? "side" : "below");
        filter.setPrefWidth(wide ? 230 : 160);
        Label name = Texts.label(Messages.of("blocks.orders.title"), "view-title");
        name.setMinHeight(USE_PREF_SIZE); // a list of many orders would take its place
        HBox title = Texts.row(10, name);
        if (wide) {
            title.minHeightProperty().bind(head.heightProperty());
        } else {
            title.setMinHeight(USE_PREF_SIZE);
        }
        lower.getChildren().setAll(receipts, detail);
        VBox list = new VBox(10, title, orders);
        VBox.setVgrow(orders, Priority.ALWAYS);
        orders.setMinHeight(60);
        if (wide) {
            VBox.setVgrow(list, Priority.ALWAYS);
            side.getChildren().setAll(list, lower);
            side.setPrefSize(SIDE_WIDTH, USE_COMPUTED_SIZE);
            setBottom(null);
            setRight(side);
        } else {
            HBox both = new HBox(16, list, lower);
            HBox.setHgrow(list, Priority.ALWAYS);
            HBox.setHgrow(lower, Priority.ALWAYS);
            list.setPrefWidth(SIDE_WIDTH);
            lower.setPrefWidth(SIDE_WIDTH);
            side.getChildren().setAll(both);
            VBox.setVgrow(both, Priority.ALWAYS);
            side.setPrefSize(USE_COMPUTED_SIZE, SIDE_HEIGHT);
            setRight(null);
            setBottom(side);
        }
    }

    private Subscription listen() {
        InvalidationListener onBlocks = changed -> describeSoon();
        InvalidationListener onCommands = changed -> describeSoon();
        model.actions().blocks().addListener(onBlocks);
        model.actions().commands().addListener(onCommands);
        Subscription all = Subscription.combine(
                model.summary().subscribe(summary -> describeSoon()),
                model.nats().subscribe(nats -> describeSoon()),
                model.actions().access().subscribe(this::permit));
        follow();
        return all.and(() -> {
            model.actions().blocks().removeListener(onBlocks);
            model.actions().commands().removeListener(onCommands);
        });
    }

    private void permit(Access access) {
        add.setDisable(!access.canAct());
        allow.setDisable(!access.canAct());
        limit.setDisable(!access.canAct());
        readOnly.setText(access.reason());
        Forms.show(readOnly, !access.canAct());
        follow();
    }

    private void refilter() {
        BlockFilter parsed = BlockFilter.parse(filter.getText());
        problem.setText(parsed.problem());
        table.filter(parsed);
    }

    /** Several things that it tells of change at each drain: it is told once. */
    private void describeSoon() {
        model.pace().soon(this, this::describe);
    }

    private void describe() {
        Texts.mark(this, model.nats().get().trust());
        String caveat = model.nats().get().caveat();
        List<BlockRow> blocks = model.actions().blocks();
        long partial = blocks.stream().filter(row -> !row.missing().isEmpty()).count();
        String listed = Messages.of(
                "blocks.count",
                Figures.grouped(blocks.size()),
                Figures.grouped(model.summary().get().blocksActive()));
        String places = partial == 0 ? "" : " · " + Messages.of("blocks.partial", partial);
        count.setText(caveat.isEmpty() ? listed + places : caveat);
        follow();
    }

    private void release(List<String> prefixes) {
        if (!prefixes.isEmpty()) {
            intents.accept(Release.of(prefixes, model.actions().blocks(), Messages.of("blocks.unblock-reason")));
        }
    }

    /** The chosen block or order; with nothing chosen, the newest order. */
    private void follow() {
        List<String> chosen = table.chosen();
        unblock.setDisable(chosen.isEmpty() || !model.actions().access().get().canAct());
        unblock.setText(
                chosen.size() > 1 ? Messages.of("blocks.unblock-many", chosen.size()) : Messages.of("blocks.unblock"));
        BlockRow block = table.getSelectionModel().getSelectedItem();
        boolean blockShown = block != null;
        Forms.show(detail, blockShown);
        if (blockShown) {
            detail.show(block);
        }
        var order = orders.chosen().or(() -> model.actions().commands().stream().findFirst());
        Forms.show(receipts, !blockShown && order.isPresent());
        order.ifPresent(receipts::show);
        Forms.show(lower, detail.isManaged() || receipts.isManaged());
    }
}
