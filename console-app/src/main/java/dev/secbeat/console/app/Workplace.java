// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.app;

import dev.secbeat.console.i18n.Messages;
import dev.secbeat.console.model.Alert;
import dev.secbeat.console.model.AlertLog;
import dev.secbeat.console.model.FleetModel;
import dev.secbeat.console.settings.AlertRule;
import dev.secbeat.console.settings.Credential;
import dev.secbeat.console.settings.Keychain;
import dev.secbeat.console.settings.Layout;
import dev.secbeat.console.settings.Preferences;
import dev.secbeat.console.settings.Profile;
import dev.secbeat.console.view.settings.PreferencesPane;
import dev.secbeat.console.view.settings.ProfilesPane;
import dev.secbeat.console.view.settings.WelcomePane;
import dev.secbeat.console.view.shell.ConsoleAction;
import dev.secbeat.console.view.shell.Scaled;
import dev.secbeat.console.view.shell.SheetHost;
import dev.secbeat.console.view.shell.Theme;
import dev.secbeat.console.view.widget.Texts;
import dev.secbeat.node.cluster.KeyFileException;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.stream.Stream;
import javafx.application.Platform;
import javafx.beans.InvalidationListener;
import javafx.scene.Node;
import javafx.scene.Parent;
import javafx.scene.Scene;
import javafx.scene.control.Label;
import javafx.stage.Stage;

/**
 * The console of one person: preferences, the session with one fleet, and the windows on it. The windows are made anew
 * when language, theme, size or fleet change; the session lives through all but the last. FX thread only.
 */
final class Workplace implements AutoCloseable {
    private final Stage stage;
    private final ConsoleOptions started;
    private final SettingsHome settings;
    private final Optional<Keychain> keychain;
    private final InstantSource clock;
    private final Profiles profiles;
    private final Chime chime = new Chime();
    private final IncidentDesk incidents;
    private final DeskActions actions = new DeskActions(this);
    private final List<ReplayWindow> replays = new CopyOnWriteArrayList<>();
    private Optional<Visit> visit = Optional.empty();
    private Optional<ConsoleWindow> window = Optional.empty();
    private Optional<SheetHost> welcome = Optional.empty();
    private Optional<Scaled> frame = Optional.empty();
    private Optional<Wallboard> wallboard = Optional.empty();
    private Layout replayLayout = Layout.STANDARD;
    private boolean closed;

    /**
     * One fleet, or a recording of one, for as long as it is looked at.
     *
     * @param profile name of the fleet's profile; empty for a recording
     * @param title of the window
     */
    private record Visit(String profile, String title, Session session, AlertLog alerts) {}

    /** @param started what the command line says */
    Workplace(
            Stage stage,
            ConsoleOptions started,
            SettingsHome settings,
            Optional<Keychain> keychain,
            InstantSource clock) {
        this.stage = stage;
        this.started = started;
        this.settings = settings;
        this.keychain = keychain;
        this.clock = clock;
        incidents = new IncidentDesk(() -> stage, this::replay);
        profiles = new Profiles(settings, keychain, this::name, () -> stage, this::use);
        settings.onTrouble(text -> Platform.runLater(() -> tell(List.of(text))));
        stage.setOnHiding(event -> {
            keepLayout(); // while the window still knows where it is
            wallboard.ifPresent(Wallboard::close);
            replays.forEach(ReplayWindow::close);
        });
        Wording.use(settings.preferences());
    }

    /**
     * Shows the recording or the fleet that the command line names, or the one used last, or that of a running demo; else the page that
     * asks for one.
     *
     * @param named whether the command line names it
     */
    void open(boolean named) {
        Optional<Profile> last = settings.profiles().lastUsed().filter(profile -> !named);
        if (started.incidents().isReplay()) {
            look(started.incidents().replay().map(IncidentSource::of).orElseGet(IncidentSource::sample));
        } else if (last.isPresent()) {
            use(last.get());
        } else if (started.haveFleet()) {
            visit(started, SessionKeys.IN_FILES);
        } else {
            draw();
        }
        if (!settings.troubles().isEmpty()) {
            tell(settings.troubles());
        }
    }

