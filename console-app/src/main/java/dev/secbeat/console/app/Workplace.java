// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.app;

import dev.secbeat.console.i18n.Messages;
import dev.secbeat.console.model.Alert;
import dev.secbeat.console.model.AlertLog;
import dev.secbeat.console.model.FleetModel;
import dev.secbeat.console.settings.Keychain;
import dev.secbeat.console.settings.Layout;
import dev.secbeat.console.settings.Preferences;
import dev.secbeat.console.settings.Profile;
import dev.secbeat.console.view.settings.ProfilesPane;
import dev.secbeat.console.view.settings.WelcomePane;
import dev.secbeat.console.view.shell.ConsoleAction;
import dev.secbeat.console.view.shell.Scaled;
import dev.secbeat.console.view.shell.SheetHost;
import dev.secbeat.console.view.shell.Theme;
import dev.secbeat.console.view.widget.Texts;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import javafx.application.Platform;
import javafx.beans.InvalidationListener;
import javafx.scene.Node;
import javafx.scene.Parent;
import javafx.scene.Scene;
import javafx.scene.control.Label;
import javafx.stage.Stage;

/**
 * The console of one person: preferences, the session with one fleet, and the windows on it. The windows are made anew
 * when language or fleet change, and only dressed otherwise when theme or size do; the session lives through all but a
 * change of fleet. FX thread only.
 */
