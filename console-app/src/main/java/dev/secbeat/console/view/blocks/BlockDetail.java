// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.view.blocks;

import dev.secbeat.console.i18n.Messages;
import dev.secbeat.console.model.BlockRow;
import dev.secbeat.console.model.Figures;
import dev.secbeat.console.view.widget.Pill;
import dev.secbeat.console.view.widget.Texts;
import java.util.ArrayList;
import java.util.List;
import javafx.scene.Node;
import javafx.scene.control.Label;
import javafx.scene.control.ScrollPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.VBox;

/** One block in full: why it is there, and what each node's kernel says of it. */
final class BlockDetail extends VBox {
    private final Label title = Texts.label("", "receipts-headline", "figure");
    private final Label why = Texts.label("", "muted");
    private final VBox lines = new VBox();

    BlockDetail() {
        setId("block-detail");
        getStyleClass().add("receipts");
        title.setId("block-detail-title");
        title.setWrapText(true);
        why.setId("block-detail-why");
        why.setWrapText(true);
        lines.getStyleClass().add("receipt-lines");
        ScrollPane scroll = new ScrollPane(lines);
        scroll.setFitToWidth(true);
        scroll.setMaxHeight(230);
        getChildren().addAll(title, why, scroll);
    }

    void show(BlockRow row) {
        title.setText(row.prefix() + " · " + row.kernelText());
        why.setText(why(row));
        List<Node> next = new ArrayList<>();
        row.missing().forEach(node -> next.add(line(node, "", Messages.of("blocks.detail.missing"), "bad")));
        row.places().stream()
                .filter(place -> !row.missing().contains(place.nodeId()))
                .forEach(place -> next.add(line(
                        place.nodeId(),
                        Messages.of("blocks.detail.hits", Figures.compact((double) place.hits())),
                        place.inKernel() ? Messages.of("blocks.detail.kernel") : Messages.of("blocks.detail.pending"),
                        place.inKernel() ? "good" : "warn")));
        int unlisted = row.nodesInKernel()
                - (int) row.places().stream().filter(BlockRow.Place::inKernel).count();
        if (unlisted > 0) {
            next.add(Texts.label(Messages.of("blocks.detail.unlisted", unlisted), "muted"));
        }
        lines.getChildren().setAll(next);
    }

    private static String why(BlockRow row) {
        String cause = Messages.of("blocks.detail.why", row.origin(), Causes.brief(row));
        if (row.by().isEmpty()) {
            return cause;
        }
        String told = Messages.of("blocks.ordered-by", row.by());
        return cause + "\n" + (row.reason().isEmpty() ? told : told + ": " + row.reason());
    }

    private static Node line(String node, String hits, String word, String tone) {
        Pill pill = new Pill();
        pill.show(word, tone);
        HBox row =
                Texts.row(8, Texts.label(node, "figure"), Texts.spacer(), Texts.label(hits, "figure", "muted"), pill);
        row.setId("block-place-" + node.replace('/', '-'));
        return row;
    }
}
