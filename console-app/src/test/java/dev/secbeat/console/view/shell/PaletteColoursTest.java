// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.view.shell;

import static org.assertj.core.api.Assertions.assertThat;

import dev.secbeat.console.testing.Contrast;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javafx.scene.paint.Color;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The themes' colours can be read and told apart: contrast as WCAG 2.1 defines it, and states as people without one of
 * the three kinds of cones see them (matrices of Machado, Oliveira and Fernandes, 2009, severity 1.0).
 */
class PaletteColoursTest {
    private static final Path VIEWS = Path.of("src/main/resources/dev/secbeat/console/view");
    private static final Path SHEETS = VIEWS.resolve("shell");
    private static final Set<String> ALIASES = Set.of("-sb-good", "-sb-warn", "-sb-bad");
    private static final Pattern OWN_COLOUR =
            Pattern.compile("#[0-9A-Fa-f]{3,8}\\b(?=[; ])|\\b(white|black|rgba?|derive|gr[ae]y|red)\\b(?![-.])");
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
                assertThat(Contrast.of(colour(theme, text), colour(theme, ground)))
                        .as("%s on %s", text, ground)
                        .isGreaterThanOrEqualTo(7);
            }
        }
        for (String ground : List.of("-sb-ground", "-sb-panel", "-sb-raised", "-sb-hover", "-sb-chosen")) {
            for (String text : List.of(
                    "-sb-muted",
                    "-sb-accent",
                    "-sb-healthy",
                    "-sb-mitigating",
                    "-sb-degraded",
                    "-sb-down",
                    "-sb-dropped",
                    "-sb-stale",
                    "-sb-note")) {
                assertThat(Contrast.of(colour(theme, text), colour(theme, ground)))
                        .as("%s on %s", text, ground)
                        .isGreaterThanOrEqualTo(high ? 7 : 4.5);
            }
            assertThat(Contrast.of(colour(theme, "-sb-quiet"), colour(theme, ground)))
                    .as("what is disabled on %s", ground)
                    .isGreaterThanOrEqualTo(high ? 7 : 3);
        }
        banner(theme, "warn");
        banner(theme, "bad");
    }

    private static void banner(Map<String, Color> theme, String tone) {
        for (String text : List.of("-title", "-text")) {
            assertThat(Contrast.of(colour(theme, "-sb-" + tone + text), colour(theme, "-sb-" + tone + "-ground")))
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

    /** Views' sheets have no colours of their own, for then a theme could not change them. */
    @ParameterizedTest
    @MethodSource("sheets")
    void sheetsTakeAllColoursFromTheTheme(Path sheet) throws IOException {
        String rules = Files.readString(sheet).replaceAll("(?s)/\\*.*?\\*/", "");
        assertThat(OWN_COLOUR
                        .matcher(TOKEN.matcher(rules).replaceAll(""))
                        .results()
                        .map(MatchResult::group))
                .isEmpty();
        Set<String> known = theme("console.css").keySet();
        assertThat(Pattern.compile("-sb-[a-z-]+").matcher(rules).results().map(MatchResult::group))
                .allMatch(token -> known.contains(token) || ALIASES.contains(token));
    }

    /** Paleness takes contrast from words in every theme; what is old or cannot be used is dashed and has a colour of its own. */
    @ParameterizedTest
    @MethodSource("sheets")
    void sheetsMakeNoWordsPale(Path sheet) throws IOException {
        Matcher rule = Pattern.compile("([^{}]*)\\{([^{}]*)\\}").matcher(Files.readString(sheet));
        while (rule.find()) {
            Matcher opacity = Pattern.compile("-fx-opacity: ([0-9.]+)").matcher(rule.group(2));
            if (opacity.find() && Double.parseDouble(opacity.group(1)) < 1) {
                assertThat(rule.group(1)).containsPattern("spark|Canvas|Rectangle|TileImageView");
            }
        }
    }

    /** A rule that names both words and ground can be read in every theme. */
    @ParameterizedTest
    @MethodSource("sheets")
    void wordsFitTheGroundOfTheSameRule(Path sheet) throws IOException {
        Matcher rule = Pattern.compile("([^{}]*)\\{([^{}]*)\\}").matcher(Files.readString(sheet));
        while (rule.find()) {
            Matcher ground = Pattern.compile("-fx-background-color: (?:-sb-[a-z-]+, )?(-sb-[a-z-]+);")
                    .matcher(rule.group(2));
            Matcher words = Pattern.compile("-fx-text-fill: (-sb-[a-z-]+);").matcher(rule.group(2));
            if (ground.find() && words.find()) {
                for (String theme : List.of("console.css", "light.css", "contrast.css")) {
                    double least = rule.group(1).contains(":disabled") ? 3 : theme.equals("contrast.css") ? 7 : 4.5;
                    Map<String, Color> colours = theme(theme);
                    assertThat(Contrast.of(
                                    colour(colours, resolved(words.group(1))),
                                    colour(colours, resolved(ground.group(1)))))
                            .as("%s in %s", rule.group(1).strip(), theme)
                            .isGreaterThanOrEqualTo(least);
                }
            }
        }
    }

    private static List<Path> sheets() throws IOException {
        try (Stream<Path> files = Files.walk(VIEWS)) {
            return files.filter(file -> file.toString().endsWith(".css"))
                    .sorted()
                    .toList();
        }
    }

    private static String resolved(String token) {
        return switch (token) {
            case "-sb-good" -> "-sb-healthy";
            case "-sb-warn" -> "-sb-mitigating";
            case "-sb-bad" -> "-sb-down";
            default -> token;
        };
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
        assertThat(Contrast.of(Color.BLACK, Color.WHITE)).isCloseTo(21.0, org.assertj.core.data.Offset.offset(0.01));
        assertThat(Contrast.of(Color.web("#777777"), Color.WHITE))
                .isCloseTo(4.48, org.assertj.core.data.Offset.offset(0.01));
    }

    /** Distance in CIE L*a*b* (1976) as this eye sees both. */
    private static double distance(Color one, Color other, double[][] eye) {
        double[] a = lab(one, eye);
        double[] b = lab(other, eye);
        return Math.sqrt(Math.pow(a[0] - b[0], 2) + Math.pow(a[1] - b[1], 2) + Math.pow(a[2] - b[2], 2));
    }

    private static double[] lab(Color colour, double[][] eye) {
        double[] rgb = {
            Contrast.linear(colour.getRed()), Contrast.linear(colour.getGreen()), Contrast.linear(colour.getBlue())
        };
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
