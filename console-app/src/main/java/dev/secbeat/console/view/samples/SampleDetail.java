// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.view.samples;

import dev.secbeat.console.model.Access;
import dev.secbeat.console.model.Figures;
import dev.secbeat.console.model.PacketHeaders;
import dev.secbeat.console.model.SampleRow;
import dev.secbeat.console.view.widget.Texts;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import javafx.geometry.Pos;
import javafx.geometry.VPos;
import javafx.scene.control.Button;
import javafx.scene.control.Hyperlink;
import javafx.scene.control.Label;
import javafx.scene.control.ScrollPane;
import javafx.scene.control.Tooltip;
import javafx.scene.input.Clipboard;
import javafx.scene.input.ClipboardContent;
import javafx.scene.layout.GridPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;
import javafx.scene.text.Text;
import javafx.scene.text.TextFlow;

/** One sample in full: what its headers say, its bytes coloured by layer, and the way to block whoever sent it. */
final class SampleDetail extends HBox {
    private static final String UNKNOWN = "–";

    private final GridPane facts = new GridPane(14, 3);
    private final VBox dump = new VBox();
    private final Label title = Texts.label("", "detail-title");
    private final Label hint = Texts.label("Choose a packet to see what is in it.", "muted");
    private final Button block = new Button("Block source…");
    private final Hyperlink copy = new Hyperlink("Copy bytes");
    private final VBox left;
    private final VBox right;
    private Optional<SampleRow> shown = Optional.empty();
    private Access access = Access.readOnly("none", "");

    /** @param onBlock takes the source's address */
    SampleDetail(Consumer<String> onBlock) {
        super(18);
        setId("samples-detail");
        getStyleClass().add("samples-detail");
        block.setId("samples-block");
        block.getStyleClass().add("danger");
        block.setMinWidth(USE_PREF_SIZE);
        block.setOnAction(click -> shown.map(row -> row.headers().sourceText())
                .filter(text -> !text.isEmpty())
                .ifPresent(onBlock));
        copy.setId("samples-copy");
        copy.setMinWidth(USE_PREF_SIZE);
        copy.getStyleClass().add("quiet-link");
        copy.setOnAction(click -> shown.ifPresent(SampleDetail::copy));
        title.setId("samples-detail-title");
        hint.setId("samples-hint");
        dump.setId("samples-dump");
        dump.getStyleClass().add("hex-dump");
        left = new VBox(8, Texts.row(10, title, Texts.spacer(), block), facts);
        left.setMinWidth(290);
        left.setPrefWidth(400);
        right = new VBox(6, Texts.row(14, legend(), Texts.spacer(), copy), scroll());
        HBox.setHgrow(right, Priority.ALWAYS);
        setAlignment(Pos.CENTER);
        show(Optional.empty());
    }

    /** Shows this one, or that none is chosen. */
    void show(Optional<SampleRow> row) {
        shown = row;
        getChildren().setAll(row.isPresent() ? List.of(left, right) : List.of(hint));
        row.ifPresent(this::fill);
        allow(access);
    }

    /** What this console may do. */
    void allow(Access next) {
        access = next;
        boolean known = shown.filter(row -> row.headers().source().isPresent()).isPresent();
        block.setDisable(!access.canAct() || !known);
        String why = !access.canAct() ? access.reason() : known ? "" : "This packet names no source address.";
        block.setTooltip(why.isEmpty() ? null : new Tooltip(why));
    }

    private void fill(SampleRow row) {
        PacketHeaders headers = row.headers();
        title.setText(row.packet().action() + " · " + row.packet().reason());
        Texts.style(
                title, "label", "detail-title", SampleDetail.tone(row.packet().action()));
        facts.getChildren().clear();
        fact("Time", SampleTable.time(row) + " UTC");
        fact("Node", row.node() + ", " + row.packet().interfaceName());
        fact("Source", orUnknown(headers.sourceText()));
        fact("Destination", orUnknown(headers.destinationText()));
        fact("Protocol", headers.protocolText() + (headers.vlans().isEmpty() ? "" : " in VLAN " + vlans(headers)));
        fact("Flags", orUnknown(SampleTable.detail(row)));
        fact(
                "Length",
                Figures.grouped(row.packet().frameBytes()) + " bytes, the first "
                        + row.packet().header().remaining() + " shown");
        dump.getChildren()
                .setAll(HexDump.lines(row.packet().header(), headers.layers()).stream()
                        .map(SampleDetail::line)
                        .toList());
    }

    static String tone(String action) {
        return switch (action) {
            case "drop" -> "tone-bad";
            case "pass" -> "tone-good";
            default -> "tone-warn";
        };
    }

    private void fact(String name, String value) {
        Label of = Texts.label(name, "muted");
        of.setMinWidth(USE_PREF_SIZE);
        Label what = Texts.label(value, "fact");
        what.setWrapText(true);
        GridPane.setValignment(of, VPos.BASELINE);
        GridPane.setValignment(what, VPos.BASELINE);
        facts.addRow(facts.getRowCount(), of, what);
    }

    private static String vlans(PacketHeaders headers) {
        return headers.vlans().stream().map(String::valueOf).collect(Collectors.joining(", "));
    }

    private static String orUnknown(String text) {
        return text.isEmpty() ? UNKNOWN : text;
    }

    private static TextFlow line(HexDump.Line line) {
        TextFlow flow = new TextFlow(text(line.offset() + "  ", "hex-offset"));
        line.bytes().forEach(piece -> flow.getChildren().add(text(piece.text(), style(piece.layer()))));
        flow.getChildren().add(text("  ", "hex-offset"));
        line.letters().forEach(piece -> flow.getChildren().add(text(piece.text(), style(piece.layer()))));
        return flow;
    }

    private static Text text(String shown, String style) {
        Text text = new Text(shown);
        text.getStyleClass().addAll("hex", style);
        return text;
    }

    private static String style(HexDump.Layer layer) {
        return "hex-" + layer.name().toLowerCase(Locale.ROOT);
    }

    private static HBox legend() {
        HBox legend = Texts.row(12);
        for (HexDump.Layer layer : HexDump.Layer.values()) {
            String word = switch (layer) {
                case LINK -> "Ethernet";
                case NETWORK -> "IP";
                case TRANSPORT -> "transport";
                case PAYLOAD -> "payload";
            };
            Text name = new Text(word);
            name.getStyleClass().addAll("hex-legend", style(layer));
            legend.getChildren().add(name);
        }
        return legend;
    }

    private ScrollPane scroll() {
        ScrollPane scroll = new ScrollPane(dump);
        scroll.setFocusTraversable(false);
        VBox.setVgrow(scroll, Priority.ALWAYS);
        return scroll;
    }

    private static void copy(SampleRow row) {
        ClipboardContent content = new ClipboardContent();
        content.putString(HexDump.text(row.packet().header()));
        Clipboard.getSystemClipboard().setContent(content);
    }
}
