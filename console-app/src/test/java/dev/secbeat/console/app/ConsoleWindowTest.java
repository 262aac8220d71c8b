// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.secbeat.console.model.Intent;
import dev.secbeat.console.model.SampleRow;
import dev.secbeat.console.view.shell.Theme;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javafx.geometry.Bounds;
import javafx.scene.Node;
import javafx.scene.Scene;
import javafx.scene.control.Button;
import javafx.scene.control.Hyperlink;
import javafx.scene.control.Labeled;
import javafx.scene.control.TableView;
import javafx.scene.control.TextField;
import javafx.scene.image.ImageView;
import javafx.scene.image.WritableImage;
import javafx.stage.Stage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The whole window over a fleet whose heartbeats the test writes; pictures go to target/snapshots. */
class ConsoleWindowTest {
    private final SampleFleet fleet = Fx.call(SampleFleet::threeRegions);
    private final List<Intent.OfFleet> acts = new ArrayList<>();
    private final ConsoleWindow window = Fx.call(() -> new ConsoleWindow(fleet.model, acts::add));
    private final Stage stage = Fx.call(Stage::new);
    private double width;
    private double height;

    @Test
    void firstScreenShowsTheFleet() throws IOException {
        show(1600, 1000);
        Fx.run(() -> fleet.run(61));
        picture("first-screen");

        assertThat(text("#top-alerts")).isEqualTo("1 alert");
        assertThat(text("#banner-title")).startsWith("APAC under attack since");
        assertThat(text("#status-nodes-value")).isEqualTo("6/6 nodes enforcing");
        assertThat(text("#status-counters-note")).contains("231 ms");
        assertThat(text("#status-failover-note")).contains("orch-eu-1");
        assertThat(text("#map-lag-eu-west-us-east")).isEqualTo("92 ms");
        assertThat(Fx.call(() -> node("#map-region-apac").lookup(".symbol.mitigating")))
                .isNotNull();
        assertThat(Fx.call(() -> node("#map-region-us-east").lookup(".symbol.healthy")))
                .isNotNull();
    }

    @Test
    void silenceIsShownAsSilence() throws IOException {
        show(1600, 1000);
        Fx.run(() -> fleet.run(61));
        Fx.run(() -> fleet.silence(25));
        picture("stale");

        assertThat(Fx.call(() -> node("#map-region-apac").lookup(".symbol.stale")))
                .isNotNull();
        assertThat(text("#banner-title")).contains("telemetry stale");
    }

    @Test
    void aLostConnectionLooksUnlikeARegionThatIsDown() throws IOException {
        show(1600, 1000);
        Fx.run(() -> fleet.run(61));
        Fx.run(() -> {
            fleet.connected(false);
            fleet.silence(120);
        });
        picture("disconnected");

        assertThat(text("#banner-title")).startsWith("Console lost");
        assertThat(text("#status-nodes-value")).isEqualTo("unknown");
        assertThat(Fx.call(() -> node("#map-region-apac").lookup(".symbol.disconnected")))
                .isNotNull();
    }

    @Test
    void holdsAtTheSmallestAndTheLargestSize() throws IOException {
        show(1000, 700);
        Fx.run(() -> fleet.run(61));
        picture("smallest");
        inside("#top-clock");
        inside("#throughput-column");
        inside("#status-command");
        inside("#map-fit");
        show(1920, 1080);
        picture("largest");
        inside("#top-clock");
        inside("#map-fit");
    }

    @Test
    void theRailLeadsToWhatItNames() throws IOException {
        show(1600, 1000);
        Fx.run(() -> fleet.run(5));
        for (String page : List.of("throughput", "counters", "blocks", "failover", "samples")) {
            Fx.run(((Button) node("#nav-" + page))::fire);
            picture("page-" + page);
            assertThat(Fx.call(() -> window.root().lookup("#" + page + "-view")))
                    .as(page)
                    .isNotNull();
            assertThat(Fx.call(() -> window.root().lookup("#map-view"))).isNull();
        }
        Fx.run(((Button) node("#nav-map"))::fire);
        assertThat(Fx.call(() -> window.root().lookup("#map-view"))).isNotNull();
    }

    @Test
    void aSampleLeadsToTheDialogThatBlocksItsSource() throws IOException {
        show(1600, 1000);
        Fx.run(() -> fleet.run(5));
        Fx.run(((Button) node("#nav-samples"))::fire);
        assertThat(acts).endsWith(new Intent.WatchSamples(true));
        Fx.run(() -> {
            fleet.sample();
            fleet.run(1);
        });
        Fx.run(() -> selectFirst("blocked_exact"));
        picture("samples");
        Fx.run(((Button) node("#samples-block"))::fire);
        assertThat(Fx.call(() -> ((TextField) node("#block-prefix")).getText())).isEqualTo("203.0.113.42");
        picture("samples-block");
        Fx.run(((Button) node("#sheet-close"))::fire);
        show(1000, 700);
        picture("samples-smallest");
        Fx.run(((Button) node("#nav-map"))::fire);
        assertThat(acts).endsWith(new Intent.WatchSamples(false));
    }