    /** Connects with this profile; the session there was ends in full. Keys in a keychain are asked for first. */
    void use(Profile profile) {
        settings.set(settings.profiles().used(profile.name()));
        boolean locked = Stream.of(profile.key(), profile.operatorKey())
                .flatMap(Optional::stream)
                .anyMatch(Credential.InKeychain.class::isInstance);
        if (!locked) {
            visit(started.of(profile), SessionKeys.IN_FILES);
            return;
        }
        settings.inBackground(() -> {
            try {
                SessionKeys keys = SessionKeys.of(profile, keychain);
                Platform.runLater(() -> visit(started.of(profile), keys));
            } catch (KeyFileException e) {
                Platform.runLater(() -> tell(List.of(String.valueOf(e.getMessage()))));
            }
        });
        if (window.isEmpty()) {
            draw();
        }
    }

    /** Replays a recording: here where no fleet is looked at, else in a window of its own, for what is live goes on. */
    void replay(IncidentSource source) {
        if (visit.isEmpty()) {
            look(source);
        } else {
            replays.removeIf(open -> !open.isOpen());
            replays.add(ReplayWindow.open(source, preferences(), incidents));
        }
    }

    IncidentDesk incidents() {
        return incidents;
    }

    /** Recordings shown in windows of their own. */
    List<ReplayWindow> replays() {
        return replays.stream().filter(ReplayWindow::isOpen).toList();
    }

    /** Leaves the fleet for the page that asks for another. */
    void leave() {
        endVisit();
        draw();
    }

    Preferences preferences() {
        return settings.preferences();
    }

    /** Takes other preferences; what shows is made anew where they are seen. */
    void prefer(Preferences next) {
        Preferences before = settings.preferences();
        if (next.equals(before)) {
            return;
        }
        settings.set(next);
        Wording.use(next);
        visit.ifPresent(now -> now.alerts().show(kind -> isShown(next.rule(kind))));
        boolean seen = !next.language().equals(before.language())
                || next.look() != before.look()
                || next.scalePercent() != before.scalePercent()
                || next.wholeFigures() != before.wholeFigures()
                || !next.zone().equals(before.zone());
        if (seen) {
            redraw();
        }
    }

    void openPreferences() {
        openSheet(Messages.of("settings.title"), new PreferencesPane(preferences(), next -> {
            // Later: the control that changed is still at work, and may be gone with its window.
            Platform.runLater(() -> preferFromSheet(next));
        }));
    }

    void openProfiles() {
        openSheet(Messages.of("settings.profiles"), new ProfilesPane(profiles));
    }

    void openWallboard() {
        wallboard.ifPresent(Wallboard::close);
        wallboard = visit.map(now -> Wallboard.open(now.session().model(), now.title(), preferences()));
    }

    /** Puts the window where this fleet's was last. */
    void placeWindow() {
        LayoutKeeper.place(settings.layout(name()), stage);
    }

    boolean hasVisit() {
        return visit.isPresent();
    }

    void toggleFullScreen() {
        stage.setFullScreen(!stage.isFullScreen());
    }

    /** Closes the window, and with it the console. */
    void quit() {
        stage.close();
    }

    /** What stands in the window; there is something once it was opened. */
    Parent root() {
        return frame.orElseThrow();
    }

    Optional<FleetModel> model() {
        return visit.map(now -> now.session().model());
    }

    Optional<ConsoleWindow> window() {
        return window;
    }

    Optional<Wallboard> wallboard() {
        return wallboard;
    }

    /** Ends the session and waits for what is still being written; any thread, as whatever ends the console has its own. */
    @Override
    public void close() {
        if (!closed) {
            closed = true;
            chime.close();
            visit.ifPresent(now -> now.session().close());
            replays.forEach(ReplayWindow::endSession);
            settings.close();
        }
    }

    private void preferFromSheet(Preferences next) {
        String cursor = Optional.ofNullable(stage.getScene())
                .map(scene -> scene.getFocusOwner())
                .map(Node::getId)
                .orElse("");
        Optional<Scaled> before = frame;
        prefer(next);
        if (!frame.equals(before)) { // made anew: the sheet comes back, with the cursor where it was
            openPreferences();
            Optional.ofNullable(root().lookup("#" + cursor))
                    .filter(node -> !cursor.isEmpty())
                    .ifPresent(Node::requestFocus);
        }
    }

    private void visit(ConsoleOptions options, SessionKeys keys) {
        if (closed) {
            keys.close();
            return;
        }
        enter(options.profile(), options.profile(), new FleetSession(options, keys, clock), this::sound);
    }

