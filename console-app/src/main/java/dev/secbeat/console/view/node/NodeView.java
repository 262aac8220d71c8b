// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.view.node;

import dev.secbeat.console.i18n.Messages;
import dev.secbeat.console.model.EmbeddedNode;
import dev.secbeat.console.model.EmbeddedNode.Phase;
import dev.secbeat.console.model.Figures;
import dev.secbeat.console.model.FleetModel;
import dev.secbeat.console.model.Freshness;
import dev.secbeat.console.model.Intent;
import dev.secbeat.console.view.widget.Forms;
import dev.secbeat.console.view.widget.Pill;
import dev.secbeat.console.view.widget.Sheets;
import dev.secbeat.console.view.widget.Shown;
import dev.secbeat.console.view.widget.Texts;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import javafx.collections.FXCollections;
import javafx.collections.ObservableList;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.ListView;
import javafx.scene.control.ProgressBar;
import javafx.scene.control.TextField;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;
import javafx.scene.text.TextAlignment;
import org.kordamp.ikonli.feather.Feather;
import org.kordamp.ikonli.javafx.FontIcon;

/** Starts and stops the embedded node and shows how it is: state, what is missing, XDP mode, map fill, its log. */
public final class NodeView extends VBox {
    private static final double NEARLY_FULL = 0.8;
    private static final double LINE_HEIGHT = 19;
    private static final double TEXT_WIDTH = 440;

    private final FleetModel model;
    private final Consumer<Intent> intents;
    private final TextField file = new TextField();
    private final Button choose = new Button(Messages.of("node.choose"));
    private final Button start = new Button(Messages.of("node.start"));
    private final Button stop = new Button(Messages.of("node.stop"));
    private final Pill phase = new Pill();
    private final Label name = Texts.label("", "muted");
    private final Label text = Texts.label("", "node-problem");
    private final Label facts = Texts.label("", "figure");
    private final VBox maps = new VBox(6);
    private final ObservableList<String> lines = FXCollections.observableArrayList();
    private final ListView<String> log = new ListView<>(lines);
    private final Label lost = Texts.label("", "muted");
    private final VBox body;
    private final VBox elsewhere;
    private final Label notHere = Texts.label("", "muted");

    /**
     * A view over this model.
     *
     * @param intents takes {@link Intent.StartNode} and {@link Intent.StopNode}
     * @param chooser asks the person for a configuration file
     */
    public NodeView(FleetModel model, Consumer<Intent> intents, Supplier<Optional<Path>> chooser) {
        super(12);
        this.model = model;
        this.intents = intents;
        setId("node-view");
        getStyleClass().add("node-view");
        Sheets.dress(this, NodeView.class, "node.css");
        phase.setId("node-phase");
        phase.setMinWidth(USE_PREF_SIZE);
        name.setId("node-name");
        text.setId("node-text");
        text.setWrapText(true);
        notHere.setId("node-not-here");
        notHere.setWrapText(true);
        notHere.setMaxWidth(TEXT_WIDTH);
        notHere.setTextAlignment(TextAlignment.CENTER);
        notHere.setAlignment(Pos.CENTER);
        elsewhere = new VBox(16, new FontIcon(Feather.CPU), notHere);
        elsewhere.setAlignment(Pos.CENTER);
        elsewhere.getStyleClass().add("elsewhere");
        VBox.setVgrow(elsewhere, Priority.ALWAYS);
        body = new VBox(12, tools(chooser), text, figures(), logPanel());
        VBox.setVgrow(body, Priority.ALWAYS);
        getChildren()
                .addAll(
                        Texts.row(10, Texts.label(Messages.of("node.title"), "view-title"), phase, name),
                        elsewhere,
                        body);
        Shown.run(this, () -> model.actions().embedded().subscribe(this::show));
    }

    private HBox tools(Supplier<Optional<Path>> chooser) {
        file.setId("node-file");
        file.setPromptText(Messages.of("node.file-hint"));
        file.setAccessibleText(Messages.of("node.file"));
        file.textProperty().subscribe(typed -> allow(model.actions().embedded().get()));
        file.setOnAction(enter -> start.fire()); // no default button: that would hear the Enter of a sheet above
        HBox.setHgrow(file, Priority.ALWAYS);
        button(choose, "node-choose", () -> chooser.get().ifPresent(path -> file.setText(path.toString())));
        button(start, "node-start", this::start);
        start.getStyleClass().add("good");
        button(stop, "node-stop", () -> intents.accept(new Intent.StopNode()));
        return Texts.row(8, file, choose, start, stop);
    }

    private VBox figures() {
        facts.setId("node-facts");
        maps.setId("node-maps");
        VBox panel = new VBox(8, facts, maps);
        panel.getStyleClass().add("node-panel");
        return panel;
    }

