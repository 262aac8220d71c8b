// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.view.settings;

import dev.secbeat.console.i18n.Messages;
import dev.secbeat.console.settings.Profile;
import dev.secbeat.console.view.shell.ConsoleAction;
import dev.secbeat.console.view.widget.Texts;
import java.util.List;
import java.util.function.Consumer;
import javafx.geometry.Pos;
import javafx.scene.control.Button;
import javafx.scene.control.ContentDisplay;
import javafx.scene.control.Label;
import javafx.scene.layout.FlowPane;
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

    private static FlowPane ways(List<ConsoleAction> ways) {
        FlowPane cards = new FlowPane(14, 14);
        for (ConsoleAction way : ways) {
            Button card = new Button(way.text());
            way.icon().ifPresent(icon -> card.setGraphic(new FontIcon(icon)));
            card.setContentDisplay(ContentDisplay.TOP);
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
            Profile profile = known.get(i);
            Button fleet = Forms.button("welcome-profile-" + i, profile.name(), () -> onUse.accept(profile));
            fleets.getChildren().add(fleet);
        }
        return new VBox(8, Texts.label(Messages.of("settings.welcome.known"), "muted"), fleets);
    }

    private static VBox demo() {
        Label command = Texts.label("./secbeat demo", "figure", "welcome-command");
        Label text = Texts.label(Messages.of("settings.welcome.demo"), "muted");
        text.setWrapText(true);
        return new VBox(6, text, command);
    }
}
