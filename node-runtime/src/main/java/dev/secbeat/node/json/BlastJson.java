// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.json;

import dev.secbeat.node.api.BlastRadius;
import dev.secbeat.node.api.CountryShare;
import dev.secbeat.node.api.Dimension;
import dev.secbeat.node.api.Prefix;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What an order would hit. */
final class BlastJson {
    private BlastJson() {}

    static void write(FieldWriter out, BlastRadius blast) throws IOException {
        out.objects(
                "shares",
                (each, share) -> {
                    each.text("dimension", share.dimension());
                    each.decimal("part", share.part());
                    each.number("perSecond", share.perSecond());
                },
                blast.shares());
        if (blast.mostly().isPresent()) {
            out.text("mostly", blast.mostly().get());
        }
        out.number("keptHits", blast.keptHits());
        out.texts("kept", blast.kept());
        if (blast.country().isPresent()) {
            out.text("country", blast.country().get().country());
            out.decimal("countryPart", blast.country().get().part());
        }
    }

    static BlastRadius read(Fields in) throws DecodeException {
        List<BlastRadius.Share> shares = in.objects(
                "shares",
                Dimension.values().length,
                each -> new BlastRadius.Share(
                        each.word("dimension", Dimension.class),
                        each.decimal("part"),
                        each.number("perSecond", 0, Long.MAX_VALUE)));
        List<Prefix> kept = new ArrayList<>();
        for (String prefix : in.texts("kept", BlastRadius.MOST_NAMED)) {
            kept.add(Prefix.parse(prefix));
        }
        Optional<Prefix> mostly = in.optionalText("mostly").map(Prefix::parse);
        Optional<CountryShare> country = in.has("country")
                ? Optional.of(new CountryShare(in.text("country"), in.decimal("countryPart")))
                : Optional.empty();
        return new BlastRadius(shares, mostly, (int) in.number("keptHits", 0, Integer.MAX_VALUE), kept, country);
    }
}
