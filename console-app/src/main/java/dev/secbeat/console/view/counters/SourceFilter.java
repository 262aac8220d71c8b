// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.view.counters;

import dev.secbeat.console.model.SourceRow;
import dev.secbeat.node.api.Prefix;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What is typed above the table: words that all must hold. An address or CIDR keeps sources that overlap it; {@code > 50}
 * or {@code < 5/s} compares what is counted or dropped of it, whichever is more; {@code blocked}, {@code watching}, {@code passing} is a state; a region's id
 * keeps sources it sees; anything else is looked for in the source's text.
 *
 * @param problem what could not be understood and what is allowed; empty when all was
 */
record SourceFilter(Predicate<SourceRow> accepts, String problem) {
    private static final Pattern RATE = Pattern.compile("([<>])(\\d{1,12}(?:\\.\\d{1,6})?)(?:/s)?");
    private static final Pattern LOOSE_RATE = Pattern.compile("([<>])\\s+");
    private static final Pattern SPACE = Pattern.compile("\\s+");

    /** Reads a filter; {@code regions} are the ids that count as regions. */
    static SourceFilter parse(String text, List<String> regions) {
        List<Predicate<SourceRow>> all = new ArrayList<>();
        List<String> problems = new ArrayList<>();
        String tight = LOOSE_RATE.matcher(text.strip().toLowerCase(Locale.ROOT)).replaceAll("$1");
        for (String word : SPACE.split(tight, -1)) {
            if (!word.isEmpty()) {
                word(word, regions, all, problems);
            }
        }
        return new SourceFilter(row -> all.stream().allMatch(one -> one.test(row)), String.join(" ", problems));
    }

    private static void word(String word, List<String> regions, List<Predicate<SourceRow>> all, List<String> problems) {
        Matcher rate = RATE.matcher(word);
        if (rate.matches()) {
            double bound = Double.parseDouble(rate.group(2));
            boolean above = rate.group(1).equals(">");
            all.add(row -> above ? row.loudestPerSecond() > bound : row.loudestPerSecond() < bound);
        } else if (word.startsWith(">") || word.startsWith("<")) {
            problems.add("'" + word + "' is no rate: write > 50 or < 5/s.");
        } else if (regions.contains(word)) {
            all.add(row -> row.perRegion().getOrDefault(word, 0.0) > 0
                    || row.droppedPerRegion().containsKey(word));
        } else if (isStanding(word)) {
            all.add(row -> row.standing().name().equalsIgnoreCase(word));
        } else if (word.contains("/")) {
            prefix(word, all, problems);
        } else {
            all.add(row -> row.source().contains(word) || row.dimension().equals(word) || holds(row, word));
        }
    }

    private static boolean isStanding(String word) {
        for (SourceRow.Standing standing : SourceRow.Standing.values()) {
            if (standing.name().equalsIgnoreCase(word)) {
                return true;
            }
        }
        return false;
    }

    private static void prefix(String word, List<Predicate<SourceRow>> all, List<String> problems) {
        try {
            Prefix prefix = Prefix.parse(word);
            all.add(row -> prefix.overlaps(Prefix.parse(row.source())));
        } catch (IllegalArgumentException e) {
            problems.add(e.getMessage() + ".");
        }
    }

    /** An IPv6 address lies inside the /64 under which its source is listed. */
    private static boolean holds(SourceRow row, String word) {
        if (word.indexOf(':') < 0
                && word.chars().filter(letter -> letter == '.').count() != 3) {
            return false;
        }
        try {
            return Prefix.parse(row.source()).contains(Prefix.parse(word));
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
