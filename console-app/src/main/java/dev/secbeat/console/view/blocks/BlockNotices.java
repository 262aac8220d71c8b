// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.view.blocks;

import dev.secbeat.console.model.BlockDraft;
import dev.secbeat.console.model.FleetModel;
import dev.secbeat.console.model.Intent;
import dev.secbeat.console.view.widget.Sheets;
import java.util.function.Consumer;
import javafx.scene.layout.VBox;

/** Blocks one address at one click, in a corner of the window: a card for each, the newest below. FX thread only. */
public final class BlockNotices extends VBox {
    /** More at a time are better written in one order. */
    static final int MOST = 4;

    private final FleetModel model;
    private final Consumer<Intent> intents;

    /** An empty corner; emits {@link Intent.Block}, {@link Intent.Undo} and {@link Intent.OpenBlockDialog}. */
    public BlockNotices(FleetModel model, Consumer<Intent> intents) {
        super(8);
        this.model = model;
        this.intents = intents;
        setId("notices");
        getStyleClass().add("block-notices");
        Sheets.dress(this, BlockNotices.class, "blocks.css");
        setPickOnBounds(false);
        setMaxSize(USE_PREF_SIZE, USE_PREF_SIZE);
    }

    /**
     * Asks the nodes and blocks this address for a minute when each of them would. What is wider than one source, much of their
     * traffic, refused by a guard or not answered by all opens the dialog in its place, and nothing is ordered.
     */
    public void block(String address) {
        BlockDraft draft = BlockDraft.of(address, model.sources());
        boolean plain =
                Confirmation.isOneClick(draft) && model.actions().access().get().canAct();
        getChildren().removeIf(card -> card instanceof BlockCard before && before.isOf(draft.text()));
        if (!plain || getChildren().size() >= MOST) {
            intents.accept(new Intent.OpenBlockDialog(address));
            return;
        }
        BlockCard card = new BlockCard(model, draft, intents, getChildren()::remove);
        getChildren().add(card);
        card.begin();
    }
}
