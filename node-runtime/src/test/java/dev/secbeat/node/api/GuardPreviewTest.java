// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.secbeat.node.api.GuardPreview.Kind;
import dev.secbeat.node.api.GuardPreview.Line;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What people read before they order, in the language they chose. */
class GuardPreviewTest {
    private static final Prefix PREFIX = Prefix.parse("203.0.113.0/24");
    private static final BlastRadius BLAST = new BlastRadius(
            List.of(new BlastRadius.Share(Dimension.REQUESTS, 0.125, 800)),
            Optional.of(PREFIX),
            2,
            List.of(Prefix.parse("203.0.113.8"), Prefix.parse("203.0.113.9")),
            Optional.of(new CountryShare("TV", 0.3)));

    @Test
    void inGermanTheSameIsToldWithTheCommaOfGerman() {
        assertThat(GuardPreview.hits(List.of(checked(Optional.empty())), Locale.GERMAN))
                .containsExactly(
                        new Line(Kind.REACH, "erreicht 1 Region: us"),
                        new Line(
                                Kind.REGION,
                                "us: 12,5 % der rechtmäßigen Anfragen, die jetzt durchkommen (100 von 800 je Sekunde)"),
                        new Line(
                                Kind.KEPT,
                                "2 Präfixe berühren, was nie gesperrt werden darf: 203.0.113.8, 203.0.113.9"),
                        new Line(Kind.COUNTRY, "umfasst 30,0 % der Adressen des Landes TV"));
    }

    @Test
    void aLanguageWithoutWordsIsAnsweredInEnglish() {
        assertThat(GuardPreview.hits(List.of(checked(Optional.empty())), Locale.FRENCH)
                        .getFirst())
                .isEqualTo(new Line(Kind.REACH, "reaches 1 region: us"));
    }

    @Test
    void nodesThatSayTheSameAreOneSentenceAndRefusalsComeFirst() {
        Receipt held = checked(Optional.of(new Refusal(Refusal.Code.NEEDS_APPROVAL, "it is wide")));
        Receipt refused = refused(Refusal.Code.OVERLOADED, "no room");

        assertThat(GuardPreview.objections(List.of(held, checked(Optional.empty()), refused, refused), Locale.ENGLISH))
                .containsExactly(
                        new Line(Kind.REFUSED, "2 of 4 nodes refuse: no room"),
                        new Line(
                                Kind.APPROVAL,
                                "1 of 4 nodes would hold it until another administrator approves: it is wide"));
    }

    @ParameterizedTest
    @EnumSource(
            value = Refusal.Code.class,
            names = {"NEVER_BLOCK", "TRAFFIC_SHARE"})
    void aGuardsRefusalIsToldInGermanWithWhatWasHit(Refusal.Code code) {
        String text = GuardPreview.objections(List.of(refused(code, "said in English")), Locale.GERMAN)
                .getFirst()
                .text();
        assertThat(text).startsWith("1 von 1 Knoten lehnt ab: ").doesNotContain("English");
        assertThat(text)
                .contains(
                        code == Refusal.Code.NEVER_BLOCK
                                ? "203.0.113.8, 203.0.113.9"
                                : "203.0.113.0/24: 12,5 % der rechtmäßigen Anfragen");
    }

    @ParameterizedTest
    @EnumSource(Refusal.Code.class)
    void noWordOfANodeIsLostInAnyLanguage(Refusal.Code code) {
        Receipt bare = new Receipt(
                UUID.randomUUID(),
                NodeId.of("us", "1"),
                Receipt.State.REFUSED,
                false,
                1,
                Optional.of(new Refusal(code, "it's {0} so")));
        for (Locale language : List.of(Locale.ENGLISH, Locale.GERMAN)) {
            assertThat(GuardPreview.objections(List.of(bare), language)
                            .getFirst()
                            .text())
                    .contains("it's {0} so");
        }
    }

    private static Receipt checked(Optional<Refusal> refusal) {
        return new Receipt(UUID.randomUUID(), NodeId.of("us", "1"), Receipt.State.CHECKED, false, 1, refusal)
                .hitting(Optional.of(BLAST));
    }

    private static Receipt refused(Refusal.Code code, String text) {
        return new Receipt(
                        UUID.randomUUID(),
                        NodeId.of("us", "2"),
                        Receipt.State.REFUSED,
                        false,
                        1,
                        Optional.of(new Refusal(code, text)))
                .hitting(Optional.of(BLAST));
    }
}
