// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.secbeat.console.model.Alert;
import dev.secbeat.console.model.Intent;
import dev.secbeat.console.model.PlanState;
import dev.secbeat.console.model.RegionHealth;
import dev.secbeat.console.model.RegionModel;
import dev.secbeat.console.model.RegionStanding;
import dev.secbeat.console.model.Update;
import dev.secbeat.console.view.shell.Theme;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import javafx.geometry.Bounds;
import javafx.scene.Node;
import javafx.scene.Scene;
import javafx.scene.control.Labeled;
import javafx.scene.control.TableColumn;
import javafx.scene.control.TableView;
import javafx.scene.image.ImageView;
import javafx.scene.image.WritableImage;
import javafx.stage.Stage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The map of fifty regions with twenty nodes each stays readable, and is not built anew with each heartbeat. */
class CrowdedMapTest {
    private static final int REGIONS = 50;
    private static final int NODES = 20;

    private final SampleFleet fleet = Fx.call(() -> SampleFleet.manyRegions(REGIONS, NODES));
    private final List<Intent.OfFleet> acts = new ArrayList<>();
    private final ConsoleWindow window = Fx.call(() -> new ConsoleWindow(fleet.model, acts::add));
    private final Stage stage = Fx.call(Stage::new);

    @AfterEach
    void close() {
        Fx.run(stage::close);
    }

    private void show(int width, int height) {
        Fx.run(() -> {
            Scene scene = OffScreen.scene(window.root(), width, height);
            Theme.apply(scene);
            stage.setScene(scene);
            stage.show();
            fleet.run(3);
        });
        Fx.until(
                "laid out",
                () -> window.root().getLayoutBounds().getWidth() == width
                        && markers().size() == REGIONS);
    }

    @Test
    void labelsCollideNeitherWithEachOtherNorWithMarkers() throws IOException {
        show(1600, 1000);
        picture("crowded");
        List<Node> labels = Fx.call(() -> visible(".marker-label"));
        assertThat(labels.size()).as("most regions are named").isGreaterThan(REGIONS / 3);
        assertNoneCollide();
        assertThat(Fx.call(() -> visible(".link-line").size())).isLessThanOrEqualTo(12);
        List<Node> pills = Fx.call(() -> visible(".link-pill"));
        Fx.run(() -> labels.forEach(label -> pills.forEach(
                pill -> assertThat(inside(label).intersects(inside(pill))).isFalse())));
    }

    @Test
    void everyRegionInTroubleIsNamed() throws IOException {
        show(1600, 1000);
        assertThat(Fx.call(this::unnamed)).isEmpty();
        assertNoneCollide();
    }

    @Test
    void whenAllAreInTroubleAllAreNamed() throws IOException {
        show(1600, 1000);
        Fx.run(() -> {
            fleet.connected(false);
            fleet.silence(60);
        });
        Fx.until("drawn so", () -> troubled().size() == REGIONS && unnamed().isEmpty());
        picture("crowded-disconnected");
        assertNoneCollide();
    }

    @Test
    void regionsOfOneNameAreToldApart() {
        show(1600, 1000);
        List<String> names = Fx.call(() -> window.root().lookupAll(".region-marker").stream()
                .map(marker -> marker.getAccessibleText().split(",", -1)[0])
                .toList());
        assertThat(names).hasSize(REGIONS).doesNotHaveDuplicates().contains("Asia East 1 (ap-east-1)");
    }

    private void assertNoneCollide() {
        List<Node> labels = Fx.call(() -> visible(".marker-label"));
        Fx.run(() -> {
            for (int i = 0; i < labels.size(); i++) {
                for (int j = i + 1; j < labels.size(); j++) {
                    assertThat(inside(labels.get(i)).intersects(inside(labels.get(j))))
                            .as(
                                    "%s and %s",
                                    labels.get(i).getId(), labels.get(j).getId())
                            .isFalse();
                }
            }
        });
    }

    /** Ids of regions that are not healthy. */
    private List<String> troubled() {
        return fleet.model.regions().stream()
                .filter(region -> region.state().get().health() != RegionHealth.HEALTHY)
                .map(RegionModel::id)
                .toList();
    }

    private List<String> unnamed() {
        return troubled().stream()
                .filter(id -> !window.root().lookup("#map-label-" + id).isVisible())
                .toList();
    }

    @Test
    void heartbeatsOfAThousandNodesReuseWhatIsDrawn() {
        show(1600, 1000);
        Set<Node> before = Fx.call(this::markers);
        Fx.run(() -> fleet.run(5));
        Fx.until("drawn again", () -> true);
        assertThat(Fx.call(this::markers)).isEqualTo(before);
        Fx.run(() -> window.carryOut(new Intent.ShowNodes("us-east")));
        Fx.until("twenty nodes fan out", () -> visible(".node-symbol").size() == NODES);
        Set<Node> symbols = Fx.call(() -> Set.copyOf(visible(".node-symbol")));
        Fx.run(() -> fleet.run(2));
        Fx.until("the same symbols", () -> symbols.equals(Set.copyOf(visible(".node-symbol"))));
    }

