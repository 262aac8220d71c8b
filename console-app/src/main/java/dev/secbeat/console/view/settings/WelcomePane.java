// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.view.settings;

import dev.secbeat.console.i18n.Messages;
import dev.secbeat.console.settings.Profile;
import dev.secbeat.console.view.shell.ConsoleAction;
import dev.secbeat.console.view.widget.Forms;
import dev.secbeat.console.view.widget.Texts;
import java.util.List;
import java.util.function.Consumer;
import javafx.geometry.Pos;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.layout.FlowPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;
import javafx.scene.text.Text;
import javafx.scene.text.TextFlow;
import org.kordamp.ikonli.javafx.FontIcon;

/** What there is to do when no fleet is chosen: ways in, the fleets one knows, and how to try it without any. */
public final class WelcomePane extends StackPane {
    private static final double WIDTH = 680;

    /**
     * The page.
     *
     * @param ways each becomes a large button, in this order
     * @param known fleets one can go to at once
     */
    public WelcomePane(List<ConsoleAction> ways, List<Profile> known, Consumer<Profile> onUse) {
        setId("welcome");
        getStyleClass().addAll("console", "welcome");
        VBox page = new VBox(26, title(), ways(ways));
        page.setMaxSize(WIDTH, Region.USE_PREF_SIZE);
        page.setAlignment(Pos.CENTER_LEFT);
        if (!known.isEmpty()) {
            page.getChildren().add(known(known, onUse));
        }
        page.getChildren().add(demo());
        getChildren().add(page);
    }

    private static VBox title() {
        Text first = new Text("Sec");
        first.getStyleClass().addAll("brand", "welcome-brand");
        Text second = new Text("Beat");
        second.getStyleClass().addAll("brand", "brand-accent", "welcome-brand");
        Label text = Texts.label(Messages.of("settings.welcome.text"), "muted", "welcome-text");
        text.setWrapText(true);
        return new VBox(8, new TextFlow(first, second), text);
    }

    /** Equally wide, each with what it is for and its key. */
    private static HBox ways(List<ConsoleAction> ways) {
        HBox cards = new HBox(14);
        for (ConsoleAction way : ways) {
            VBox inside = new VBox(6);
            inside.setAlignment(Pos.CENTER);
            way.icon().ifPresent(icon -> inside.getChildren().add(new FontIcon(icon)));
            Label name = Texts.label(way.text(), "welcome-way");
            Label keys = Texts.label(way.shortcutText(), "muted", "welcome-keys");
            inside.getChildren().addAll(name, keys);
            Button card = new Button("", inside);
            card.setAccessibleText(way.text() + ", " + way.shortcutText());
            card.setMaxWidth(Double.MAX_VALUE);
            card.setPrefWidth(WIDTH / Math.max(1, ways.size()));
            HBox.setHgrow(card, Priority.ALWAYS);
            card.setId("welcome-" + way.id());
            card.getStyleClass().addAll("welcome-card");
            card.setOnAction(click -> way.run().run());
            cards.getChildren().add(card);
        }
        return cards;
    }

    private static VBox known(List<Profile> known, Consumer<Profile> onUse) {
        FlowPane fleets = new FlowPane(8, 8);
        for (int i = 0; i < known.size(); i++) {
            fleets.getChildren().add(fleet("welcome-profile-" + i, known.get(i), onUse));
        }
        return new VBox(8, Texts.label(Messages.of("settings.welcome.known"), "muted"), fleets);
    }

    /** Its name, where it is, and whether one can act there. */
    private static Button fleet(String id, Profile profile, Consumer<Profile> onUse) {
        Label name = Texts.label(profile.name(), "strong");
        Label where = Texts.label(where(profile), "figure", "muted");
        Label rights = Texts.label(rights(profile), "muted");
        Button fleet = Forms.button(id, "", () -> onUse.accept(profile), "plain-button");
        fleet.setGraphic(new VBox(2, name, where, rights));
        fleet.setAccessibleText(profile.name() + ", " + where.getText() + ", " + rights.getText());
        fleet.getStyleClass().add("welcome-fleet");
        fleet.setMaxWidth(WIDTH);
        return fleet;
    }

    private static String where(Profile profile) {
        return profile.nats().isEmpty()
                ? profile.prometheus().orElse("–")
                : profile.nats().size() == 1
                        ? profile.nats().getFirst()
                        : profile.nats().getFirst() + " +" + (profile.nats().size() - 1);
    }

    private static String rights(Profile profile) {
        if (profile.nats().isEmpty()) {
            return Messages.of("settings.welcome.metrics");
        }
        return Messages.of(profile.operatorKey().isPresent() ? "settings.welcome.commands" : "settings.welcome.reads");
    }

    private static VBox demo() {
        Label command = Texts.label("./secbeat demo", "figure", "welcome-command");
        command.setMaxWidth(Double.MAX_VALUE);
        Label text = Texts.label(Messages.of("settings.welcome.demo"), "muted");
        text.setWrapText(true);
        return new VBox(6, text, command);
    }
}
