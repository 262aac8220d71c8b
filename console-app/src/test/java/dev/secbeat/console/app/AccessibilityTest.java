// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.secbeat.console.model.Intent;
import dev.secbeat.console.settings.Preferences;
import dev.secbeat.console.view.settings.PreferencesPane;
import dev.secbeat.console.view.shell.ConsoleAction;
import dev.secbeat.console.view.shell.NavEntry;
import dev.secbeat.console.view.shell.ShortcutSheet;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import javafx.scene.Node;
import javafx.scene.TraversalDirection;
import javafx.scene.control.Button;
import javafx.scene.control.MenuBar;
import javafx.scene.control.MenuItem;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Whoever sees nothing, or uses no pointer, reaches and is told everything. */
class AccessibilityTest {
    private final Desk desk = Desk.open(1600, 1000).run(5);

    @AfterEach
    void close() {
        desk.close();
    }

    private List<String> places() {
        return Fx.call(() -> desk.window.places().stream().map(NavEntry::id).toList());
    }

    private void spoken(String where) {
        Fx.run(() -> {
            desk.window.root().applyCss();
            desk.window.root().layout();
            assertThat(Spoken.silent(desk.window.root())).as(where).isEmpty();
        });
    }

    @Test
    void everyControlOfEveryPlaceHasANameAndAnId() {
        Fx.run(() -> {
            desk.fleet.sample();
            desk.fleet.run(1);
        });
        for (String place : places()) {
            Fx.run(((Button) desk.node("#" + place))::fire);
            spoken(place);
        }
    }

    @Test
    void everyControlOfEverySheetHasANameAndAnId() {
        Fx.run(() -> desk.window.carryOut(new Intent.OpenBlockDialog("198.51.100.9")));
        spoken("block");
        Fx.run(() -> desk.window.carryOut(new Intent.OpenFailoverDialog("apac")));
        spoken("failover");
        for (String action : List.of("alerts", ShortcutSheet.ACTION)) {
            Fx.run(() -> {
                desk.window.shell().closeSheet(); // under one nothing else is begun
                assertThat(desk.window.actions().run(action)).isTrue();
            });
            spoken(action);
        }
        Fx.run(() ->
                desk.window.shell().openSheet("Preferences", new PreferencesPane(Preferences.STANDARD, next -> {})));
        spoken("preferences");
        Fx.run(() -> desk.window.carryOut(
                new Intent.AskFirst("End 2 blocks?", "They may send again.", "Unblock 2", new Intent.ReadAudit())));
        spoken("confirm");
    }

    @Test
    void theTabKeyGoesThroughTheWindowInItsOrderAndComesAround() {
        Fx.run(() -> desk.node("#menu-bar").requestFocus());
        Set<String> met = new LinkedHashSet<>();
        Fx.run(() -> {
            for (int i = 0; i < 200; i++) {
                Node at = desk.stage.getScene().getFocusOwner();
                if (at.getId() != null
                        && !met.add(at.getId())
                        && i > 5
                        && at.getId().equals("top-profile")) {
                    break;
                }
                at.requestFocusTraversal(TraversalDirection.NEXT);
            }
        });
        assertThat(met).containsSubsequence("top-profile", "top-alerts", "nav-map", "counters-filter", "tile-us-east");
        assertThat(met).containsSubsequence("top-search", "top-profile");
        assertThat(met).contains("map-region-apac", "map-fit", "counters-table", "tile-apac");
    }

    @Test
    void aSheetKeepsTheCursorUntilItIsClosed() {
        Fx.run(() -> desk.node("#nav-blocks").requestFocus());
        Fx.run(() -> desk.window.carryOut(new Intent.OpenBlockDialog("198.51.100.9")));
        Fx.run(() -> {
            for (int i = 0; i < 40; i++) {
                Node at = desk.stage.getScene().getFocusOwner();
                assertThat(isInside(at, desk.node("#sheet")))
                        .as(String.valueOf(at))
                        .isTrue();
                at.requestFocusTraversal(TraversalDirection.NEXT);
            }
        });
        Fx.run(((Button) desk.node("#sheet-close"))::fire);
        assertThat(Fx.call(() -> desk.stage.getScene().getFocusOwner().getId())).isEqualTo("nav-blocks");
    }

    @Test
    void everyActionIsInAMenuAndEveryPlaceHasAKey() {
        Fx.run(() -> {
            List<String> keys = new ArrayList<>();
            desk.window.actions().all().forEach(action -> {
                assertThat(action.text()).as(action.id()).isNotBlank();
                keys.add(action.shortcut());
            });
            List<String> inMenus = ((MenuBar) desk.node("#menu-bar"))
                    .getMenus().stream()
                            .flatMap(menu -> menu.getItems().stream())
                            .map(MenuItem::getText)
                            .toList();
            assertThat(inMenus)
                    .hasSizeGreaterThan(15)
                    .containsExactlyInAnyOrderElementsOf(desk.window.actions().all().stream()
                            .map(ConsoleAction::text)
                            .toList());
            assertThat(desk.window.places()).allMatch(place -> keys.contains(place.shortcut()));
        });
    }

    private static boolean isInside(Node node, Node parent) {
        for (Node at = node; at != null; at = at.getParent()) {
            if (at.equals(parent)) {
                return true;
            }
        }
        return false;
    }
}
