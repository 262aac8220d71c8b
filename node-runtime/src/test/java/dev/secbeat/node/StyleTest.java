// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a formatter cannot check: sizes, licence lines, names, and that no file knows the machine it was written on. */
class StyleTest {
    private static final int MAX_FILE_LINES = 400;
    private static final int MAX_METHOD_LINES = 50;
    private static final int MAX_PUBLIC_METHODS = 10;

    /** Types that may have more public methods, each with as many as it has and why. */
    private static final Map<String, Integer> WIDER = Map.ofEntries(
            // One connection, opened and lost as one: its parts would have one owner, one lifetime and the same users.
            Map.entry("FleetLink", 12),
            // The observable fleet; its views listen to one object.
            Map.entry("FleetModel", 15),
            // Two ports, deltas and commands, and what else goes over the one connection.
            Map.entry("NatsLink", 14),
            // The one door to the counters, owned by the loop: what is behind it is split by purpose.
            Map.entry("GlobalCounter", 14),
            // The replicated map is asked for single entries, walked, and told of ends and evictions, by one thread.
            Map.entry("BlockMap", 16),
            // All that orders may do to blocks and ask of them, for one thread.
            Map.entry("BlockControl", 11),
            // The door to map and sinks: decisions of operators, of counting, of peers and of an earlier start, and
            // refusals.
            Map.entry("Enforcer", 16),
            // Also the key of tables of a million, so what keys are asked for is written out.
            Map.entry("Prefix", 12),
            // Set up by three, one does the work, the others tell where it stands: all for the one thread that owns it.
            Map.entry("NodeLoop", 11),
            // One loaded filter and all that is measured of it: the bench may see nothing else of the kernel room.
            Map.entry("PacketBench", 11),
            // Two ports, traffic and verdicts, and the server that carries both.
            Map.entry("ReverseProxy", 13),
            // Three ports, messages, traffic and verdicts, of one simulated node.
            Map.entry("SimNode", 12),
            // Two ports, traffic and verdicts, the lists, ordered limits, and the pinned program that carries all.
            Map.entry("XdpDataPlane", 21),
            // Sealed over two kinds of kernel memory: all that is done to a table of blocks and asked of it.
            Map.entry("BlockTable", 11));

    private static final int HEAD_LINES = 5;

    private static final List<String> PLACES =
            List.of("assets", "bpf", "console-app", "node-runtime", "installers", "docs", ".ci");
    private static final Set<String> LICENSED = Set.of(
            "java", "c", "h", "sh", "tf", "css", "fxml", "yml", "yaml", "template", "toml", "service", "conf", "xml");
    private static final Pattern FORBIDDEN_NAME = Pattern.compile(".*(Manager|Helper|Utils?|Impl|Data)\\.java");
    private static final Pattern MACHINE_PATH = Pattern.compile("(?<![\\w.-])/(home|work|root|Users)/\\w");

    private static final Path ROOT =
            Path.of(System.getProperty("secbeat.root", "..")).toAbsolutePath().normalize();

    @Test
    void thereAreSourcesToJudge() {
        assertThat(sources("java")).hasSizeGreaterThan(30);
        assertThat(sources("yml")).isNotEmpty();
    }

    @Test
    void noSourceFileIsLongerThanTheCap() {
        assertThat(offenders(
                        sources("java", "c", "h", "sh"), file -> lines(file).size() > MAX_FILE_LINES))
                .isEmpty();
    }

    @Test
    void noMethodIsLongerThanTheCap() throws IOException {
        assertThat(MethodLengths.longerThan(MAX_METHOD_LINES, ParsedSources.of(sources("java"))))
                .isEmpty();
    }

    /** Of the product: the public methods of a test's world are public for its neighbours only. */
    @Test
    void noTypeHasMorePublicMethodsThanTheCap() throws IOException {
        List<Path> product = sources("java").stream()
                .filter(file -> !file.toString().contains("src/test/java"))
                .toList();
        Map<String, Integer> wide = PublicMethods.moreThan(MAX_PUBLIC_METHODS, ParsedSources.of(product));
        wide.entrySet().removeIf(type -> type.getValue() <= WIDER.getOrDefault(type.getKey(), 0));
        assertThat(wide).as("split by purpose, or give a reason in WIDER").isEmpty();
    }

