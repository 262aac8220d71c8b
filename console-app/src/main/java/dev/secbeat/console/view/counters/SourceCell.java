// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.view.counters;

import dev.secbeat.console.model.SourceRow;
import dev.secbeat.console.view.widget.FlatSkin;
import java.util.function.BiConsumer;
import javafx.css.PseudoClass;
import javafx.scene.Node;
import javafx.scene.control.Skin;
import javafx.scene.control.TableCell;
import javafx.scene.control.TableView;
import javafx.scene.input.MouseEvent;
import javafx.util.Subscription;

/** A cell that is drawn by a function of the row in its line, whenever that changes: without a layout of the table. */
final class SourceCell extends TableCell<SourceLine, SourceLine> {
    private static final PseudoClass DROPPED = PseudoClass.getPseudoClass("dropped");

    private final BiConsumer<SourceCell, SourceRow> draw;
    private Subscription following = Subscription.EMPTY;

    SourceCell(BiConsumer<SourceCell, SourceRow> draw) {
        this.draw = draw;
        addEventHandler(MouseEvent.MOUSE_PRESSED, this::choose); // the skin that does this for other cells is not used
    }

    /** Its line, or, with the shortcut key held, no line where it was chosen. */
    private void choose(MouseEvent press) {
        TableView<SourceLine> table = getTableView();
        if (table != null && !isEmpty()) {
            table.requestFocus();
            if (press.isShortcutDown() && table.getSelectionModel().isSelected(getIndex())) {
                table.getSelectionModel().clearSelection();
            } else {
                table.getSelectionModel().clearAndSelect(getIndex(), getTableColumn());
            }
        }
    }

    void redraw() {
        SourceLine line = getItem();
        if (line != null) {
            draw.accept(this, line.row());
        }
    }

    /** Whether it tells of packets dropped, in the place of what is counted or in one of their own. */
    void setDropped(boolean some) {
        pseudoClassStateChanged(DROPPED, some);
    }

    @Override
    protected Skin<?> createDefaultSkin() {
        return new FlatSkin(this, false);
    }

    @Override
    protected void updateItem(SourceLine line, boolean empty) {
        super.updateItem(line, empty);
        following.unsubscribe();
        following = Subscription.EMPTY;
        if (empty || line == null) {
            requestLayout();
        } else {
            following = line.follow(this::redraw);
            redraw();
        }
    }

    /** Emptied here, and not when it loses its row: a table takes all rows away to give most of them back at once. */
    @Override
    protected void layoutChildren() {
        if (isEmpty() || getItem() == null) {
            setText(null);
            setGraphic((Node) null);
            setTooltip(null);
            setDropped(false);
        }
        super.layoutChildren();
    }
}
