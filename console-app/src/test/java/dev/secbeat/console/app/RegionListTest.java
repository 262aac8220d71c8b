// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.secbeat.console.model.Intent;
import dev.secbeat.console.settings.Look;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import javafx.event.EventType;
import javafx.scene.Node;
import javafx.scene.control.Labeled;
import javafx.scene.control.TreeCell;
import javafx.scene.control.TreeView;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyEvent;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The regions and their nodes at the left of the map: all are there, each can be reached, and the map goes along. */
class RegionListTest {
    private static final int REGIONS = 50;
    private static final int NODES = 20;

    private Desk desk = Desk.open(1000, 700);

    @AfterEach
    void close() {
        desk.close();
    }

    @Test
    void eachRegionSaysHowItIsAndOpensItsNodes() throws IOException {
        desk.run(5);
        Fx.until("all three", () -> ids().equals(List.of("regions-us-east", "regions-eu-west", "regions-apac")));
        assertThat(desk.text("#regions-nodes-apac")).isEqualTo("2/2");
        assertThat(desk.text("#regions-passed-us-east")).isEqualTo("50.0k");
        assertThat(told("#regions-apac"))
                .matches("APAC: mitigating, 2/2 nodes report, 20,\\d{3} packets per second passed, 4\\d % dropped");

        choose(2);
        press(KeyCode.RIGHT);
        Fx.until("its nodes", () -> ids().size() == 5);
        assertThat(Fx.call(this::ids).subList(3, 5)).allMatch(id -> id.startsWith("regions-apac-"));
        assertThat(told("#" + Fx.call(this::ids).get(3))).startsWith("Node ").contains(": mitigating, ");
        desk.picture("region-list-small");
        press(KeyCode.LEFT);
        Fx.until("shut again", () -> ids().size() == 3);
    }

    @Test
    void whatIsChosenIsChosenOnTheMapAndTheOtherWayRound() {
        desk.run(5);
        Fx.until("all three", () -> ids().size() == 3);
        choose(0);
        Fx.until("the map goes along", () -> chosenOnMap().equals(Set.of("map-region-us-east")));
        press(KeyCode.DOWN);
        Fx.until("and again", () -> chosenOnMap().equals(Set.of("map-region-eu-west")));

        Fx.run(() -> desk.window.carryOut(new Intent.ShowRegion("apac")));
        assertThat(Fx.call(() -> list().getSelectionModel().getSelectedIndex())).isEqualTo(2);

        press(KeyCode.ENTER);
        Fx.until("it is looked at closely", () -> desk.node("#region-nodes") != null);
    }

    @Test
    void whatIsOldIsToldAsOld() {
        desk.run(5);
        Fx.run(() -> desk.fleet.silence(20));
        Fx.until(
                "stale",
                () -> desk.node("#regions-us-east") instanceof TreeCell<?> cell
                        && cell.getPseudoClassStates().stream()
                                .anyMatch(state -> state.getPseudoClassName().equals("old")));
        assertThat(told("#regions-us-east")).contains("telemetry stale").contains("heard 2");
    }

    @Test
    void aThousandNodesAreThereAndOnlyThoseInSightAreDrawn() throws IOException {
        desk.close();
        desk = Desk.over(Fx.call(() -> SampleFleet.manyRegions(REGIONS, NODES)), Look.DARK, 1920, 1080);
        desk.run(3);
        Fx.until("all regions", () -> list().getExpandedItemCount() == REGIONS);
        desk.picture("region-list-crowded");
        Fx.run(() -> list().getRoot().getChildren().forEach(region -> region.setExpanded(true)));
        Fx.until("all nodes", () -> list().getExpandedItemCount() == REGIONS * (NODES + 1));
        assertThat(drawn()).isBetween(10, 60);

        for (int at = 0; at < REGIONS * (NODES + 1); at += 50) {
            int line = at;
            Fx.run(() -> {
                list().scrollTo(line);
                desk.window.root().layout();
            });
        }
        desk.run(2);
        desk.picture("region-list-nodes");
        assertThat(drawn()).as("lines are used again").isLessThan(120);
    }

    /** Lines that exist, seen or not. */
    private int drawn() {
        return Fx.call(() -> list().lookupAll(".fleet-row").size());
    }

    @SuppressWarnings("unchecked")
    private TreeView<Object> list() {
        return (TreeView<Object>) desk.node("#region-list");
    }

    private List<String> ids() {
        return list().lookupAll(".tree-cell").stream()
                .filter(cell -> cell.isVisible() && cell.getId() != null)
                .sorted(java.util.Comparator.comparingDouble(Node::getLayoutY))
                .map(Node::getId)
                .toList();
    }

    private Set<String> chosenOnMap() {
        return desk.window.root().lookupAll(".region-marker").stream()
                .filter(marker -> marker.getPseudoClassStates().stream()
                        .anyMatch(state -> state.getPseudoClassName().equals("selected")))
                .map(Node::getId)
                .collect(Collectors.toSet());
    }

    private void choose(int line) {
        Fx.run(() -> {
            list().requestFocus();
            list().getSelectionModel().select(line);
        });
    }

    private void press(KeyCode key) {
        Fx.run(() -> {
            TreeView<Object> list = list();
            for (EventType<KeyEvent> type : List.of(KeyEvent.KEY_PRESSED, KeyEvent.KEY_RELEASED)) {
                list.fireEvent(new KeyEvent(type, "", "", key, false, false, false, false));
            }
        });
    }

    private String told(String selector) {
        return Fx.call(() -> {
            Node node = desk.node(selector);
            return node instanceof Labeled ? node.getAccessibleText() : "";
        });
    }
}
