// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.secbeat.console.incident.RecordedAttack;
import dev.secbeat.console.model.AlertLog;
import dev.secbeat.console.settings.Look;
import dev.secbeat.console.settings.Preferences;
import dev.secbeat.console.testing.Until;
import dev.secbeat.console.view.audit.AuditView;
import dev.secbeat.console.view.blocks.BlockNotices;
import dev.secbeat.console.view.blocks.BlockPane;
import dev.secbeat.console.view.blocks.BlocksView;
import dev.secbeat.console.view.blocks.DrillPane;
import dev.secbeat.console.view.blocks.LimitPane;
import dev.secbeat.console.view.counters.CountersView;
import dev.secbeat.console.view.failover.FailoverPane;
import dev.secbeat.console.view.failover.FailoverView;
import dev.secbeat.console.view.incident.IncidentView;
import dev.secbeat.console.view.incident.ReplayBar;
import dev.secbeat.console.view.incident.WhatIfForm;
import dev.secbeat.console.view.map.RegionMapView;
import dev.secbeat.console.view.node.NodeView;
import dev.secbeat.console.view.region.RegionList;
import dev.secbeat.console.view.region.RegionView;
import dev.secbeat.console.view.samples.SamplesView;
import dev.secbeat.console.view.settings.PreferencesPane;
import dev.secbeat.console.view.settings.ProfilesPane;
import dev.secbeat.console.view.settings.WelcomePane;
import dev.secbeat.console.view.shell.Actions;
import dev.secbeat.console.view.shell.AlertsPane;
import dev.secbeat.console.view.shell.Scaled;
import dev.secbeat.console.view.shell.ShortcutSheet;
import dev.secbeat.console.view.shell.Theme;
import dev.secbeat.console.view.throughput.ThroughputColumn;
import dev.secbeat.console.view.throughput.ThroughputView;
import dev.secbeat.console.view.widget.ConfirmPane;
import dev.secbeat.node.api.Scope;
import java.lang.ref.WeakReference;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.function.Supplier;
import javafx.application.Platform;
import javafx.scene.Node;
import javafx.scene.Parent;
import javafx.scene.Scene;
import javafx.scene.control.TextField;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;
import javafx.stage.Stage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is closed is gone: the model lives on and holds nothing of it. */
class LeakTest {
    private static final int TIMES = 200;
    private static final int WINDOWS = 12;

    @TempDir
    private Path folder;

    private final SampleFleet fleet = Fx.call(SampleFleet::threeRegions);
    private final Stage stage = Fx.call(Stage::new);
    private final StackPane slot = Fx.call(() -> new StackPane());

    @AfterEach
    void close() {
        Fx.run(stage::close);
    }

    private Map<String, Supplier<Node>> views() {
        AlertLog alerts = new AlertLog(fleet.model, "tester", alert -> {});
        Profiles profiles =
                new Profiles(new SettingsHome(folder), Optional.empty(), () -> "", () -> stage, profile -> {});
        Map<String, Supplier<Node>> views = new TreeMap<>();
        views.put("map", () -> new RegionMapView(fleet.model, intent -> {}).node());
        views.put("audit", () -> new AuditView(fleet.model, intent -> {}, (format, orders) -> {}));
        views.put("node", () -> new NodeView(fleet.model, intent -> {}, Optional::empty));
        views.put("allow", () -> BlockPane.allowing(fleet.model, "198.51.100.9", intent -> {}, () -> {}));
        views.put("profiles", () -> new ProfilesPane(profiles));
        views.put("counters", () -> new CountersView(fleet.model, intent -> {}, csv -> {}));
        views.put("throughput", () -> new ThroughputView(fleet.model, intent -> {}, csv -> {}, png -> {}));
        views.put("regions", () -> new RegionList(fleet.model, intent -> {}));
        views.put("notices", this::notices);
        views.put("region", () -> new RegionView(fleet.model, intent -> {}));
        views.put("blocks", () -> new BlocksView(fleet.model, intent -> {}));
        views.put("failover", () -> new FailoverView(fleet.model, intent -> {}));
        views.put("incident", () -> new IncidentView(fleet.model, intent -> {}));
        views.put("replay bar", () -> new ReplayBar(fleet.model, intent -> {}));
        views.put("samples", () -> new SamplesView(fleet.model, intent -> {}));
        views.put("tiles", () -> new ThroughputColumn(fleet.model, intent -> {}));
        views.put("alerts", () -> new AlertsPane(alerts, intent -> {}));
        views.put("preferences", () -> new PreferencesPane(Preferences.STANDARD, next -> {}));
        views.put("shortcuts", () -> new ShortcutSheet(new Actions()));
        views.put("welcome", () -> new WelcomePane(List.of(), List.of(), profile -> {}));
        views.put("block", () -> new BlockPane(fleet.model, "198.51.100.9", intent -> {}, () -> {}));
        views.put("what if", () -> new WhatIfForm(fleet.model, intent -> {}));
        views.put("confirm", () -> new ConfirmPane("It ends at once.", "End it", () -> {}, () -> {}));
        views.put("limit", () -> new LimitPane(fleet.model, "198.51.100.9", new Scope.Fleet(), intent -> {}, () -> {}));
        views.put("drill", () -> new DrillPane(fleet.model, new Scope.Fleet(), intent -> {}, () -> {}));
        views.put(
                "plan",
                () -> new FailoverPane(fleet.model, fleet.model.regions().getFirst(), intent -> {}, () -> {}));
        return views;
    }

