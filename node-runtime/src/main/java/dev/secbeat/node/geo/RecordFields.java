// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.geo;

import dev.secbeat.node.api.GeoSelection.Asns;
import dev.secbeat.node.api.GeoSelection.Countries;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Finds country and autonomous system in a record, under the names that the usual databases give them. */
final class RecordFields {
    /** Where a country is looked for, for people. */
    static final String COUNTRY = "country.iso_code, country_code or country";

    /** Where an autonomous system is looked for, for people. */
    static final String ASN = "autonomous_system_number or asn";

    private static final Pattern AS_NUMBER = Pattern.compile("(?i)(?:AS)?([0-9]{1,10})");

    private RecordFields() {}

    /**
     * Where the network's addresses are used. Not {@code registered_country}: that is where its holder is registered, and a
     * list must not drop what the database itself does not place in the country.
     */
    static Optional<String> country(@Nullable Object data) {
        if (!(data instanceof Map<?, ?> fields)) {
            return Optional.empty();
        }
        Object country = fields.get("country");
        if (country instanceof Map<?, ?> nested) {
            return code(nested.get("iso_code"));
        }
        // Where both stand side by side, "country" is the name in words.
        return code(fields.get("country_code")).or(() -> code(country));
    }

    /** Who announces the network. */
    static Optional<Long> asn(@Nullable Object data) {
        if (!(data instanceof Map<?, ?> fields)) {
            return Optional.empty();
        }
        return number(fields.get("autonomous_system_number")).or(() -> number(fields.get("asn")));
    }

    private static Optional<String> code(@Nullable Object value) {
        return value instanceof String text
                ? Optional.of(text.toUpperCase(Locale.ROOT)).filter(Countries::isCode)
                : Optional.empty();
    }

    private static Optional<Long> number(@Nullable Object value) {
        Optional<Long> number = switch (value) {
            case Number plain -> Optional.of(plain.longValue());
            case String text ->
                Optional.of(AS_NUMBER.matcher(text))
                        .filter(matcher -> matcher.matches())
                        .map(matcher -> Long.parseLong(matcher.group(1)));
            case null, default -> Optional.empty();
        };
        return number.filter(n -> n >= 1 && n <= Asns.MOST_NUMBER);
    }
}
