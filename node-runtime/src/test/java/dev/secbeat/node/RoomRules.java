// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.conditions.ArchConditions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The house's walls as rules over the packages below one root, so that the same rules judge the product and a fixture
 * that breaks them. docs/architecture.md is the same in words.
 */
record RoomRules(String root) {

    /** Pure room -> the rooms it may import. */
    static final Map<String, Set<String>> PURE = Map.of(
            "api", Set.of(),
            "time", Set.of(),
            "traffic", Set.of("api"),
            "crdt", Set.of("api", "traffic"),
            "verdict", Set.of("api", "traffic", "crdt"),
            "control", Set.of("api", "verdict", "crdt", "time"),
            "failover", Set.of("api", "time"));

    static final Set<String> EDGES = Set.of(
            "kernel", "cluster", "proxy", "admin", "metrics", "journal", "dns", "config", "geo", "feeds", "outlets");

    /** Outside library -> the rooms that may use it. */
    static final Map<String, Set<String>> LIBRARIES = Map.ofEntries(
            Map.entry("java.lang.foreign..", Set.of("kernel")),
            Map.entry("io.nats..", Set.of("cluster")),
            Map.entry("org.bouncycastle..", Set.of("cluster")),
            Map.entry("io.vertx..", Set.of("proxy", "admin")),
            Map.entry("io.netty..", Set.of("proxy", "admin")),
            Map.entry("io.prometheus..", Set.of("metrics")),
            Map.entry("org.tomlj..", Set.of("config")),
            Map.entry("com.fasterxml..", Set.of("json")),
            Map.entry("com.maxmind..", Set.of("geo")),
            Map.entry("org.xbill..", Set.of("dns")),
            Map.entry("picocli..", Set.of("cli")),
            Map.entry("org.agrona..", Set.of("crdt", "verdict", "runtime", "kernel")),
            Map.entry("org.openjdk.jmh..", Set.of("demo.bench.jmh")),
            Map.entry("org.apache.pekko..", Set.of("demo.bench.pekko")),
            Map.entry("com.typesafe..", Set.of("demo.bench.pekko")),
            Map.entry("scala..", Set.of("demo.bench.pekko")),
            Map.entry("org.HdrHistogram..", Set.of("runtime", "metrics", "demo")),
            Map.entry("ch.qos.logback..", Set.of("cli")),
            Map.entry("org.slf4j..", with(EDGES, "runtime", "cli", "demo")));

    /** What any room may use: the platform and null annotations ("" holds the primitive types). */
    private static final String[] PLATFORM = {"", "java..", "javax..", "jdk..", "com.sun..", "org.jspecify.."};

    private static final Set<String> SIDE_EFFECT_TYPES = Set.of(
            "java.lang.Thread",
            "java.lang.Runtime",
            "java.lang.Process",
            "java.lang.ProcessBuilder",
            "java.util.Timer",
            "java.util.concurrent.ThreadLocalRandom",
            "java.security.SecureRandom",
            "java.io.File",
            "java.io.FileReader",
            "java.io.FileWriter",
            "java.io.FileInputStream",
            "java.io.FileOutputStream",
            "java.io.RandomAccessFile",
            "java.net.Socket",
            "java.net.ServerSocket",
            "java.net.DatagramSocket",
            "java.net.NetworkInterface",
            "java.net.URLConnection");

    private static final List<String> SIDE_EFFECT_PACKAGES =
            List.of("java.nio.file", "java.nio.channels", "java.net.http", "java.util.logging");

    private static final Set<String> SIDE_EFFECT_CALLS = Set.of(
            "java.lang.System.nanoTime",
            "java.lang.System.currentTimeMillis",
            "java.lang.System.getenv",
            "java.lang.System.getProperty",
            "java.lang.Math.random",
            "java.util.UUID.randomUUID",
            "java.net.InetAddress.getLocalHost");

    /** Every room -> the rooms it may import. */
    static Map<String, Set<String>> rooms() {
        Map<String, Set<String>> rooms = new TreeMap<>(PURE);
        rooms.put("json", PURE.keySet());
        EDGES.forEach(edge -> rooms.put(edge, with(PURE.keySet(), "json")));
        Set<String> below = with(PURE.keySet(), "json", "runtime", "cluster", "config");
        rooms.put("runtime", union(union(PURE.keySet(), EDGES), Set.of("json")));
        rooms.put("demo", with(below, "kernel", "dns"));
        rooms.put("cli", with(below, "demo", "control", "kernel", "journal"));
        return rooms;
    }

