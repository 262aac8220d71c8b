// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.view.shell;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javafx.scene.paint.Color;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The themes' colours can be read and told apart: contrast as WCAG 2.1 defines it, and states as people without one of
 * the three kinds of cones see them (matrices of Machado, Oliveira and Fernandes, 2009, severity 1.0).
 */
class PaletteColoursTest {
    private static final Path SHEETS = Path.of("src/main/resources/dev/secbeat/console/view/shell");
    private static final Pattern TOKEN = Pattern.compile("(-sb-[a-z-]+): (#[0-9A-Fa-f]{6,8});");
    private static final double[][] PROTAN = {
        {0.152286, 1.052583, -0.204868}, {0.114503, 0.786281, 0.099216}, {-0.003882, -0.048116, 1.051998}
    };
    private static final double[][] DEUTAN = {
        {0.367322, 0.860646, -0.227968}, {0.280085, 0.672501, 0.047413}, {-0.011820, 0.042940, 0.968881}
    };
    private static final double[][] TRITAN = {
        {1.255528, -0.076749, -0.178779}, {-0.078411, 0.930809, 0.147602}, {0.004733, 0.691367, 0.303900}
    };

    private static Map<String, Color> theme(String sheet) throws IOException {
        Map<String, Color> colours = new LinkedHashMap<>();
        for (String file : List.of("console.css", sheet)) {
            Matcher token = TOKEN.matcher(Files.readString(SHEETS.resolve(file)));
            while (token.find()) {
                colours.put(token.group(1), Color.web(token.group(2)));
            }
        }
        return colours;
    }

    private static Color colour(Map<String, Color> theme, String token) {
        return Objects.requireNonNull(theme.get(token), token);
    }

    @ParameterizedTest
    @ValueSource(strings = {"console.css", "light.css", "contrast.css"})
    void textCanBeReadOnEveryGround(String sheet) throws IOException {
        Map<String, Color> theme = theme(sheet);
        boolean high = sheet.equals("contrast.css");
        for (String ground : List.of("-sb-ground", "-sb-panel", "-sb-raised", "-sb-hover", "-sb-chosen")) {
            for (String text : List.of("-sb-text", "-sb-bright")) {
                assertThat(contrast(colour(theme, text), colour(theme, ground)))
                        .as("%s on %s", text, ground)
                        .isGreaterThanOrEqualTo(7);
            }
        }
        for (String ground : List.of("-sb-ground", "-sb-panel", "-sb-raised")) {
            for (String text : List.of(
                    "-sb-muted",
                    "-sb-accent",
                    "-sb-healthy",
                    "-sb-mitigating",
                    "-sb-degraded",
                    "-sb-down",
                    "-sb-stale",
                    "-sb-note")) {
                assertThat(contrast(colour(theme, text), colour(theme, ground)))
                        .as("%s on %s", text, ground)
                        .isGreaterThanOrEqualTo(high ? 7 : 4.5);
            }
        }
        banner(theme, "warn");
        banner(theme, "bad");
    }

    private static void banner(Map<String, Color> theme, String tone) {
        for (String text : List.of("-title", "-text")) {
            assertThat(contrast(colour(theme, "-sb-" + tone + text), colour(theme, "-sb-" + tone + "-ground")))
                    .as(tone + text)
                    .isGreaterThanOrEqualTo(4.5);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"light.css", "contrast.css"})
    void everyThemeNamesEveryColour(String sheet) throws IOException {
        String own = Files.readString(SHEETS.resolve(sheet));
        assertThat(theme("console.css").keySet()).allMatch(token -> own.contains(token + ":"));
    }

    /** Shapes tell the states apart as well; colour alone has to tell good from bad. */
    @ParameterizedTest
    @ValueSource(strings = {"console.css", "light.css", "contrast.css"})
    void goodAndBadAreToldApartWithoutOneKindOfCones(String sheet) throws IOException {
        Map<String, Color> theme = theme(sheet);
        for (double[][] eye : List.of(PROTAN, DEUTAN, TRITAN)) {
            assertThat(distance(colour(theme, "-sb-healthy"), colour(theme, "-sb-down"), eye))
                    .as("healthy and down")
                    .isGreaterThan(12);
            assertThat(distance(colour(theme, "-sb-healthy"), colour(theme, "-sb-mitigating"), eye))
                    .as("healthy and mitigating")
                    .isGreaterThan(12);
        }
    }

    @Test
    void contrastIsThatOfTheStandard() {
        assertThat(contrast(Color.BLACK, Color.WHITE)).isCloseTo(21.0, org.assertj.core.data.Offset.offset(0.01));
        assertThat(contrast(Color.web("#777777"), Color.WHITE))
                .isCloseTo(4.48, org.assertj.core.data.Offset.offset(0.01));
    }

    private static double contrast(Color one, Color other) {
        double a = luminance(one);
        double b = luminance(other);
        return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    }

    private static double luminance(Color colour) {
        return 0.2126 * linear(colour.getRed())
                + 0.7152 * linear(colour.getGreen())
                + 0.0722 * linear(colour.getBlue());
    }

    private static double linear(double channel) {
        return channel <= 0.04045 ? channel / 12.92 : Math.pow((channel + 0.055) / 1.055, 2.4);
    }

    /** Distance in CIE L*a*b* (1976) as this eye sees both. */
    private static double distance(Color one, Color other, double[][] eye) {
        double[] a = lab(one, eye);
        double[] b = lab(other, eye);
        return Math.sqrt(Math.pow(a[0] - b[0], 2) + Math.pow(a[1] - b[1], 2) + Math.pow(a[2] - b[2], 2));
    }

    private static double[] lab(Color colour, double[][] eye) {
        double[] rgb = {linear(colour.getRed()), linear(colour.getGreen()), linear(colour.getBlue())};
        double[] seen = new double[3];
        for (int i = 0; i < 3; i++) {
            seen[i] = Math.clamp(eye[i][0] * rgb[0] + eye[i][1] * rgb[1] + eye[i][2] * rgb[2], 0, 1);
        }
        double x = f((0.4124 * seen[0] + 0.3576 * seen[1] + 0.1805 * seen[2]) / 0.9505);
        double y = f(0.2126 * seen[0] + 0.7152 * seen[1] + 0.0722 * seen[2]);
        double z = f((0.0193 * seen[0] + 0.1192 * seen[1] + 0.9505 * seen[2]) / 1.089);
        return new double[] {116 * y - 16, 500 * (x - y), 200 * (y - z)};
    }

    private static double f(double value) {
        return value > 216.0 / 24_389 ? Math.cbrt(value) : (24_389.0 / 27 * value + 16) / 116;
    }
}
