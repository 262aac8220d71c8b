// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.view.blocks;

import dev.secbeat.console.i18n.Messages;
import dev.secbeat.console.model.CommandState;
import dev.secbeat.console.view.widget.Forms;
import dev.secbeat.console.view.widget.Texts;
import dev.secbeat.node.api.GuardPreview;
import dev.secbeat.node.api.Receipt;
import java.util.ArrayList;
import java.util.List;
import javafx.scene.control.Label;
import javafx.scene.layout.VBox;

/** What the nodes say an order would hit and which of their guards hold it back, as the command line tells it. FX thread. */
final class GuardLines extends VBox {

    GuardLines() {
        super(3);
        setId("block-guards");
        getStyleClass().add("guard-lines");
        Forms.show(this, false);
    }

    /** Shows nothing, until nodes have been asked again. */
    void clear() {
        show(List.of());
    }

    /** What is known by now: what keeps the order from being carried out comes first, however many regions there are. */
    void show(CommandState asked) {
        List<Receipt> receipts = asked.receipts();
        List<GuardPreview.Line> lines = new ArrayList<>(GuardPreview.objections(receipts, Messages.language()));
        List<GuardPreview.Line> hits = GuardPreview.hits(receipts, Messages.language());
        hits.stream().filter(line -> line.kind() == GuardPreview.Kind.KEPT).forEach(lines::add);
        hits.stream().filter(line -> line.kind() != GuardPreview.Kind.KEPT).forEach(lines::add);
        show(lines);
    }

    private void show(List<GuardPreview.Line> lines) {
        getChildren().setAll(lines.stream().map(GuardLines::label).toList());
        Forms.show(this, !lines.isEmpty());
    }

    private static Label label(GuardPreview.Line line) {
        Label label = Texts.label(line.text(), "guard-line", style(line.kind()));
        label.setWrapText(true);
        label.setMinHeight(USE_PREF_SIZE);
        return label;
    }

    private static String style(GuardPreview.Kind kind) {
        return switch (kind) {
            case REACH -> "guard-reach";
            case REGION -> "guard-region";
            case FREE, COUNTRY -> "muted";
            case APPROVAL -> "guard-held";
            case KEPT, REFUSED -> "guard-refused";
        };
    }
}