    /** With a card in it. */
    private Node notices() {
        BlockNotices notices = new BlockNotices(fleet.model, intent -> {});
        notices.block("198.51.100.200");
        assertThat(notices.getChildren()).hasSize(1);
        return notices;
    }

    /** All of them open at a time, so that the model's updates and a pulse between opening and closing cost one of each. */
    @Test
    void everyViewOpenedAndClosedIsCollected() {
        Fx.run(() -> {
            fleet.run(3);
            Scene scene = new Scene(slot, 900, 600);
            Theme.apply(scene);
            stage.setScene(scene);
            stage.show();
            slot.setOpacity(0); // styled and laid out, never painted: the renderer would take most of the time
            fleet.model.pace().drive(() -> {}); // what views have drawn later waits for the next round
        });
        Map<String, List<WeakReference<Node>>> opened = new TreeMap<>();
        Map<String, Supplier<Node>> views = Fx.call(this::views);
        for (int i = 0; i < TIMES; i++) {
            int round = i;
            views.forEach((name, view) -> Fx.run(() -> {
                Node node = view.get();
                slot.getChildren().add(node);
                opened.computeIfAbsent(name, any -> new ArrayList<>()).add(new WeakReference<>(node));
                node.applyCss();
            }));
            Fx.run(() -> {
                // Some are closed while what they have to draw still waits.
                fleet.run(1);
                settle(round % 2 == 0 ? 1 : Integer.MAX_VALUE);
            });
            pulse();
            Fx.run(() -> slot.getChildren().clear());
        }
        Fx.run(() -> {
            settle(Integer.MAX_VALUE);
            fleet.run(2); // weak listeners go when they are next called
            settle(Integer.MAX_VALUE);
        });
        opened.forEach((name, each) -> {
            assertThat(each).hasSize(TIMES);
            collected(name, each);
        });
    }

    /** Redraws what waits, for so many pulses at most. */
    private void settle(int pulses) {
        for (int i = 0; i < pulses && fleet.model.pace().pulse() > 0; i++) {
            // The next pulse does more.
        }
    }

    /** Waits until JavaFX has laid out what is open: timers run at that, and what waits for a layout. */
    private void pulse() {
        CountDownLatch over = new CountDownLatch(1);
        Runnable listener = over::countDown;
        Fx.run(() -> {
            stage.getScene().addPostLayoutPulseListener(listener);
            Platform.requestNextPulse();
        });
        Until.holds("a pulse came", () -> over.getCount() == 0);
        Fx.run(() -> stage.getScene().removePostLayoutPulseListener(listener));
    }

