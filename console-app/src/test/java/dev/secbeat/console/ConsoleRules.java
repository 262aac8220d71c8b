// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchRule;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The walls of the console's rooms, over the packages below one root, so that a fixture can be judged by them too. */
record ConsoleRules(String root) {

    /** Room -> the console rooms it may import ({@code app} wires and may import all). */
    private static final Map<String, Set<String>> ROOMS = Map.of(
            "app", Set.of("link", "feed", "model", "view", "settings", "i18n", "incident"),
            "incident", Set.of("model", "i18n"),
            "link", Set.of("model", "i18n"),
            "feed", Set.of("model", "i18n"),
            "model", Set.of("i18n"),
            "view", Set.of("model", "settings", "i18n"),
            "settings", Set.of("model", "i18n"),
            "i18n", Set.of());

    /** Room -> the node rooms it may import: words for all, the fleet for {@code link} alone. */
    private static final Map<String, Set<String>> NODE_ROOMS = Map.of(
            "app", Set.of("api", "time", "json", "cluster", "config", "runtime", "geo"),
            "link", Set.of("api", "time", "json", "cluster", "runtime"),
            "feed", Set.of("api", "time", "json"),
            "incident", Set.of("api", "json"),
            "model", Set.of("api", "time"),
            "view", Set.of("api"));

    private static final String NODE = "dev.secbeat.node.";

    Map<String, ArchRule> all() {
        Map<String, ArchRule> rules = new TreeMap<>();
        ROOMS.keySet().forEach(room -> {
            rules.put("room " + room + " imports only its neighbours", imports(room));
            rules.put("room " + room + " takes from the node only what is listed", fromNode(room));
        });
        rules.put("every package is a known room", knownRooms());
        rules.put("a view imports no other view but the shell and its widgets", viewsApart());
        rules.put(
                "only views and app touch the scene graph",
                owned(Set.of("view", "app"), "javafx.scene..", "javafx.stage.."));
        rules.put("the GPL map stays in view.map", owned(Set.of("view.map"), "com.gluonhq.."));
        rules.put("views write times in the zone chosen", zoned());
        rules.put("only feed speaks Prometheus", owned(Set.of("feed"), "io.prometheus.."));
        rules.put("NATS stays in the node's cluster room", owned(Set.of(), "io.nats.."));
        return rules;
    }

    /** The form that lets one choose a zone names one. */
    private ArchRule zoned() {
        return noClasses()
                .that()
                .resideInAPackage(in("view"))
                .and()
                .resideOutsideOfPackage(in("view.settings"))
                .should()
                .accessField(ZoneOffset.class, "UTC")
                .allowEmptyShould(true);
    }

    private ArchRule imports(String room) {
        String[] forbidden = ROOMS.keySet().stream()
                .filter(other -> !other.equals(room)
                        && !ROOMS.getOrDefault(room, Set.of()).contains(other))
                .map(this::in)
                .toArray(String[]::new);
        return noClasses()
                .that()
                .resideInAPackage(in(room))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(forbidden)
                .allowEmptyShould(true);
    }

    private ArchRule fromNode(String room) {
        Set<String> allowed = NODE_ROOMS.getOrDefault(room, Set.of());
        return noClasses()
                .that()
                .resideInAPackage(in(room))
                .should()
                .dependOnClassesThat(DescribedPredicate.describe(
                        "are in node rooms other than " + allowed,
                        type -> type.getPackageName().startsWith(NODE) && !allowed.contains(nodeRoom(type))))
                .allowEmptyShould(true);
    }

    private ArchRule knownRooms() {
        return classes()
                .that()
                .resideInAPackage(root + "..")
                .should()
                .resideInAnyPackage(ROOMS.keySet().stream().map(this::in).toArray(String[]::new))
                .allowEmptyShould(true);
    }

    private ArchRule viewsApart() {
        return classes()
                .that()
                .resideInAPackage(in("view"))
                .and()
                .resideOutsideOfPackage(in("view.shell"))
                .should(new ViewsStayApart(root + ".view."))
                .allowEmptyShould(true);
    }

    private ArchRule owned(Set<String> rooms, String... libraries) {
        String[] owners = Stream.concat(rooms.stream().map(this::in), Stream.of("outside.the.house"))
                .toArray(String[]::new);
        return noClasses()
                .that()
                .resideInAPackage(root + "..")
                .and()
                .resideOutsideOfPackages(owners)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(libraries)
                .allowEmptyShould(true);
    }

    private static String nodeRoom(JavaClass type) {
        return type.getPackageName().substring(NODE.length()).replaceAll("\\..*", "");
    }

    private String in(String room) {
        return root + "." + room + "..";
    }
}