    private void selectFirst(String reason) {
        TableView<?> table = (TableView<?>) node("#samples-table");
        int at = 0;
        while (!((SampleRow) table.getItems().get(at)).packet().reason().equals(reason)) {
            at++;
        }
        table.getSelectionModel().select(at);
    }

    @Test
    void nodesFanOutAroundTheirRegionAndDialogsOpenOverTheWindow() throws IOException {
        show(1600, 1000);
        Fx.run(() -> fleet.run(10));
        Fx.run(() -> window.carryOut(new Intent.ShowNodes("apac")));
        picture("nodes");
        assertThat(Fx.call(() -> node("#map-node-fan").isVisible())).isTrue();
        assertThat(Fx.call(() -> window.root().lookup("#map-node-apac-node-2"))).isNotNull();

        Fx.run(() -> window.carryOut(new Intent.OpenBlockDialog("198.51.100.9")));
        picture("sheet-block");
        assertThat(Fx.call(() -> node("#sheet").isVisible())).isTrue();
        Fx.run(((Button) node("#sheet-close"))::fire);
        assertThat(Fx.call(() -> node("#sheet").isVisible())).isFalse();
    }

    @Test
    void aRegionOpensFromItsTileAndLeadsToItsThroughput() throws IOException {
        show(1600, 1000);
        Fx.run(() -> fleet.run(61));
        Fx.run(() -> window.carryOut(new Intent.OpenRegion("apac", "node-2")));
        picture("region");
        assertThat(text("#region-name")).isEqualTo("APAC");
        assertThat(text("#region-node-title")).isEqualTo("node-2");
        show(1000, 700);
        picture("region-smallest");
        Fx.run(((Hyperlink) node("#region-throughput"))::fire);
        assertThat(acts)
                .anyMatch(act -> act instanceof Intent.AskRates ask
                        && ask.question().region().filter("apac"::equals).isPresent());
        picture("throughput-smallest");
    }

    @Test
    void searchFiltersTheTable() {
        show(1600, 1000);
        Fx.run(() -> fleet.run(5));
        Fx.run(() -> {
            TextField search = (TextField) node("#top-search");
            search.setText("203.0.113.42");
            search.fireEvent(new javafx.event.ActionEvent());
        });
        assertThat(Fx.call(() -> ((TextField) node("#counters-filter")).getText()))
                .isEqualTo("203.0.113.42");
    }

    private void show(int width, int height) {
        Fx.run(() -> {
            if (stage.isShowing()) {
                OffScreen.resize(window.root(), width, height);
                return;
            }
            Scene scene = OffScreen.scene(window.root(), width, height);
            Theme.apply(scene);
            window.installShortcuts(scene);
            stage.setScene(scene);
            stage.show();
        });
        this.width = width;
        this.height = height;
        Fx.until("laid out", () -> window.root().getLayoutBounds().getWidth() == width);
    }

    @AfterEach
    void close() {
        Fx.run(stage::close);
    }

    /** Waits until the map's tiles are painted, then writes the window. */
    private void picture(String name) throws IOException {
        Fx.until("tiles painted", this::tilesPainted);
        WritableImage image = Fx.call(() -> Snapshots.draw(window.root()));
        Path folder = Files.createDirectories(Path.of("target", "snapshots"));
        PngFile.write(image, folder.resolve("window-" + name + ".png"));
    }

    private boolean tilesPainted() {
        Node map = window.root().lookup("#map-view");
        if (map == null) {
            return true;
        }
        var tiles = map.lookupAll("TileImageView");
        return !tiles.isEmpty() && tiles.stream().allMatch(tile -> ((ImageView) tile).getImage() != null);
    }

    private void inside(String selector) {
        Fx.run(() -> {
            Bounds bounds = node(selector).localToScene(node(selector).getLayoutBounds());
            assertThat(bounds.getMaxX()).as(selector).isLessThanOrEqualTo(width + 0.5);
            assertThat(bounds.getMaxY()).as(selector).isLessThanOrEqualTo(height + 0.5);
        });
    }

    private String text(String selector) {
        return Fx.call(() -> node(selector) instanceof Labeled labeled ? labeled.getText() : "");
    }

    private Node node(String selector) {
        Node node = window.root().lookup(selector);
        assertThat(node).as(selector).isNotNull();
        return node;
    }
}
