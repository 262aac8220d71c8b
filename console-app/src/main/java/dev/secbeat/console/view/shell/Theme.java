// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.view.shell;

import atlantafx.base.theme.PrimerDark;
import atlantafx.base.theme.PrimerLight;
import dev.secbeat.assets.AssetFiles;
import dev.secbeat.console.settings.Look;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import javafx.application.Application;
import javafx.scene.Scene;
import javafx.scene.paint.Color;
import javafx.scene.text.Font;

/** How the console looks: AtlantaFX for the controls, our colours and type on top of it. */
public final class Theme {
    /** The colour behind everything, for pictures of the dark theme. */
    public static final Color GROUND = Color.web("#0E1319");

    private static final double ANY_SIZE = 13;

    private Theme() {}

    /** Makes fonts and the dark theme's control styles known to JavaFX; before the first scene. FX thread. */
    public static void load() {
        AssetFiles.fonts().forEach(Theme::loadFont);
        use(Look.DARK);
    }

    /** Has controls drawn in this theme from now on, in all windows. FX thread. */
    public static void use(Look look) {
        String controls = switch (look) {
            case DARK, CONTRAST -> new PrimerDark().getUserAgentStylesheet();
            case LIGHT -> new PrimerLight().getUserAgentStylesheet();
        };
        if (!controls.equals(Application.getUserAgentStylesheet())) {
            Application.setUserAgentStylesheet(controls);
        }
    }

    /** Gives a scene the dark theme; dialogs have scenes of their own and need it as well. */
    public static void apply(Scene scene) {
        apply(scene, Look.DARK, 100);
    }

    /**
     * Gives a scene this theme.
     *
     * @param scalePercent size of menus and tips, which stand outside of what {@link Scaled} enlarges
     */
    public static void apply(Scene scene, Look look, int scalePercent) {
        List<String> sheets = new ArrayList<>(List.of(stylesheet()));
        switch (look) {
            case DARK -> {}
            case LIGHT -> sheets.add(address("light.css"));
            case CONTRAST -> sheets.add(address("contrast.css"));
        }
        if (scalePercent != 100) {
            sheets.add(popups(scalePercent / 100.0));
        }
        if (!scene.getStylesheets().equals(sheets)) {
            scene.getStylesheets().setAll(sheets);
        }
    }

    /** Address of our style sheet. */
    public static String stylesheet() {
        return address("console.css");
    }

    private static String popups(double scale) {
        String css = String.format(
                Locale.ROOT,
                ".tooltip { -fx-font-size: %.1fpx; } .context-menu .menu-item > .label { -fx-font-size: %.1fpx; }"
                        + " .context-menu .menu-item > .accelerator-text { -fx-font-size: %.1fpx; }",
                12 * scale,
                12.5 * scale,
                11 * scale);
        return "data:text/css;base64," + Base64.getEncoder().encodeToString(css.getBytes(StandardCharsets.UTF_8));
    }

    private static String address(String sheet) {
        return Objects.requireNonNull(Theme.class.getResource(sheet), sheet).toExternalForm();
    }

    private static void loadFont(URL file) {
        try (InputStream in = file.openStream()) {
            if (Font.loadFont(in, ANY_SIZE) == null) {
                throw new IllegalStateException("JavaFX cannot read the font " + file + "; the build is damaged");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
