// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.config;

import dev.secbeat.node.api.GeoSelection;
import dev.secbeat.node.api.GeoSelection.Asns;
import dev.secbeat.node.api.GeoSelection.Countries;
import dev.secbeat.node.config.NodeConfig.ListFile;
import dev.secbeat.node.config.NodeConfig.Lists;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Reads {@code [[xdp.lists]]}, {@code [[xdp.feeds]]} and how many entries there is room for. */
final class ListReader {
    private static final int MAX_LISTS = 16;
    private static final int ENTRIES = 262_144;

    private static final Kind<Path> TEXT_FILE = absolute("/etc/secbeat/lists/drop.txt");
    private static final Kind<Path> DATABASE = absolute("/var/lib/secbeat/country.mmdb");

    private static final Kind<String> COUNTRY = Kind.text(
            "a country as ISO 3166 has it, two capital letters such as NL",
            text -> Optional.of(text).filter(Countries::isCode));

    private static final Kind<Long> ASN = Kind.integer(
            "an AS number, 1 to " + Asns.MOST_NUMBER + ", without letters",
            number -> Optional.of(number).filter(n -> n >= 1 && n <= Asns.MOST_NUMBER));

    private final Kind<String> name = nameOnce();

    private ListReader() {}

    static Lists read(Section section) {
        ListReader reader = new ListReader();
        List<ListFile> files = section.tables("lists", reader::list, List.of());
        List<FeedConfig> feeds = section.tables("feeds", new FeedReader(reader.name)::feed, List.of());
        int lists = files.size() + feeds.size();
        if (lists > MAX_LISTS) {
            String key = files.size() > MAX_LISTS ? "lists" : "feeds";
            String told = feeds.isEmpty() ? lists + " times" : "there, and lists and feeds are " + lists + " together";
            section.problem(key, "stands " + told, "at most " + MAX_LISTS + " are possible: merge some");
        }
        Optional<Integer> entries = section.optional("list_entries", Kinds.integer(1_024, 2_097_152));
        if (lists == 0 && entries.isPresent()) {
            section.problem("list_entries", "is set but there are no [[xdp.lists]]", "leave it out, or add a list");
        }
        return new Lists(lists == 0 ? 0 : entries.orElse(ENTRIES), files, feeds);
    }

    private ListFile list(Section section) {
        String listName = section.required("name", name, "unknown");
        Optional<Path> file = section.optional("file", TEXT_FILE);
        Optional<Path> database = section.optional("database", DATABASE);
        Optional<GeoSelection> selection = selection(section);
        if (section.has("file") && section.has("database")) {
            section.problem("database", "stands beside file", "a list has one of the two");
        } else if (!section.has("file") && !section.has("database")) {
            section.problem(
                    "file",
                    "is missing, and there is no database",
                    "give a file that is the list, or a database with countries or asns");
        }
        boolean dryRun = section.value("dry_run", Kinds.FLAG, false);
        return new ListFile(listName, file.or(() -> database).orElse(Path.of("/")), selection, dryRun);
    }

    /** The selection that stands there; what is wrong is noted. */
    private static Optional<GeoSelection> selection(Section section) {
        Set<String> countries = members(section, "countries", section.list("countries", COUNTRY, List.of()));
        Set<Long> asns = members(section, "asns", section.list("asns", ASN, List.of()));
        if (!section.has("database")) {
            for (String key : List.of("countries", "asns")) {
                if (section.has(key) && section.has("file")) {
                    section.problem(
                            key, "stands without database", "a file of text is dropped as a whole: leave it out");
                }
            }
            return Optional.empty();
        }
        if (section.has("countries") && section.has("asns")) {
            section.problem("asns", "stands beside countries", "a list has one of the two: make two lists");
        } else if (!section.has("countries") && !section.has("asns")) {
            section.problem("database", "stands without countries or asns", "say which of its networks make the list");
        }
        if (!countries.isEmpty()) {
            return Optional.of(new Countries(new TreeSet<>(countries)));
        }
        return asns.isEmpty() ? Optional.empty() : Optional.of(new Asns(new TreeSet<>(asns)));
    }

    /** At least one and not too many, each once. */
    private static <T> Set<T> members(Section section, String key, List<T> read) {
        if (section.isEmptyArray(key)) {
            section.problem(key, "is empty", "name at least one, or leave the list out");
        }
        Set<T> members = new HashSet<>(read);
        if (members.size() > GeoSelection.MOST) {
            section.problem(
                    key,
                    "has " + members.size() + " members",
                    "at most " + GeoSelection.MOST + " are possible: make several lists");
            return Set.of();
        }
        return members;
    }

    private static Kind<String> nameOnce() {
        Set<String> names = new HashSet<>();
        return Kind.text(
                "a name of 1 to 32 of a-z, 0-9 and '-', another one for each list and feed",
                text -> Optional.of(text)
                        .filter(t -> t.matches("[a-z0-9-]{1,32}"))
                        .filter(names::add));
    }

    static Kind<Path> absolute(String example) {
        return Kind.text(
                "a file path from the root, such as " + example,
                text -> Kinds.PATH.reader().apply(text).filter(Path::isAbsolute));
    }
}
