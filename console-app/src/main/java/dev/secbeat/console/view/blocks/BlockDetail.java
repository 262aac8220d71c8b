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
import javafx.scene.layout.HBox;
import javafx.scene.layout.VBox;

/** One block in full: why it is there, and what each node's kernel says of it. */
final class BlockDetail extends VBox {
    private final Label title = Texts.label("", "receipts-headline", "figure");
    private final Label why = Texts.label("", "muted");
    private final NodeLines<Line> lines = new NodeLines<>(BlockDetail::line);

    /** A line of a node; of those that are not listed only the words. */
    private record Line(String node, String hits, String word, String tone) {}

    BlockDetail() {
        setId("block-detail");
        getStyleClass().add("receipts");
        title.setId("block-detail-title");
        title.setWrapText(true);
        why.setId("block-detail-why");
        why.setWrapText(true);
        getChildren().addAll(title, why, lines);
    }

    void show(BlockRow row) {
        title.setText(row.prefix() + " · " + row.kernelText());
        why.setText(why(row));
        List<Line> next = new ArrayList<>();
        row.missing().forEach(node -> next.add(new Line(node, "", Messages.of("blocks.detail.missing"), "bad")));
        row.places().stream()
                .filter(place -> !row.missing().contains(place.nodeId()))
                .forEach(place -> next.add(new Line(
                        place.nodeId(),
                        Messages.of("blocks.detail.hits", Figures.compact((double) place.hits())),
                        place.inKernel() ? Messages.of("blocks.detail.kernel") : Messages.of("blocks.detail.pending"),
                        place.inKernel() ? "good" : "warn")));
        int unlisted = row.nodesInKernel()
                - (int) row.places().stream().filter(BlockRow.Place::inKernel).count();
        if (unlisted > 0) {
            next.add(new Line("", "", Messages.of("blocks.detail.unlisted", unlisted), ""));
        }
        lines.show(next);
    }

    private static String why(BlockRow row) {
        String cause = Messages.of("blocks.detail.why", row.origin(), Causes.brief(row));
        if (row.by().isEmpty()) {
            return cause;
        }
        String told = Messages.of("blocks.ordered-by", row.by());
        return cause + "\n" + (row.reason().isEmpty() ? told : told + ": " + row.reason());
    }

    private static Node line(Line line) {
        if (line.node().isEmpty()) {
            return Texts.label(line.word(), "muted");
        }
        Pill pill = new Pill();
        pill.show(line.word(), line.tone());
        HBox row = Texts.row(
                8,
                Texts.label(line.node(), "figure"),
                Texts.spacer(),
                Texts.label(line.hits(), "figure", "muted"),
                pill);
        row.setId("block-place-" + line.node().replace('/', '-'));
        return row;
    }
}