    @Test
    void publicMethodsAreCountedAsTheyAreWritten(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("Wide.java"), """
                public class Wide {
                    public Wide() {}
                    public void one() {}
                    public static int two() { return 2; }
                    void three() {}
                    interface Port { void a(); default void b() {} private void c() {} }
                    record Row(int x, int y) { public int sum() { return x + y; } }
                }
                """);

        assertThat(PublicMethods.moreThan(0, ParsedSources.of(List.of(file))))
                .isEqualTo(Map.of("Wide", 2, "Port", 2, "Row", 1));
    }

    @Test
    void everySourceFileCarriesTheLicenceOfItsFolder() {
        assertThat(offenders(
                        sources(LICENSED.toArray(String[]::new)),
                        file -> !head(file).contains("SPDX-License-Identifier: " + licence(file))))
                .isEmpty();
    }

    @Test
    void everyPackageSaysWhatItIsFor() {
        List<Path> rooms = sources("java").stream()
                .filter(file -> file.toString().contains("src/main/java"))
                .map(file -> file.resolveSibling("package-info.java"))
                .distinct()
                .toList();
        assertThat(rooms).isNotEmpty();
        assertThat(offenders(
                        rooms,
                        file -> !Files.exists(file)
                                || !String.join(" ", lines(file))
                                        .matches(".*Thread[ *]+rule.*May[ *]+import.*@NullMarked.*")))
                .isEmpty();
    }

    @Test
    void namesSayWhatATypeDoes() {
        assertThat(offenders(
                        sources("java"),
                        file -> FORBIDDEN_NAME
                                .matcher(file.getFileName().toString())
                                .matches()))
                .isEmpty();
    }

    @Test
    void noFileKnowsTheMachineItWasWrittenOn() {
        assertThat(offenders(
                        files().filter(StyleTest::isText).toList(),
                        file -> lines(file).stream()
                                .anyMatch(line -> MACHINE_PATH.matcher(line).find())))
                .isEmpty();
    }

    private static List<String> offenders(List<Path> files, Predicate<Path> offends) {
        return files.stream()
                .filter(offends)
                .map(file -> ROOT.relativize(file).toString())
                .toList();
    }

    private static String licence(Path file) {
        String name = ROOT.relativize(file).toString();
        if (name.startsWith("console-app/") && !name.endsWith("pom.xml")) {
            return "GPL-3.0-or-later";
        }
        boolean kernelCode = name.startsWith("bpf/") && (name.endsWith(".c") || name.endsWith(".h"));
        return kernelCode ? "(GPL-2.0-only OR BSD-2-Clause)" : "Apache-2.0";
    }

    private static boolean isText(Path file) {
        String type = extension(file);
        return LICENSED.contains(type) || Set.of("md", "json", "py", "zone", "").contains(type);
    }

    private static List<Path> sources(String... extensions) {
        return files().filter(file -> Set.of(extensions).contains(extension(file)))
                .toList();
    }

    private static Stream<Path> files() {
        return Stream.concat(
                PLACES.stream().map(ROOT::resolve).filter(Files::exists).flatMap(StyleTest::below),
                Stream.of("pom.xml", "README.md", "CONTRIBUTING.md", "secbeat")
                        .map(ROOT::resolve)
                        .filter(Files::exists));
    }

    private static Stream<Path> below(Path place) {
        try (Stream<Path> walk = Files.walk(place)) {
            return walk
                    .filter(Files::isRegularFile)
                    .filter(file ->
                            !ROOT.relativize(file).toString().matches("(.*/)?(target|node_modules|\\.terraform)/.*"))
                    .toList()
                    .stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String extension(Path file) {
        String name = file.getFileName().toString();
        return name.contains(".") ? name.substring(name.lastIndexOf('.') + 1) : "";
    }

    private static String head(Path file) {
        return lines(file).stream().limit(HEAD_LINES).collect(Collectors.joining("\n"));
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file, e);
        }
    }
}
