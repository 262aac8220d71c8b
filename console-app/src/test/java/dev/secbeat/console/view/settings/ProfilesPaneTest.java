// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.view.settings;

import static org.assertj.core.api.Assertions.assertThat;

import dev.secbeat.console.settings.Profile;
import dev.secbeat.console.settings.ProfileBook;
import dev.secbeat.console.testing.Pictures;
import dev.secbeat.console.testing.Stages;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import javafx.scene.control.Labeled;
import javafx.stage.Stage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.testfx.api.FxRobot;
import org.testfx.framework.junit5.ApplicationExtension;
import org.testfx.framework.junit5.Start;
import org.testfx.util.WaitForAsyncUtils;

/** Removing a profile, whose seed nobody can bring back. */
@ExtendWith(ApplicationExtension.class)
@SuppressWarnings("NullAway.Init") // set on the FX thread before each test
class ProfilesPaneTest {
    private final Shelf desk = new Shelf();
    private ProfilesPane pane;

    /** Profiles in memory; what else the dialog can do is not asked of it here. */
    private static final class Shelf implements ProfileDesk {
        private ProfileBook book =
                ProfileBook.EMPTY.with(profile("production"), "").with(profile("test fleet"), "");

        private static Profile profile(String name) {
            return new Profile(
                    name,
                    List.of("nats://192.0.2.1:4222"),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.of("http://192.0.2.1:9090"));
        }

        @Override
        public ProfileBook book() {
            return book;
        }

        @Override
        public String inUse() {
            return "production";
        }

        @Override
        public Optional<String> keychain() {
            return Optional.empty();
        }

        @Override
        public void save(Profile profile, String replaced) {
            book = book.with(profile, replaced);
        }

        @Override
        public void remove(Profile profile) {
            book = book.without(profile.name());
        }

        @Override
        public void use(Profile profile) {
            throw new AssertionError("nobody wants " + profile.name());
        }

        @Override
        public void test(Profile profile, Consumer<Finding> done) {
            throw new AssertionError("nobody tests " + profile.name());
        }

        @Override
        public void keep(Path file, String name, Consumer<ProfileDesk.Kept> done) {
            throw new AssertionError("nobody keeps " + name);
        }

        @Override
        public Optional<Path> chooseFile() {
            return Optional.empty();
        }
    }

    @Start
    void start(Stage stage) {
        pane = new ProfilesPane(desk);
        Stages.show(stage, pane, 620, 420);
    }

    @Test
    void itGoesOnlyWhenOneSaysItsNameAgain(FxRobot robot) {
        robot.clickOn("#profile-remove");
        assertThat(robot.lookup("#profile-remove-ask").queryAs(Labeled.class).getText())
                .startsWith("Remove the profile production?");
        WaitForAsyncUtils.waitFor(WaitForAsyncUtils.asyncFx(() -> Pictures.take(pane, "profile-remove")));
        assertThat(desk.book.profiles()).hasSize(2);
        robot.clickOn("#profile-remove-no");
        assertThat(desk.book.profiles()).hasSize(2);
        assertThat(robot.lookup("#profile-remove-yes").tryQuery()).isEmpty();

        robot.clickOn("#profile-remove").clickOn("#profile-remove-yes");
        assertThat(desk.book.profiles()).extracting(Profile::name).containsExactly("test fleet");
    }

    @Test
    void aQuestionAboutOneRemovesNoOther(FxRobot robot) {
        robot.clickOn("#profile-remove");
        robot.clickOn("test fleet");
        assertThat(robot.lookup("#profile-remove-yes").tryQuery())
                .as("the question went with its profile")
                .isEmpty();
        assertThat(desk.book.profiles()).hasSize(2);
    }
}
