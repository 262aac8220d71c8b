// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.app;

import dev.secbeat.console.settings.Profile;
import dev.secbeat.node.json.ConnectionFile;
import dev.secbeat.node.json.DecodeException;
import dev.secbeat.node.json.Json;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What the console was started with.
 *
 * @param profile name shown to the operator
 * @param nats servers, the preferred one first; none means no live data
 * @param key nkey seed file to connect with; without one the console does not connect to NATS
 * @param operatorKey nkey seed file to sign commands with; without one the console is read-only
 * @param prometheus the global Prometheus
 * @param origins databases of countries and autonomous systems (.mmdb), for the table of sources
 * @param trustRoots public keys of the administrators who may sign trust files, so that withdrawn nodes are not believed
 * @param headless draw without a display
 * @param snapshots folder for pictures of the window, one each few seconds
 * @param incidents what to record or replay
 */
record ConsoleOptions(
        String profile,
        List<String> nats,
        Optional<Path> key,
        Optional<Path> operatorKey,
        Optional<URI> prometheus,
        List<Path> origins,
        List<String> trustRoots,
        boolean headless,
        Optional<Path> snapshots,
        IncidentOptions incidents) {

    static final String USAGE = """
            Usage: secbeat console [--connection FILE] [--nats URL]... [--key SEEDFILE] [--operator-key SEEDFILE]
                                   [--read-only] [--prometheus URL] [--origins FILE]... [--profile NAME]
                                   [--trust-root KEY]...
                                   [--headless] [--snapshot DIR]
                                   [--record FILE] [--for TIME] [--recordings DIR]
                   secbeat console --replay FILE | FILE.sbincident | --replay-sample
              --connection FILE        how to reach the fleet, JSON as 'secbeat demo' leaves it; the options below
                                       override it. Without any of them the profile used last is taken, or the
                                       running demo's; else the window asks
              --nats URL               a NATS server; repeat for those of other regions
              --key SEEDFILE           nkey seed to connect with; a viewer's is enough to watch
              --operator-key SEEDFILE  nkey seed to sign commands with; without one the console is read-only
              --read-only              sign nothing, whatever keys there are
              --prometheus URL         the global Prometheus, such as http://127.0.0.1:9099
              --origins FILE           a database of countries or autonomous systems (.mmdb), to tell where sources
                                       come from; repeat for another
              --trust-root KEY         public key of an administrator who may sign trust files: nodes whose key was
                                       withdrawn are not believed; repeat for another
              --profile NAME           what to call this fleet in the window
              --headless               draw without a display
              --snapshot DIR           write pictures of the window there, the last one at the end
            """ + IncidentOptions.USAGE;

    /** Where a running demo leaves how to reach it. */
    static final Path DEMO = Path.of("/run/secbeat/demo/connection.json");

    ConsoleOptions {
        nats = List.copyOf(nats);
        origins = List.copyOf(origins);
        trustRoots = List.copyOf(trustRoots);
    }

    /**
     * Reads the command line and the connection file it names.
     *
     * @throws UsageException saying what is wrong and what to do
     */
    static ConsoleOptions parse(List<String> words) throws UsageException {
        return parse(words, DEMO);
    }

    /** Whether the command line says by itself which fleet is meant. */
    static boolean nameFleet(List<String> words) {
        return Stream.of("--connection", "--nats", "--prometheus").anyMatch(words::contains);
    }

    /** As these, for the fleet of a profile; keys that are in a keychain are not among them. */
    ConsoleOptions of(Profile profile) {
        Optional<Path> operator = Profiles.file(profile.operatorKey());
        return new ConsoleOptions(
                profile.name(),
                profile.nats(),
                Profiles.file(profile.key()).or(() -> operator),
                operator,
                profile.prometheus().map(URI::create),
                origins,
                profile.trustRoots(),
                headless,
                snapshots,
                incidents);
    }

    /** Whether there is a fleet to show. */
    boolean haveFleet() {
        return !nats.isEmpty() || prometheus.isPresent();
    }

    /** As {@link #parse(List)}, with another place to look for a running demo. */
    static ConsoleOptions parse(List<String> words, Path demo) throws UsageException {
        Draft draft = new Draft(demo);
        for (int i = 0; i < words.size(); i++) {
            String word = words.get(i);
            if (word.endsWith(IncidentOptions.EXTENSION) && !word.startsWith("--")) {
                draft.incidents.take("--replay", word); // as a desktop opens a file
            } else if (word.equals("--headless")) {
                draft.headless = true;
            } else if (word.equals("--read-only")) {
                draft.readOnly = true;
            } else if (!draft.incidents.takesAlone(word) && i + 1 < words.size()) {
                draft.take(word, words.get(++i));
            } else if (!draft.incidents.takesAlone(word)) {
                throw new UsageException(unknown(word));
            }
        }
        return draft.finish();
    }

    private static String unknown(String word) {
        return "Option " + word + " is not known or lacks its value.\n" + USAGE;
    }

    /** Options as they come. */
    private static final class Draft {
        private final Path demo;
        private final List<String> nats = new ArrayList<>();
        private final IncidentOptions.Draft incidents = new IncidentOptions.Draft();
        private final List<Path> origins = new ArrayList<>();
        private final List<String> trustRoots = new ArrayList<>();
        private boolean headless;
        private boolean readOnly;
        private @Nullable String profile;
        private @Nullable Path connection;
        private @Nullable Path key;
        private @Nullable Path operatorKey;
        private @Nullable Path snapshots;
        private @Nullable String prometheus;

        Draft(Path demo) {
            this.demo = demo;
        }

        void take(String option, String value) throws UsageException {
            switch (option) {
                case "--connection" -> connection = Path.of(value);
                case "--nats" -> nats.add(value);
                case "--key" -> key = Path.of(value);
                case "--operator-key" -> operatorKey = Path.of(value);
                case "--prometheus" -> prometheus = value;
                case "--origins" -> origins.add(Path.of(value));
                case "--trust-root" -> trustRoots.add(value);
                case "--profile" -> profile = value;
                case "--snapshot" -> snapshots = Path.of(value);
                default -> {
                    if (!incidents.take(option, value)) {
                        throw new UsageException(unknown(option));
                    }
                }
            }
        }

        ConsoleOptions finish() throws UsageException {
            IncidentOptions recordings = incidents.finish();
            if (recordings.isReplay()) {
                checkAlone(recordings);
            } else if (connection != null) {
                addFrom(connection);
            } else if (nats.isEmpty() && prometheus == null) {
                findDemo();
            }
            if (key == null) {
                key = operatorKey;
            }
            checkReadable(key);
            checkReadable(operatorKey);
            if (!nats.isEmpty() && key == null) {
                throw new UsageException("NATS servers are given but no key: the servers admit known nkeys only."
                        + " Add --key SEEDFILE; a viewer's key is enough to watch.");
            }
            return new ConsoleOptions(
                    profile == null ? "default" : profile,
                    nats,
                    Optional.ofNullable(key),
                    readOnly ? Optional.empty() : Optional.ofNullable(operatorKey),
                    address(prometheus),
                    origins,
                    trustRoots,
                    headless,
                    Optional.ofNullable(snapshots),
                    recordings);
        }

        private void addFrom(Path file) throws UsageException {
            ConnectionFile found = read(file);
            if (nats.isEmpty()) {
                nats.addAll(found.nats());
            }
            if (operatorKey == null) {
                operatorKey = found.operatorSeedFile()
                        .map(seed -> file.toAbsolutePath().resolveSibling(seed))
                        .orElse(null);
            }
            if (trustRoots.isEmpty()) {
                trustRoots.addAll(found.trustRoots());
            }
            prometheus = prometheus == null ? found.prometheus().orElse(null) : prometheus;
            profile = profile == null ? nameOf(file) : profile;
        }

        /** What is replayed needs no fleet, and one that is named would be thought to be shown. */
        private void checkAlone(IncidentOptions recordings) throws UsageException {
            if (connection != null
                    || !nats.isEmpty()
                    || prometheus != null
                    || recordings.record().isPresent()) {
                throw new UsageException("A replay shows a recording and no fleet: leave out --connection, --nats,"
                        + " --prometheus and --record, or leave out --replay.");
            }
        }

        /** A window can ask where the fleet is; where there is none, nobody could answer. */
        private void findDemo() throws UsageException {
            if (Files.exists(demo)) {
                addFrom(demo);
            } else if (headless) {
                throw noFleet();
            }
        }

        private UsageException noFleet() {
            return new UsageException("There is no fleet to show: no demo runs on this machine (" + demo
                    + " is missing). Start one with 'secbeat demo', or say where yours is with --connection FILE or"
                    + " --nats URL --key SEEDFILE.\n" + USAGE);
        }

        private static void checkReadable(@Nullable Path seed) throws UsageException {
            if (seed != null && !Files.isReadable(seed)) {
                throw new UsageException("The key file " + seed + " cannot be read by this user. Give a seed file;"
                        + " 'secbeat keys new' makes one.");
            }
        }

        private static String nameOf(Path file) {
            String name = String.valueOf(file.getFileName());
            if (name.equals("connection.json")) {
                name = String.valueOf(file.toAbsolutePath()
                        .getName(Math.max(0, file.toAbsolutePath().getNameCount() - 2)));
            }
            return name.endsWith(".json") ? name.substring(0, name.length() - 5) : name;
        }

        private static ConnectionFile read(Path file) throws UsageException {
            try {
                return Json.CONNECTION.decode(Files.readAllBytes(file));
            } catch (IOException e) {
                throw new UsageException("The connection file " + file + " cannot be read (" + e
                        + "). A running 'secbeat demo' says where it left its own.");
            } catch (DecodeException | IllegalArgumentException e) {
                throw new UsageException("The connection file " + file + " is wrong: " + e.getMessage());
            }
        }

        private static Optional<URI> address(@Nullable String text) throws UsageException {
            if (text == null) {
                return Optional.empty();
            }
            try {
                URI address = new URI(text);
                if (address.getHost() != null
                        && String.valueOf(address.getScheme()).startsWith("http")) {
                    return Optional.of(address);
                }
            } catch (URISyntaxException e) {
                throw new UsageException("The Prometheus address " + text + " is wrong: " + e.getReason());
            }
            throw new UsageException(
                    "The Prometheus address " + text + " is wrong: write it as http://host:port or https://host:port");
        }
    }
}
