// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.view.samples;

import dev.secbeat.console.i18n.Messages;
import dev.secbeat.console.i18n.Times;
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
    private final Label hint = Texts.label(Messages.of("samples.hint"), "muted");
    private final Button block = new Button(Messages.of("samples.block"));
    private final Hyperlink copy = new Hyperlink(Messages.of("samples.copy"));
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
        left.setMinWidth(270);
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
        String why = !access.canAct() ? access.reason() : known ? "" : Messages.of("samples.no-source");
        block.setTooltip(why.isEmpty() ? null : new Tooltip(why));
    }

    private void fill(SampleRow row) {
        PacketHeaders headers = row.headers();
        title.setText(row.packet().action() + " · " + row.packet().reason());
        Texts.style(
                title, "label", "detail-title", SampleDetail.tone(row.packet().action()));
        facts.getChildren().clear();
        fact(Messages.of("samples.time"), SampleTable.time(row) + " " + Times.zoneName());
        fact(Messages.of("samples.node"), row.node() + ", " + row.packet().interfaceName());
        fact(Messages.of("samples.source"), orUnknown(headers.sourceText()));
        fact(Messages.of("samples.destination"), orUnknown(headers.destinationText()));
        fact(
                Messages.of("samples.protocol"),
                headers.vlans().isEmpty()
                        ? headers.protocolText()
                        : Messages.of("samples.in-vlan", headers.protocolText(), vlans(headers)));
        fact(Messages.of("samples.flags"), orUnknown(SampleTable.detail(row)));
        fact(
                Messages.of("samples.length"),
                Messages.of(
                        "samples.bytes",
                        Figures.grouped(row.packet().frameBytes()),
                        row.packet().header().remaining()));
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
                case TRANSPORT -> Messages.of("samples.transport");
                case PAYLOAD -> Messages.of("samples.payload");
            };
            Text name = new Text(word);
            name.getStyleClass().addAll("hex-legend", style(layer));
            legend.getChildren().add(name);
        }
        return legend;
    }

    private ScrollPane scroll() {
        ScrollPane scroll = new ScrollPane(dump);
        scroll.setId("samples-dump-scroll");
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
