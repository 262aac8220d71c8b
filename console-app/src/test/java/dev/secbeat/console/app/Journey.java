// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.app;

import dev.secbeat.console.model.CommandState;
import dev.secbeat.console.testing.Until;
import dev.secbeat.console.view.shell.Theme;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.function.Predicate;
import javafx.geometry.Point2D;
import javafx.scene.Node;
import javafx.scene.Parent;
import javafx.scene.Scene;
import javafx.scene.control.Labeled;
import javafx.scene.control.TextInputControl;
import javafx.scene.image.ImageView;
import javafx.scene.input.KeyCode;
import javafx.stage.Stage;
import org.testfx.api.FxRobot;

/**
 * A person at one console, or several people at one each, against a fleet: opens sessions and a window, uses it by mouse and
 * keys, looks at it, and waits for what must come. Pictures go to {@code target/snapshots}.
 */
final class Journey implements AutoCloseable {
    private static final double WIDTH = 1000;
    private static final double HEIGHT = 900;

    private final Stage stage;
    private final List<FleetSession> open = new ArrayList<>();

    /** @param stage on which the window is shown; another test may have used it */
    Journey(Stage stage) {
        this.stage = stage;
    }

    /** A session without a window. */
    FleetSession session(List<String> words) {
        List<String> all = new ArrayList<>(words);
        all.add("--headless");
        FleetSession session = Fx.call(() -> {
            Theme.load();
            FleetSession made = new FleetSession(ConsoleOptions.parse(all), Clock.systemUTC());
            made.start();
            return made;
        });
        open.add(session);
        return session;
    }

    /** A window over this session. */
    ConsoleWindow show(FleetSession session) {
        return Fx.call(() -> {
            ConsoleWindow window = new ConsoleWindow(session.model(), session::carryOut);
            Scene scene = OffScreen.scene(window.root(), WIDTH, HEIGHT);
            Theme.apply(scene);
            window.installShortcuts(scene);
            stage.setScene(scene);
            stage.setX(0);
            stage.setY(0);
            stage.show();
            stage.sizeToScene(); // another test may have left it otherwise
            return window;
        });
    }

    /** Waits; what was ordered until then is told when it does not come. */
    void until(String description, Callable<Boolean> condition) {
        try {
            Until.holds(description, () -> Fx.call(condition));
        } catch (AssertionError late) {
            List<CommandState> sent = Fx.call(() -> open.stream()
                    .flatMap(session -> session.model().actions().commands().stream())
                    .toList());
            throw new AssertionError(late.getMessage() + "; ordered so far: " + sent, late);
        }
    }

    /**
     * Clicks what this names. A banner that comes may move it, and a row may be another's, between the look and the press: then
     * the pointer is no longer over it, and it is looked for again.
     */
    void click(FxRobot robot, String selector) {
        Until.holds(selector + " can be clicked", () -> {
            try {
                robot.targetWindow(stage).moveTo(selector);
                if (!Fx.call(() -> isUnderPointer(robot, selector))) {
                    return false;
                }
                robot.clickOn();
                return true;
            } catch (RuntimeException moved) {
                return false;
            }
        });
    }

    private static boolean isUnderPointer(FxRobot robot, String selector) {
        Point2D pointer = robot.robotContext().getBaseRobot().retrieveMouse();
        return robot.lookup(selector)
                .tryQuery()
                .filter(node -> node.contains(node.screenToLocal(pointer)))
                .isPresent();
    }

    void keys(FxRobot robot, KeyCode with, KeyCode key) {
        robot.targetWindow(stage).press(with, key).release(key, with);
    }

    /** Types into a field once the cursor is in it. */
    void type(FxRobot robot, String field, String text) {
        Until.holds(field + " has the cursor", () -> {
            click(robot, field);
            return Fx.call(() -> root().lookup(field).isFocused());
        });
        robot.write(text);
        until(
                field + " holds it",
                () -> robot.lookup(field)
                        .queryAs(TextInputControl.class)
                        .getText()
                        .equals(text));
    }

    /** The newest order of a session; one of nothing before the first. */
    static CommandState newest(FleetSession session) {
        List<CommandState> commands = session.model().actions().commands();
        return commands.isEmpty() ? new CommandState(new UUID(0, 0), "", false, "", 0, List.of()) : commands.getFirst();
    }

    String text(String selector) {
        return root().lookup(selector) instanceof Labeled labeled ? labeled.getText() : "";
    }

    boolean visible(String selector) {
        Node node = root().lookup(selector);
        return node != null && node.isVisible();
    }

    boolean disabled(String selector) {
        Node node = root().lookup(selector);
        return node != null && node.isDisabled();
    }

    boolean focused(String id) {
        Node owner = root().getScene().getFocusOwner();
        return owner != null && id.equals(owner.getId());
    }

    int count(String selector) {
        return (int)
                root().lookupAll(selector).stream().filter(Journey::isDrawn).count();
    }

    boolean all(String selector, Predicate<Node> holds) {
        return root().lookupAll(selector).stream().filter(Journey::isDrawn).allMatch(holds);
    }

    void picture(String name) throws IOException {
        until(
                "the map is painted",
                () -> root().lookupAll("TileImageView").stream()
                        .allMatch(tile -> ((ImageView) tile).getImage() != null));
        Path pictures = Files.createDirectories(Path.of("target", "snapshots"));
        PngFile.write(Fx.call(() -> Snapshots.draw(root())), pictures.resolve(name + ".png"));
    }

    @Override
    public void close() {
        Fx.run(() -> open.forEach(FleetSession::close));
        open.clear();
    }

    private Parent root() {
        return stage.getScene().getRoot();
    }

    /** Cells that a table keeps for later are not what a person sees. */
    private static boolean isDrawn(Node node) {
        for (Node at = node; at != null; at = at.getParent()) {
            if (!at.isVisible()) {
                return false;
            }
        }
        return true;
    }
}
