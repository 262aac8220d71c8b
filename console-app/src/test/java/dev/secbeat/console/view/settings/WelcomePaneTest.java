// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.view.settings;

import static org.assertj.core.api.Assertions.assertThat;

import dev.secbeat.console.settings.Credential;
import dev.secbeat.console.settings.Look;
import dev.secbeat.console.settings.Profile;
import dev.secbeat.console.testing.Pictures;
import dev.secbeat.console.view.shell.ConsoleAction;
import dev.secbeat.console.view.shell.Theme;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javafx.scene.Node;
import javafx.scene.Scene;
import javafx.scene.control.Button;
import javafx.stage.Stage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.kordamp.ikonli.feather.Feather;
import org.testfx.api.FxRobot;
import org.testfx.framework.junit5.ApplicationExtension;
import org.testfx.framework.junit5.Start;
import org.testfx.util.WaitForAsyncUtils;

/** Who has no fleet open sees the ways in with their keys, and of each fleet where it is and what one may do there. */
@ExtendWith(ApplicationExtension.class)
@SuppressWarnings("NullAway.Init") // set before each test
class WelcomePaneTest {
    private final List<Profile> used = new ArrayList<>();
    private WelcomePane page;

    @Start
    void start(Stage stage) {
        Optional<Credential> key = Optional.of(new Credential.InFile(Path.of("/keys/a.nk")));
        List<String> servers = List.of("nats://us-east:4222", "nats://eu-west:4222", "nats://apac:4222");
        page = new WelcomePane(
                List.of(
                        way("profiles", "Connection profiles…", "Shortcut+Shift+C"),
                        way("incident-open-sample", "Open sample incident", "Shortcut+Shift+O")),
                List.of(
                        new Profile("production", servers, key, key, Optional.of("http://prometheus:9090")),
                        new Profile("staging", List.of("tls://staging:4222"), key, Optional.empty(), Optional.empty()),
                        new Profile(
                                "metrics", List.of(), Optional.empty(), Optional.empty(), Optional.of("http://x:9"))),
                used::add);
        Theme.load();
        Scene scene = new Scene(page, 1000, 760);
        Theme.apply(scene, Look.DARK, 100);
        stage.setScene(scene);
        stage.show();
    }

    private static ConsoleAction way(String id, String text, String keys) {
        return ConsoleAction.of(id, ConsoleAction.Menu.FILE, text, Feather.LINK, keys, () -> {});
    }

    @Test
    void eachFleetSaysWhereItIsAndWhatOneMayDo(FxRobot robot) throws IOException {
        assertThat(told("#welcome-profile-0")).isEqualTo("production, nats://us-east:4222 +2, watches and commands");
        assertThat(told("#welcome-profile-1")).isEqualTo("staging, tls://staging:4222, only watches: no operator key");
        assertThat(told("#welcome-profile-2")).isEqualTo("metrics, http://x:9, metrics only: no NATS servers");
        assertThat(told("#welcome-profiles"))
                .startsWith("Connection profiles…, ")
                .endsWith("C");
        double wide = ((Button) node("#welcome-profiles")).getWidth();
        assertThat(((Button) node("#welcome-incident-open-sample")).getWidth())
                .as("a row of equals")
                .isEqualTo(wide);
        WaitForAsyncUtils.waitFor(WaitForAsyncUtils.asyncFx(() -> Pictures.take(page, "welcome-fleets")));
        robot.clickOn("#welcome-profile-1");
        assertThat(used).extracting(Profile::name).containsExactly("staging");
    }

    private String told(String id) {
        return String.valueOf(node(id).getAccessibleText());
    }

    private Node node(String id) {
        return page.lookup(id);
    }
}
