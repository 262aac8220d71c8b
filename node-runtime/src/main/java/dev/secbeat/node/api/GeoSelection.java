// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.api;

import java.util.Collection;
import java.util.Collections;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** What of a database of networks makes a list: those of countries, or those of autonomous systems. Immutable. */
public sealed interface GeoSelection {
    /** Most countries or autonomous systems of one selection. */
    int MOST = 1_024;

    /** How many of them {@link #told} names. */
    int MOST_TOLD = 8;

    /**
     * Networks in these countries.
     *
     * @param codes ISO 3166 alpha-2, capital letters; 1 to {@link #MOST}
     */
    record Countries(SortedSet<String> codes) implements GeoSelection {
        public Countries {
            codes = Collections.unmodifiableSortedSet(new TreeSet<>(codes));
            requireSome(codes);
            for (String code : codes) {
                if (!isCode(code)) {
                    throw new IllegalArgumentException("'" + code + "' is no country: write two capital letters");
                }
            }
        }

        /** Whether {@code text} has the form of a country's code. */
        public static boolean isCode(String text) {
            return text.length() == 2 && text.chars().allMatch(c -> c >= 'A' && c <= 'Z');
        }

        @Override
        public String kind() {
            return "countries";
        }

        @Override
        public String told() {
            return GeoSelection.told(codes);
        }
    }

    /**
     * Networks announced by these autonomous systems.
     *
     * @param numbers 1 to {@link #MOST_NUMBER}; 1 to {@link #MOST} of them
     */
    record Asns(SortedSet<Long> numbers) implements GeoSelection {
        /** The largest number of an autonomous system. */
        public static final long MOST_NUMBER = 0xffff_ffffL;

        public Asns {
            numbers = Collections.unmodifiableSortedSet(new TreeSet<>(numbers));
            requireSome(numbers);
            if (numbers.first() < 1 || numbers.last() > MOST_NUMBER) {
                throw new IllegalArgumentException("an AS number is 1 to " + MOST_NUMBER);
            }
        }

        @Override
        public String kind() {
            return "asns";
        }

        @Override
        public String told() {
            return GeoSelection.told(numbers);
        }
    }

    /** What the selection goes by, as the key in the configuration is called. */
    String kind();

    /** The selection for people; a long one ends with how many more there are. */
    String told();

    private static void requireSome(Collection<?> chosen) {
        if (chosen.isEmpty() || chosen.size() > MOST) {
            throw new IllegalArgumentException("a selection has 1 to " + MOST + " members, not " + chosen.size());
        }
    }

    /** The first few, with commas between them, and how many more there are. */
    static String told(Collection<?> members) {
        String first = members.stream().limit(MOST_TOLD).map(Object::toString).collect(Collectors.joining(","));
        int more = members.size() - MOST_TOLD;
        return more > 0 ? first + ",+" + more : first;
    }
}