    @Test
    void theTableKeepsStateAndActionInSightAndFoldsTheRegions() {
        show(1600, 1000);
        Fx.run(() -> {
            TableView<?> table = (TableView<?>) window.root().lookup("#counters-table");
            List<String> shown = table.getVisibleLeafColumns().stream()
                    .map(TableColumn::getId)
                    .toList();
            assertThat(shown)
                    .contains("counters-regions", "counters-state", "counters-left", "counters-action")
                    .noneMatch(id -> id.startsWith("counters-region-"));
            double wide = table.getVisibleLeafColumns().stream()
                    .mapToDouble(TableColumn::getWidth)
                    .sum();
            assertThat(wide).as("nothing is scrolled out of sight").isLessThanOrEqualTo(table.getWidth());
        });
        assertThat(Fx.call(() -> window.root().lookupAll(".table-cell").stream()
                        .map(cell -> ((Labeled) cell).getText())
                        .filter(text -> text != null && text.matches(".* · .* \\+4[78]"))
                        .count()))
                .isPositive();
    }

    @Test
    void aReasonThatManyNodesGiveIsToldOnce() {
        show(1600, 1000);
        assertThat(Fx.call(() -> fleet.model.alerts().stream()
                        .filter(alert -> alert.key().endsWith(".degraded"))
                        .map(Alert::text)
                        .distinct()
                        .toList()))
                .containsExactly("node-1, node-10, node-11 and 17 more: it does not say why; see its log.");
    }

    @Test
    void aPlanIsAnArrowFromRegionToRegionForAWhile() throws IOException {
        show(1600, 1000);
        Fx.run(() -> {
            fleet.offer(new Update.Planned(new PlanState(
                    UUID.randomUUID(),
                    "orch-eu-1",
                    "us-east",
                    "eu-west",
                    List.of(),
                    0.34,
                    0.8,
                    List.of(),
                    "",
                    Optional.empty())));
            fleet.run(1);
        });
        Fx.until("an arrow", () -> window.root().lookup("#map-failover-planned") != null);
        assertThat(Fx.call(() -> ((Labeled) window.root().lookup("#map-failover-planned-text")).getText()))
                .isEqualTo("failover planned · 34 % of clients");
        picture("crowded-failover");
        Fx.run(() -> fleet.run(91));
        Fx.until("no arrow any more", () -> window.root().lookup("#map-failover-planned") == null);
    }

    @Test
    void whatTheOrchestratorTellsIsDrawnWhoeverOrderedIt() throws IOException {
        show(1600, 1000);
        Fx.run(() -> {
            fleet.offer(new Update.Steered(
                    List.of(
                            new RegionStanding("us-east", "DRAINING", 0, List.of(), "eu-west"),
                            new RegionStanding("af-south-1", "OUT", 0, List.of(), "eu-west")),
                    List.of(),
                    "",
                    fleet.nowNanos()));
            fleet.run(1);
        });
        Fx.until("an arrow", () -> window.root().lookup("#map-failover-us-east") != null);
        picture("crowded-steered");
        Fx.run(() -> {
            assertThat(window.root().lookup("#map-failover-af-south-1")).isNull();
            assertThat(window.root().lookup("#map-out-af-south-1").isVisible()).isTrue();
            assertThat(window.root().lookup("#map-out-us-east").isVisible()).isFalse();
            assertThat(window.root().lookup("#map-region-af-south-1").getAccessibleText())
                    .contains("out · healthy");
            assertThat(window.root().lookup("#map-label-af-south-1").isVisible())
                    .isTrue();
        });
    }

    @Test
    void aFanOfTwentyNodesIsDrawnApart() throws IOException {
        show(1600, 1000);
        Fx.run(() -> window.carryOut(new Intent.ShowNodes("us-east")));
        Fx.until("twenty nodes fan out", () -> visible(".node-symbol").size() == NODES);
        picture("crowded-nodes");
        List<Node> symbols = Fx.call(() -> visible(".node-symbol"));
        Fx.run(() -> {
            for (int i = 0; i < symbols.size(); i++) {
                for (int j = i + 1; j < symbols.size(); j++) {
                    assertThat(inside(symbols.get(i)).intersects(inside(symbols.get(j))))
                            .isFalse();
                }
            }
        });
    }

    private Set<Node> markers() {
        return window.root().lookupAll(".region-marker").stream().collect(Collectors.toSet());
    }

    private List<Node> visible(String selector) {
        return window.root().lookupAll(selector).stream()
                .filter(node -> node.isVisible() && node.getParent().isVisible())
                .toList();
    }

    private static Bounds inside(Node node) {
        return node.localToScene(node.getLayoutBounds());
    }

    private void picture(String name) throws IOException {
        Fx.until("tiles painted", () -> {
            var tiles = window.root().lookupAll("TileImageView");
            return !tiles.isEmpty() && tiles.stream().allMatch(tile -> ((ImageView) tile).getImage() != null);
        });
        WritableImage image = Fx.call(() -> Snapshots.draw(window.root()));
        Path folder = Files.createDirectories(Path.of("target", "snapshots"));
        PngFile.write(image, folder.resolve("window-" + name + ".png"));
    }
}
