// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.view.counters;

import dev.secbeat.console.i18n.Messages;
import dev.secbeat.console.model.Figures;
import dev.secbeat.console.model.SourceQuery;
import dev.secbeat.console.model.SourceRow;
import dev.secbeat.node.api.Prefix;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What is typed above the table: words that all must hold. An address or CIDR keeps sources that overlap it; {@code > 50}
 * or {@code < 5/s}, in the decimal sign of the language, compares what is counted or dropped of it, whichever is more; {@code blocked}, {@code watching}, {@code
 * passing} is a state; a region's id keeps sources it sees; anything else is looked for in the source's text.
 *
 * @param accepts over the busiest sources, which the console holds whole
 * @param query the same over all sources, of which only counts are held
 * @param problem what could not be understood and what is allowed; empty when all was
 */
record SourceFilter(Predicate<SourceRow> accepts, SourceQuery query, String problem) {
    private static final Pattern RATE = Pattern.compile("([<>])([^/\\s]{1,24})(?:/s)?");
    private static final Pattern LOOSE_RATE = Pattern.compile("([<>])\\s+");
    private static final Pattern SPACE = Pattern.compile("\\s+");

    /** Reads a filter; {@code regions} are the ids that count as regions. */
    static SourceFilter parse(String text, List<String> regions) {
        Draft draft = new Draft(regions);
        String tight = LOOSE_RATE.matcher(text.strip().toLowerCase(Locale.ROOT)).replaceAll("$1");
        for (String word : SPACE.split(tight, -1)) {
            if (!word.isEmpty()) {
                draft.word(word);
            }
        }
        return draft.finish();
    }

    /** What words said so far. */
    private static final class Draft {
        private final List<String> known;
        private final List<Predicate<SourceRow>> all = new ArrayList<>();
        private final List<String> problems = new ArrayList<>();
        private final List<Prefix> within = new ArrayList<>();
        private final List<String> texts = new ArrayList<>();
        private final List<String> regions = new ArrayList<>();
        private double above = Double.NEGATIVE_INFINITY;
        private double below = Double.POSITIVE_INFINITY;
        private Optional<SourceRow.Standing> standing = Optional.empty();

        Draft(List<String> known) {
            this.known = known;
        }

        SourceFilter finish() {
            SourceQuery query =
                    new SourceQuery(within, texts, above, below, regions, standing, SourceQuery.Sort.GLOBAL, "", true);
            return new SourceFilter(
                    row -> all.stream().allMatch(one -> one.test(row)), query, String.join(" ", problems));
        }

        void word(String word) {
            OptionalDouble rate = rate(word);
            Optional<SourceRow.Standing> state = standing(word);
            if (rate.isPresent()) {
                rate(rate.getAsDouble(), word.startsWith(">"));
            } else if (word.startsWith(">") || word.startsWith("<")) {
                problems.add(Messages.of("counters.no-rate", word));
            } else if (known.contains(word)) {
                regions.add(word);
                all.add(row -> row.perRegion().getOrDefault(word, 0.0) > 0
                        || row.droppedPerRegion().containsKey(word));
            } else if (state.isPresent()) {
                standing = state;
                all.add(row -> row.standing() == state.get());
            } else if (word.contains("/")) {
                prefix(word);
            } else {
                text(word);
            }
        }

        private static OptionalDouble rate(String word) {
            Matcher rate = RATE.matcher(word);
            return rate.matches() ? Figures.read(rate.group(2)) : OptionalDouble.empty();
        }

        private void rate(double bound, boolean more) {
            above = more ? Math.max(above, bound) : above;
            below = more ? below : Math.min(below, bound);
            all.add(row -> more ? row.loudestPerSecond() > bound : row.loudestPerSecond() < bound);
        }

        private void prefix(String word) {
            try {
                Prefix prefix = Prefix.parse(word);
                within.add(prefix);
                all.add(row -> prefix.overlaps(Prefix.parse(row.source())));
            } catch (IllegalArgumentException e) {
                problems.add(e.getMessage() + ".");
            }
        }

        /** An IPv6 address lies inside the /64 under which its source is listed. */
        private void text(String word) {
            Optional<Prefix> address = address(word);
            address.ifPresentOrElse(within::add, () -> texts.add(word));
            all.add(row -> row.source().contains(word)
                    || row.dimension().equals(word)
                    || address.map(one -> Prefix.parse(row.source()).contains(one))
                            .orElse(false));
        }

        private static Optional<SourceRow.Standing> standing(String word) {
            for (SourceRow.Standing standing : SourceRow.Standing.values()) {
                if (standing.name().equalsIgnoreCase(word)) {
                    return Optional.of(standing);
                }
            }
            return Optional.empty();
        }

        private static Optional<Prefix> address(String word) {
            if (word.indexOf(':') < 0
                    && word.chars().filter(letter -> letter == '.').count() != 3) {
                return Optional.empty();
            }
            try {
                return Optional.of(Prefix.parse(word));
            } catch (IllegalArgumentException e) {
                return Optional.empty();
            }
        }
    }
}