    /** All rules, by the sentence each one enforces. */
    Map<String, ArchRule> all() {
        Map<String, ArchRule> rules = new TreeMap<>();
        rooms().forEach((room, allowed) -> rules.put("room " + room + " imports only its neighbours", imports(room)));
        LIBRARIES.keySet().forEach(library -> rules.put("library " + library + " stays in its room", owned(library)));
        rules.put("every package is a known room", knownRooms());
        rules.put("every outside library is a known one", knownLibraries());
        rules.put("pure rooms touch no thread, file, socket, clock or dice", pure());
        rules.put("demo takes nothing from the kernel room but NetworkNamespace and PacketBench", demoKernel());
        rules.put(
                "rooms form no cycle",
                slices().matching(root + ".(*)..").should().beFreeOfCycles().allowEmptyShould(true));
        return rules;
    }

    ArchRule imports(String room) {
        Set<String> allowed = rooms().getOrDefault(room, Set.of());
        String[] forbidden = rooms().keySet().stream()
                .filter(other -> !other.equals(room) && !allowed.contains(other))
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

    ArchRule owned(String library) {
        return noClasses()
                .that()
                .resideInAPackage(root + "..")
                .and()
                .resideOutsideOfPackages(packages(LIBRARIES.getOrDefault(library, Set.of())))
                .should()
                .dependOnClassesThat()
                .resideInAPackage(library)
                .allowEmptyShould(true);
    }

    ArchRule knownRooms() {
        return classes()
                .that()
                .resideInAPackage(root + "..")
                .should()
                .resideInAnyPackage(packages(rooms().keySet()))
                .allowEmptyShould(true);
    }

    ArchRule knownLibraries() {
        List<String> known = new ArrayList<>(List.of(PLATFORM));
        known.addAll(LIBRARIES.keySet());
        known.add(root + "..");
        known.add("dev.secbeat.bpf..");
        return classes()
                .that()
                .resideInAPackage(root + "..")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(known.toArray(String[]::new))
                .allowEmptyShould(true);
    }

    ArchRule pure() {
        return noClasses()
                .that()
                .resideInAnyPackage(packages(PURE.keySet()))
                .and()
                .doNotHaveFullyQualifiedName(root + ".time.SystemClock")
                .should(ArchConditions.dependOnClassesThat(
                                DescribedPredicate.describe("reach outside", RoomRules::reachesOutside))
                        .or(ArchConditions.accessTargetWhere(
                                DescribedPredicate.describe("read the outside", RoomRules::readsOutside))))
                .allowEmptyShould(true);
    }

    ArchRule demoKernel() {
        return noClasses()
                .that()
                .resideInAPackage(in("demo"))
                .should()
                .dependOnClassesThat(DescribedPredicate.describe(
                        "are kernel classes other than NetworkNamespace and PacketBench",
                        type -> type.getPackageName().startsWith(root + ".kernel")
                                && !type.getName().startsWith(root + ".kernel.NetworkNamespace")
                                && !type.getName().startsWith(root + ".kernel.PacketBench")))
                .allowEmptyShould(true);
    }

    private static boolean reachesOutside(JavaClass type) {
        return SIDE_EFFECT_TYPES.contains(type.getName())
                || SIDE_EFFECT_PACKAGES.stream()
                        .anyMatch(name -> type.getPackageName().equals(name)
                                || type.getPackageName().startsWith(name + "."))
                || type.getSimpleName().endsWith("ExecutorService")
                || type.getName().equals("java.util.concurrent.Executors");
    }

    /** Calls that read a clock, the environment or a source of chance; any no-argument {@code now()} of java.time. */
    private static boolean readsOutside(JavaAccess<?> access) {
        String owner = access.getTargetOwner().getName();
        String call = owner + "." + access.getName();
        return SIDE_EFFECT_CALLS.contains(call)
                || (owner.startsWith("java.time.")
                        && (access.getName().equals("now") || access.getName().startsWith("system")));
    }

    private String in(String room) {
        return root + "." + room + "..";
    }

    private String[] packages(Set<String> rooms) {
        return rooms.stream().map(this::in).toArray(String[]::new);
    }

    private static Set<String> with(Set<String> rooms, String... more) {
        return union(rooms, Set.of(more));
    }

    private static Set<String> union(Set<String> one, Set<String> other) {
        return Stream.concat(one.stream(), other.stream()).collect(Collectors.toUnmodifiableSet());
    }
}