final class Workplace implements AutoCloseable {
    private final Stage stage;
    private final ConsoleOptions started;
    private final SettingsHome settings;
    private final InstantSource clock;
    private final Profiles profiles;
    private final Unlocking unlocking;
    private final NodeGuard guard = new NodeGuard(this::model, this::openSheet, this::closeSheet);
    private final Chime chime = new Chime();
    private final Moments moments;
    private final IncidentDesk incidents;
    private final DeskActions actions = new DeskActions(this);
    private final ReplayWindows replays = new ReplayWindows();
    private final LayoutHome layouts;
    private final PreferenceSheet form;
    private Optional<Visit> visit = Optional.empty();
    private Optional<ConsoleWindow> window = Optional.empty();
    private Optional<SheetHost> welcome = Optional.empty();
    private Optional<Scaled> frame = Optional.empty();
    private final WallboardHome walls = new WallboardHome();
    private boolean closed;

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
        this.clock = clock;
        moments = new Moments(() -> visit, clock, this::keepLayout, this::draw);
        incidents = new IncidentDesk(() -> stage, this::replay, moments::show);
        form = new PreferenceSheet(this, stage);
        profiles = new Profiles(settings, keychain, this::name, () -> stage, this::use);
        layouts = new LayoutHome(settings);
        unlocking = new Unlocking(keychain, settings::inBackground);
        guard.guard(stage);
        settings.onTrouble(text -> Platform.runLater(() -> tell(List.of(text))));
        stage.setOnHiding(event -> {
            keepLayout(); // while the window still knows where it is
            walls.close();
            replays.close();
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
        guard.before(() -> {
            unlocking.keys(profile, keys -> enter(profile, keys), why -> tell(List.of(why)));
            if (window.isEmpty()) {
                draw();
            }
        });
    }

    /** The profile is one to begin with next time only when there are keys for it. */
    private void enter(Profile profile, SessionKeys keys) {
        settings.set(settings.profiles().used(profile.name()));
        visit(started.of(profile), keys);
    }

    /** Replays a recording: here where no fleet is looked at, else in a window of its own, for what is live goes on. */
    void replay(IncidentSource source) {
        if (visit.isEmpty()) {
            look(source);
        } else {
            replays.add(ReplayWindow.open(source, preferences(), incidents));
        }
    }

    /** Which moment of the fleet is shown. */
    Moments moments() {
        return moments;
    }

    IncidentDesk incidents() {
        return incidents;
    }

    /** Recordings shown in windows of their own. */
    List<ReplayWindow> replays() {
        return replays.open();
    }

    /** Leaves the fleet for the page that asks for another. */
    void leave() {
        guard.before(() -> {
            unlocking.forget();
            endVisit();
            draw();
        });
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
        visit.ifPresent(now -> now.alerts().show(kind -> next.rule(kind).isShown()));
        if (next.isWordedAs(before)) {
            restyle(next);
        } else {
            redraw();
        }
    }

    /** The same by a key. */
    void preferByKey(Preferences next) {
        form.preferByKey(next);
    }

    void openPreferences() {
        form.open();
    }

    void openProfiles() {
        openSheet(Messages.of("settings.profiles"), new ProfilesPane(profiles));
    }

    void openWallboard() {
        visit.ifPresent(
                now -> walls.open(now.session().model(), now.title(), preferences(), layouts.of(now.profile())));
        keepLayout();
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
        guard.before(stage::close);
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
        return walls.board();
    }

    /** Ends the session and waits for what is still being written; any thread, as whatever ends the console has its own. */
    @Override
    public void close() {
        if (!closed) {
            closed = true;
            chime.close();
            visit.ifPresent(now -> now.session().close());
            moments.endSession();
            replays.endSessions();
            settings.close();
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
        alerts.show(kind -> preferences().rule(kind).isShown());
        alerts.entries().addListener((InvalidationListener) changed -> title());
        visit = Optional.of(new Visit(profile, title, session, alerts));
        draw();
        session.start();
        if (layouts.of(profile).wall().filter(Layout.Wall::shown).isPresent()) {
            openWallboard();
            stage.requestFocus(); // a key that is pressed now is meant for the console
        }
    }

    /** Off the FX thread: what it closes may wait for the network. */
    private void endVisit() {
        keepLayout();
        window = Optional.empty();
        moments.close();
        visit.ifPresent(now -> Thread.ofPlatform().name("session-end").start(now.session()::close));
        visit = Optional.empty();
        walls.close();
    }

    /** Theme and size change under whatever is being done: nothing is made anew. */
    private void restyle(Preferences next) {
        Theme.use(next.look());
        frame.ifPresent(content -> {
            Theme.apply(content.getScene(), next.look(), next.scalePercent());
            content.rescale(next.scalePercent() / 100.0);
        });
        walls.restyle(next);
        replays.restyle(next);
    }

    private void redraw() {
        keepLayout();
        draw();
        replays.redraw(preferences());
        if (walls.isOpen()) {
            openWallboard();
        }
    }

    private void keepLayout() {
        window.ifPresent(now -> layouts.keep(name(), walls.keep(LayoutKeeper.capture(now, stage, layouts.of(name())))));
    }

    private void draw() {
        Preferences preferences = settings.preferences();
        Optional<Scaled> old = frame;
        Theme.use(preferences.look());
        window = visit.map(now -> window(moments.session(now), moments.alerts(now)));
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
            LayoutKeeper.apply(layouts.of(name()), made);
        });
        title();
    }

    private ConsoleWindow window(Session shown, AlertLog alerts) {
        return new ConsoleWindow(
                shown.model(),
                alerts,
                shown::carryOut,
                shown::carryOut,
                wish -> incidents.carryOut(shown, wish),
                actions.all());
    }

    private SheetHost welcomePage() {
        List<ConsoleAction> ways = actions.all().stream()
                .filter(action -> DeskActions.WAYS_IN.contains(action.id()))
                .toList();
        return new SheetHost(new WelcomePane(ways, settings.profiles().profiles(), this::use));
    }

    void openSheet(String title, Node view) {
        window.ifPresent(now -> now.shell().openSheet(title, view));
        welcome.ifPresent(page -> page.openSheet(title, view));
    }

    private void closeSheet() {
        window.ifPresent(now -> now.shell().closeSheet());
        welcome.ifPresent(SheetHost::closeSheet);
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
        String then = moments.isPast() ? " · " + Messages.of("incident.past.mark") : "";
        stage.setTitle(badge + "SecBeat" + visit.map(now -> " · " + now.title()).orElse("") + then);
    }

    private String name() {
        return visit.map(Visit::profile).orElse("");
    }

    private void sound(Alert alert) {
        if (preferences().isSounded(alert.kind())) {
            chime.play(alert.severity());
        }
    }
}
