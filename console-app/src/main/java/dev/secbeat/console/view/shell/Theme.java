// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.view.shell;

import atlantafx.base.theme.PrimerDark;
import dev.secbeat.assets.AssetFiles;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URL;
import java.util.Objects;
import javafx.application.Application;
import javafx.scene.Scene;
import javafx.scene.paint.Color;
import javafx.scene.text.Font;

/** How the console looks: AtlantaFX for the controls, our colours and type on top of it. */
public final class Theme {
    /** The colour behind everything, for pictures. */
    public static final Color GROUND = Color.web("#0E1319");

    private static final double ANY_SIZE = 13;

    private Theme() {}

    /** Makes fonts and control styles known to JavaFX; once, before the first scene. FX thread. */
    public static void load() {
        AssetFiles.fonts().forEach(Theme::loadFont);
        Application.setUserAgentStylesheet(new PrimerDark().getUserAgentStylesheet());
    }

    /** Gives a scene our looks; dialogs have scenes of their own and need it as well. */
    public static void apply(Scene scene) {
        String sheet = stylesheet();
        if (!scene.getStylesheets().contains(sheet)) {
            scene.getStylesheets().add(sheet);
        }
    }

    /** Address of our style sheet. */
    public static String stylesheet() {
        return Objects.requireNonNull(Theme.class.getResource("console.css")).toExternalForm();
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