    /** What was offered for each word typed, in a window that stays. */
    @Test
    void whatThePaletteOfferedIsCollected() {
        List<WeakReference<Node>> offers = new ArrayList<>();
        Scaled frame = Fx.call(() -> {
            fleet.run(3);
            ConsoleWindow window = new ConsoleWindow(fleet.model, act -> {});
            Scaled scaled = new Scaled(window.root(), 1, 900, 600);
            Scene scene = new Scene(scaled, 900, 600);
            Theme.apply(scene);
            window.installShortcuts(scene);
            stage.setScene(scene);
            stage.show();
            return scaled;
        });
        TextField search = (TextField) frame.lookup("#top-search");
        for (int i = 0; i < TIMES; i++) {
            String typed = i % 2 == 0 ? "block" : "203.0.113." + i;
            Fx.run(() -> {
                search.requestFocus();
                search.setText(typed);
                VBox palette = (VBox) frame.lookup("#palette");
                assertThat(palette.isVisible()).isTrue();
                palette.getChildren().forEach(offer -> offers.add(new WeakReference<>(offer)));
                fleet.run(1);
            });
            if (i % 20 == 0) {
                pulse();
            }
            Fx.run(() -> {
                search.clear();
                frame.requestFocus();
            });
        }
        Fx.run(() -> ((VBox) frame.lookup("#palette")).getChildren().clear());
        assertThat(offers).hasSizeGreaterThanOrEqualTo(TIMES);
        collected("offers", offers);
        Fx.run(frame::release);
    }

    /** Its windows are real ones, so fewer of them; each reads its recording on threads of its own. */
    @Test
    void everyReplayOpenedAndClosedIsCollected() {
        Path recording = RecordedAttack.in(folder);
        IncidentDesk desk = new IncidentDesk(() -> stage, source -> {}, moment -> {});
        List<WeakReference<Object>> replays = new ArrayList<>();
        for (int i = 0; i < WINDOWS; i++) {
            Fx.run(() -> {
                ReplayWindow replay = ReplayWindow.open(IncidentSource.of(recording), Preferences.STANDARD, desk);
                replay.root().applyCss();
                replays.add(new WeakReference<>(replay));
                replays.add(new WeakReference<>(replay.root()));
                replay.close();
            });
        }
        collected("replays", replays);
    }

    /** Its windows are real ones, so fewer of them. */
    @Test
    void everyWallboardOpenedAndClosedIsCollected() {
        Fx.run(() -> fleet.run(3));
        List<WeakReference<Parent>> boards = new ArrayList<>();
        for (int i = 0; i < WINDOWS; i++) {
            Wallboard board =
                    Fx.call(() -> Wallboard.open(fleet.model, "production", Preferences.STANDARD, Optional.empty()));
            Fx.run(() -> {
                fleet.run(1);
                boards.add(new WeakReference<>(board.root()));
                board.close();
            });
        }
        Fx.run(() -> fleet.run(2));
        collected("wallboards", boards);
    }

    @Test
    void aWindowMadeAnewLeavesTheOldOneToTheCollector() {
        AlertLog alerts = Fx.call(() -> new AlertLog(fleet.model, "tester", alert -> {}));
        List<WeakReference<Parent>> windows = new ArrayList<>();
        for (int i = 0; i < WINDOWS; i++) {
            Scaled frame = Fx.call(() -> {
                ConsoleWindow window =
                        new ConsoleWindow(fleet.model, alerts, act -> {}, wish -> {}, wish -> {}, List.of());
                Scaled scaled = new Scaled(window.root(), 1, 900, 600);
                Scene scene = new Scene(scaled, 900, 600);
                Theme.apply(scene, Look.DARK, 100);
                window.installShortcuts(scene);
                stage.setScene(scene);
                stage.show();
                for (String place : List.of(
                        "nav-throughput",
                        "nav-counters",
                        "nav-blocks",
                        "nav-failover",
                        "nav-samples",
                        "nav-audit",
                        "nav-incident",
                        "nav-node",
                        "nav-map")) {
                    window.shell().choose(place);
                }
                fleet.run(1);
                windows.add(new WeakReference<>(window.root()));
                return scaled;
            });
            Fx.run(frame::release);
        }
        Fx.run(() -> {
            stage.setScene(new Scene(new StackPane(), 100, 100));
            fleet.run(2);
        });
        collected("windows", windows);
    }

    private void collected(String name, List<? extends WeakReference<?>> references) {
        Until.holds(name + " is collected", () -> {
            if (references.stream().anyMatch(reference -> reference.get() != null)) {
                System.gc(); // of all, so what comes next is mostly gone by then
                Fx.run(fleet::drain);
            }
            return references.stream().allMatch(reference -> reference.get() == null);
        });
    }
}