    /** What happened long ago makes no sound. */
    private void look(IncidentSource source) {
        String title = Messages.of("incident.replay.of", source.name());
        enter("", title, new ReplaySession(source), alert -> {});
    }

    private void enter(String profile, String title, Session session, Consumer<Alert> sound) {
        endVisit();
        AlertLog alerts = new AlertLog(session.model(), System.getProperty("user.name", "–"), sound);
        alerts.show(kind -> isShown(preferences().rule(kind)));
        alerts.entries().addListener((InvalidationListener) changed -> title());
        visit = Optional.of(new Visit(profile, title, session, alerts));
        draw();
        session.start();
    }

    /** Off the FX thread: what it closes may wait for the network. */
    private void endVisit() {
        keepLayout();
        window = Optional.empty();
        visit.ifPresent(now -> Thread.ofPlatform().name("session-end").start(now.session()::close));
        visit = Optional.empty();
        wallboard.ifPresent(Wallboard::close);
        wallboard = Optional.empty();
    }

    private void redraw() {
        keepLayout();
        draw();
        if (wallboard.filter(Wallboard::isOpen).isPresent()) {
            openWallboard();
        }
    }

    private void keepLayout() {
        if (window.isPresent()) {
            Layout now = LayoutKeeper.capture(window.get(), stage, layout());
            if (name().isEmpty()) {
                replayLayout = now;
            } else {
                settings.setLayout(name(), now);
            }
        }
    }

    /** That of a recording lasts as long as the console: files of layouts are for fleets. */
    private Layout layout() {
        return name().isEmpty() ? replayLayout : settings.layout(name());
    }

    private void draw() {
        Preferences preferences = settings.preferences();
        Optional<Scaled> old = frame;
        Theme.use(preferences.look());
        window = visit.map(now -> new ConsoleWindow(
                now.session().model(),
                now.alerts(),
                now.session()::carryOut,
                now.session()::carryOut,
                wish -> incidents.carryOut(now.session(), wish),
                actions.all()));
        welcome = window.isPresent() ? Optional.empty() : Optional.of(welcomePage());
        Parent content = window.map(ConsoleWindow::root).orElseGet(welcome::get);
        Scaled scaled = new Scaled(
                content,
                preferences.scalePercent() / 100.0,
                ConsoleApplication.LEAST_WIDTH,
                ConsoleApplication.LEAST_HEIGHT);
        frame = Optional.of(scaled);
        Scene scene = ConsoleApplication.scene(scaled, stage, started.headless());
        Theme.apply(scene, preferences.look(), preferences.scalePercent());
        old.ifPresent(Scaled::release); // what the old window shows no longer follows the model
        stage.setScene(scene);
        window.ifPresent(made -> {
            made.installShortcuts(scene);
            LayoutKeeper.apply(layout(), made);
        });
        title();
    }

    private SheetHost welcomePage() {
        List<ConsoleAction> ways = actions.all().stream()
                .filter(action -> DeskActions.WAYS_IN.contains(action.id()))
                .toList();
        return new SheetHost(new WelcomePane(ways, settings.profiles().profiles(), this::use));
    }

    private void openSheet(String title, Node view) {
        window.ifPresent(now -> now.shell().openSheet(title, view));
        welcome.ifPresent(page -> page.openSheet(title, view));
    }

    /** What went wrong besides the fleet, such as with a file. */
    private void tell(List<String> texts) {
        if (closed) {
            return;
        }
        if (window.isEmpty() && welcome.isEmpty()) {
            draw();
        }
        Label label = Texts.label(String.join("\n\n", texts), "sheet-body");
        label.setId("notice");
        label.setWrapText(true);
        openSheet(Messages.of("app.notice"), label);
    }

    private void title() {
        int pending = visit.map(now -> now.alerts().pending().size()).orElse(0);
        String badge = pending == 0 ? "" : "(" + pending + ") ";
        stage.setTitle(badge + "SecBeat" + visit.map(now -> " · " + now.title()).orElse(""));
    }

    private String name() {
        return visit.map(Visit::profile).orElse("");
    }

    private void sound(Alert alert) {
        Preferences now = preferences();
        if (now.sounds() && now.rule(alert.kind()) == AlertRule.SOUNDED) {
            chime.play(alert.severity());
        }
    }

    private static boolean isShown(AlertRule rule) {
        return rule != AlertRule.LISTED;
    }
}