    private VBox logPanel() {
        log.setId("node-log");
        log.setAccessibleText(Messages.of("node.log"));
        log.getStyleClass().add("node-log");
        log.setPlaceholder(Texts.label(Messages.of("node.no-log"), "muted"));
        lost.setId("node-log-lost");
        VBox panel = new VBox(6, Texts.row(10, Texts.label(Messages.of("node.log"), "panel-title"), lost), log);
        VBox.setVgrow(log, Priority.ALWAYS);
        VBox.setVgrow(panel, Priority.ALWAYS);
        log.setMinHeight(80);
        log.setFixedCellSize(LINE_HEIGHT);
        return panel;
    }

    private static void button(Button button, String id, Runnable action) {
        button.setId(id);
        button.setMinWidth(USE_PREF_SIZE);
        button.setOnAction(click -> action.run());
    }

    private void start() {
        try {
            intents.accept(new Intent.StartNode(Path.of(file.getText().strip())));
        } catch (InvalidPathException e) {
            text.setText(Messages.of("node.no-path", file.getText()));
            visible(text, true);
        }
    }

    private void show(EmbeddedNode node) {
        boolean here = node.phase() != Phase.NOT_HERE;
        visible(body, here);
        visible(elsewhere, !here);
        notHere.setText(here ? "" : node.text());
        phase.show(word(node.phase()), tone(node.phase()));
        name.setText(node.name());
        if (file.getText().isEmpty()) {
            file.setText(node.file());
        }
        text.setText(node.text());
        visible(text, !node.text().isEmpty());
        boolean running = node.phase() == Phase.RUNNING;
        visible(facts.getParent(), running);
        String uptime = new Freshness(Freshness.Level.FRESH, node.uptimeMillis()).text();
        facts.setText(running ? Messages.of("node.facts", node.xdpMode(), node.health(), uptime) : "");
        maps.getChildren().setAll(node.maps().stream().map(NodeView::bar).toList());
        if (node.maps().isEmpty() && running) {
            maps.getChildren().setAll(Texts.label(Messages.of("node.no-maps"), "muted"));
        }
        lost.setText(node.linesLost() == 0 ? "" : Messages.of("node.lost", Figures.grouped((double) node.linesLost())));
        follow(node.log());
        allow(node);
    }

    /** The end of the log stays in sight for as long as nobody has chosen a line further up. */
    private void follow(List<String> next) {
        if (!lines.equals(next)) {
            boolean atEnd = log.getSelectionModel().isEmpty();
            lines.setAll(next);
            if (atEnd && !next.isEmpty()) {
                log.scrollTo(next.size() - 1);
            }
        }
    }

    private void allow(EmbeddedNode node) {
        boolean live = !model.incident().replay().get().isReplay();
        boolean idle = live && (node.phase() == Phase.STOPPED || node.phase() == Phase.FAILED);
        file.setDisable(!idle);
        choose.setDisable(!idle);
        start.setDisable(!idle || file.getText().isBlank());
        stop.setDisable(!live || node.phase() != Phase.RUNNING);
    }

    private static Node bar(EmbeddedNode.MapUse map) {
        ProgressBar bar = new ProgressBar(map.share());
        bar.setPrefWidth(160);
        bar.setMinWidth(80);
        bar.getStyleClass().add(map.share() > NEARLY_FULL ? "nearly-full" : "roomy");
        Label title = Texts.label(map.map(), "figure");
        title.setMinWidth(150);
        HBox row = Texts.row(
                10,
                title,
                bar,
                Texts.label(
                        Messages.of(
                                "node.map",
                                Figures.grouped((double) map.entries()),
                                Figures.grouped((double) map.capacity()),
                                Figures.percent(map.share())),
                        "figure",
                        "muted"));
        row.setId("node-map-" + map.map().replaceAll("[^A-Za-z0-9]", "-"));
        return row;
    }

    private static String word(Phase phase) {
        return switch (phase) {
            case NOT_HERE -> Messages.of("node.phase.not-here");
            case STOPPED -> Messages.of("node.phase.stopped");
            case STARTING -> Messages.of("node.phase.starting");
            case RUNNING -> Messages.of("node.phase.running");
            case STOPPING -> Messages.of("node.phase.stopping");
            case FAILED -> Messages.of("node.phase.failed");
        };
    }

    private static String tone(Phase phase) {
        return switch (phase) {
            case RUNNING -> "good";
            case STARTING, STOPPING -> "warn";
            case FAILED -> "bad";
            case NOT_HERE, STOPPED -> "quiet";
        };
    }

    private static void visible(Node node, boolean shown) {
        Forms.show(node, shown);
    }
}
