// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.view.region;

import dev.secbeat.console.i18n.Messages;
import dev.secbeat.console.i18n.Times;
import dev.secbeat.console.model.Figures;
import dev.secbeat.console.view.widget.Dimensions;
import dev.secbeat.console.view.widget.Texts;
import dev.secbeat.node.api.DrillGround;
import dev.secbeat.node.api.FleetEvent;
import dev.secbeat.node.api.Prefix;
import java.util.List;
import javafx.css.PseudoClass;
import javafx.scene.control.Label;
import javafx.scene.control.ListCell;
import javafx.scene.control.ListView;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;

/** What a region's nodes told of lately, newest first. */
final class EventList extends VBox {
    private static final PseudoClass TROUBLE = PseudoClass.getPseudoClass("trouble");

    private final ListView<FleetEvent> list = new ListView<>();

    EventList() {
        super(8);
        getStyleClass().add("region-pane");
        list.setId("region-events");
        Label nothing = Texts.label(Messages.of("region.events.none"), "muted");
        nothing.setWrapText(true);
        list.setPlaceholder(nothing);
        list.setCellFactory(any -> new Cell());
        VBox.setVgrow(list, Priority.ALWAYS);
        Label title = Texts.label(Messages.of("region.events.title"), "pane-title");
        getChildren().addAll(title, list);
    }

    void show(List<FleetEvent> events) {
        if (!list.getItems().equals(events)) {
            list.getItems().setAll(events);
        }
    }

    static String text(FleetEvent event) {
        String at = Times.ofDay(event.epochMillis()) + "  " + event.node().name() + "  ";
        return at
                + switch (event) {
                    case FleetEvent.Trouble trouble -> trouble.code() + ": " + trouble.text();
                    case FleetEvent.Detected found ->
                        Messages.of(
                                "region.event.detected",
                                found.source(),
                                Figures.grouped(found.perSecond()),
                                Dimensions.word(found.dimension()),
                                Figures.grouped(found.limit()));
                    case FleetEvent.Limited limited -> limited(limited);
                    case FleetEvent.Enforced done
                    when done.active() ->
                        Messages.of(
                                "region.event.blocked",
                                prefixes(done),
                                done.origin().label());
                    case FleetEvent.Enforced done -> Messages.of("region.event.unblocked", prefixes(done));
                };
    }

    private static String prefixes(FleetEvent.Enforced done) {
        return done.others() == 0
                ? named(done.prefix())
                : Messages.of("region.event.many", done.prefix(), Figures.grouped(done.others()));
    }

    /** What happens where drills are held is an exercise. */
    private static String named(Prefix prefix) {
        return prefix.equals(DrillGround.ADDRESS) ? Messages.of("region.event.drill", prefix) : prefix.toString();
    }

    private static String limited(FleetEvent.Limited event) {
        return event.terms()
                .map(terms -> Messages.of(
                        "region.event.limited",
                        event.key(),
                        Figures.grouped((double) terms.most()),
                        terms.windowMillis() / 1_000))
                .orElseGet(() -> Messages.of("region.event.unlimited", event.key()));
    }

    /** A line of the list; troubles wrap, for they say what to do. */
    private static final class Cell extends ListCell<FleetEvent> {
        Cell() {
            setWrapText(true);
            setPrefWidth(0);
        }

        @Override
        protected void updateItem(FleetEvent event, boolean empty) {
            super.updateItem(event, empty);
            boolean none = empty || event == null;
            setText(none ? null : EventList.text(event));
            pseudoClassStateChanged(TROUBLE, !none && event instanceof FleetEvent.Trouble);
        }
    }
}
