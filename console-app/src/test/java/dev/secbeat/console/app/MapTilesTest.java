// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.secbeat.console.i18n.Messages;
import dev.secbeat.console.settings.Look;
import dev.secbeat.console.settings.Preferences;
import dev.secbeat.console.settings.TileServer;
import dev.secbeat.console.testing.TileHost;
import dev.secbeat.console.view.map.OutlineTiles;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import javafx.scene.image.Image;
import javafx.scene.image.WritableImage;
import javafx.scene.paint.Color;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The map asks nobody unless a person says whom; whatever a server of maps does, there is a map. */
class MapTilesTest {
    @TempDir
    Path folder;

    @AfterEach
    void paintAgain() {
        Wording.use(Preferences.STANDARD);
        Desk.speakEnglish();
    }

    @Test
    void nobodyIsAskedUnlessAPersonSaysSo() throws Exception {
        try (TileHost host = new TileHost(TileHost.sending(200, red(256)))) {
            use(new TileServer(false, host.address(), "© somebody"));
            assertThat(isOutline(tile())).isTrue();
            assertThat(host.asked()).isEmpty();
        }
    }

    @Test
    void tilesOfAServerAreShownWithWhoseTheyAre() throws Exception {
        double painted = tile().getWidth();
        try (TileHost host = new TileHost(TileHost.sending(200, red(256)))) {
            use(new TileServer(true, host.address(), "© somebody"));
            Image tile = tile();
            assertThat(tile.getPixelReader().getColor(10, 10)).isEqualTo(Color.RED);
            assertThat(tile.getWidth()).as("as large as a painted one").isEqualTo(painted);
            assertThat(host.asked()).containsExactly("/1/0/0.png");
            try (Desk desk = Desk.open(Look.DARK, 1, 1600, 1000).run(3)) {
                assertThat(desk.text("#map-attribution")).isEqualTo("© somebody");
                desk.picture("map-online");
            }
            assertThat(host.asked()).allMatch(path -> path.matches("/\\d+/\\d+/\\d+.png"));
        }
        use(TileServer.NONE);
        try (Desk desk = Desk.open(1600, 1000).run(3)) {
            assertThat(desk.node("#map-attribution")).isNull();
        }
    }

    @Test
    void whateverAServerDoesThereIsAMap() throws Exception {
        byte[] damaged = red(256);
        damaged[60] ^= 0x55;
        Map<String, TileHost.Habit> habits = Map.of(
                "a page", TileHost.sending(200, "<html>no map</html>".getBytes(StandardCharsets.UTF_8)),
                "nothing", TileHost.sending(200, new byte[0]),
                "no such tile", TileHost.sending(404, red(256)),
                "trouble", TileHost.sending(500, new byte[] {1}),
                "a flood", TileHost.sending(200, new byte[3 << 20]),
                "a bomb", TileHost.sending(200, bomb()),
                "a damaged picture", TileHost.sending(200, damaged),
                "hanging up", asked -> asked.close());
        for (Map.Entry<String, TileHost.Habit> habit : habits.entrySet()) {
            try (TileHost host = new TileHost(habit.getValue())) {
                use(new TileServer(true, host.address(), "© " + habit.getKey()));
                assertThat(isOutline(tile())).as(habit.getKey()).isTrue();
                // who hangs up is asked once more by the HTTP client itself
                assertThat(host.asked()).as(habit.getKey()).hasSizeBetween(1, 2);
            }
        }
        use(new TileServer(true, "http://127.0.0.1:1/{z}/{x}/{y}", "© nobody listens"));
        assertThat(isOutline(tile())).isTrue();
    }

    @Test
    void aServerIsTakenOnlyWithAnAddressAndWhoseMapItIs() {
        assertThat(new TileServer(true, "https://a.example/{z}/{x}/{y}.png", "© a").problem())
                .isEmpty();
        for (String address : new String[] {
            "",
            "https://a.example/1/2/3.png",
            "ftp://a/{z}/{x}/{y}",
            "file:///{z}/{x}/{y}",
            "https://{z}/{x}/{y} b",
            "{z}{x}{y}"
        }) {
            assertThat(new TileServer(true, address, "© a").problem())
                    .as(address)
                    .contains("{z}", "{x}");
        }
        assertThat(new TileServer(true, "https://a.example/{z}/{x}/{y}", " ").problem())
                .contains("1 to 200");
        Messages.speak(Locale.GERMAN);
        assertThat(new TileServer(true, "", "© a").problem()).contains("{z}");
    }

    @Test
    void oneThatCannotBeUsedIsNotTakenFromAFile() throws IOException {
        Files.writeString(
                folder.resolve("preferences.json"),
                "{\"version\":1,\"tiles\":{\"used\":true,\"address\":\"gopher://x\",\"attribution\":\"x\"}}");
        var loaded = Preferences.in(folder).load();
        assertThat(loaded.value().tiles()).isEqualTo(TileServer.NONE);
        assertThat(loaded.troubles()).anyMatch(text -> text.contains("{z}"));
    }

    private static void use(TileServer server) {
        Preferences standard = Preferences.STANDARD;
        Wording.use(new Preferences(
                standard.language(), standard.look(), 100, false, false, standard.zone(), standard.rules(), server));
    }

    /** America's quarter of the world. */
    private static Image tile() throws Exception {
        return new OutlineTiles().loadTile(1, 0, 0).get(60, TimeUnit.SECONDS);
    }

    /** Land and sea, both without colour of their own. */
    private static boolean isOutline(Image tile) {
        boolean land = false;
        boolean sea = false;
        int side = (int) tile.getWidth();
        for (int at = 0; at < side; at++) {
            double opacity = tile.getPixelReader().getColor(at, side * 3 / 5).getOpacity();
            land |= opacity > 0.9;
            sea |= opacity == 0;
        }
        return land && sea;
    }

    private byte[] red(int side) throws IOException {
        WritableImage image = new WritableImage(side, side);
        for (int x = 0; x < side; x++) {
            for (int y = 0; y < side; y++) {
                image.getPixelWriter().setColor(x, y, Color.RED);
            }
        }
        Path file = folder.resolve("red.png");
        PngFile.write(image, file);
        return Files.readAllBytes(file);
    }

    /** A head that promises 60,000 x 60,000 pixels. */
    private byte[] bomb() throws IOException {
        byte[] bytes = red(16);
        ByteBuffer.wrap(bytes).putInt(16, 60_000).putInt(20, 60_000);
        return bytes;
    }
}
