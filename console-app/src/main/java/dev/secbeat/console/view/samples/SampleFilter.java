// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.view.samples;

import dev.secbeat.console.model.PacketHeaders;
import dev.secbeat.console.model.SampleRow;
import dev.secbeat.node.api.Prefix;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Which samples are shown: of one reason or all, and words that all must hold. A CIDR keeps packets from or to it; {@code
 * :443} a port; anything else is looked for in what the row says.
 *
 * @param problem what could not be understood and what is allowed; empty when all was
 */
record SampleFilter(Predicate<SampleRow> accepts, String problem) {
    private static final Pattern SPACE = Pattern.compile("\\s+");
    private static final Pattern PORT = Pattern.compile(":(\\d{1,5})");

    /** Reads a filter; {@code reason} empty is all. */
    static SampleFilter parse(Optional<String> reason, String text) {
        List<Predicate<SampleRow>> all = new ArrayList<>();
        List<String> problems = new ArrayList<>();
        reason.ifPresent(only -> all.add(row -> row.packet().reason().equals(only)));
        for (String word : SPACE.split(text.strip().toLowerCase(Locale.ROOT), -1)) {
            if (!word.isEmpty()) {
                all.add(word(word, problems));
            }
        }
        return new SampleFilter(row -> all.stream().allMatch(one -> one.test(row)), String.join(" ", problems));
    }

    private static Predicate<SampleRow> word(String word, List<String> problems) {
        var port = PORT.matcher(word);
        if (port.matches()) {
            return ofPort(Integer.parseInt(port.group(1)));
        }
        if (word.contains("/") && Character.digit(word.charAt(0), 16) >= 0 && digitsAfterSlash(word)) {
            return ofPrefix(word, problems);
        }
        return row ->
                texts(row).anyMatch(shown -> shown.toLowerCase(Locale.ROOT).contains(word));
    }

    /** A CIDR, not a node's {@code region/name}. */
    private static boolean digitsAfterSlash(String word) {
        String after = word.substring(word.indexOf('/') + 1);
        return after.chars().allMatch(c -> c >= '0' && c <= '9');
    }

    private static Predicate<SampleRow> ofPort(int port) {
        return row -> row.headers()
                .ports()
                .filter(both -> both.source() == port || both.destination() == port)
                .isPresent();
    }

    private static Predicate<SampleRow> ofPrefix(String word, List<String> problems) {
        try {
            Prefix prefix = Prefix.parse(word);
            return row -> Stream.of(row.headers().source(), row.headers().destination())
                    .flatMap(Optional::stream)
                    .anyMatch(prefix::contains);
        } catch (IllegalArgumentException e) {
            problems.add(e.getMessage() + ".");
            return row -> true;
        }
    }

    private static Stream<String> texts(SampleRow row) {
        PacketHeaders headers = row.headers();
        return Stream.of(
                row.node().toString(),
                row.packet().action(),
                row.packet().reason(),
                row.packet().interfaceName(),
                headers.sourceText(),
                headers.destinationText(),
                headers.protocolText(),
                headers.detail(),
                headers.oddity());
    }
}
