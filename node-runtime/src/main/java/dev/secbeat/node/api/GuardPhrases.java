// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.api;

import java.text.MessageFormat;
import java.util.Locale;
import java.util.Optional;
import java.util.ResourceBundle;

/** The sentences about guards in one language, English where there is none of it. Immutable; any thread. */
final class GuardPhrases {
    private static final ResourceBundle.Control FILES =
            ResourceBundle.Control.getNoFallbackControl(ResourceBundle.Control.FORMAT_PROPERTIES);

    private final Locale language;
    private final ResourceBundle phrases;

    GuardPhrases(Locale language) {
        this.language = language;
        phrases = ResourceBundle.getBundle(
                GuardPhrases.class.getPackageName() + ".guard", language, GuardPhrases.class.getClassLoader(), FILES);
    }

    /** The sentence of that key, filled with values that are written already. */
    String of(String key, Object... values) {
        Object[] told = new Object[values.length];
        for (int i = 0; i < told.length; i++) {
            told[i] = String.valueOf(values[i]);
        }
        return new MessageFormat(phrases.getString(key), Locale.ROOT).format(told);
    }

    /** One of two sentences, as there is one of it or more: {@code key.one}, {@code key.many}; {0} is how many. */
    String counted(String key, long count, Object... more) {
        Object[] values = new Object[more.length + 1];
        values[0] = count;
        System.arraycopy(more, 0, values, 1, more.length);
        return of(key + (count == 1 ? ".one" : ".many"), values);
    }

    /** The sentence of that key, where this language has one. */
    Optional<String> find(String key, Object... values) {
        return phrases.containsKey(key) ? Optional.of(of(key, values)) : Optional.empty();
    }

    /** {@code 20.0 % of the legitimate packets passing now (1000 of 5000 a second)}. */
    String share(BlastRadius.Share share) {
        return of(
                "share",
                percent(share.part()),
                of("dimension." + share.dimension().label()),
                Math.round(share.part() * share.perSecond()),
                share.perSecond());
    }

    String percent(double part) {
        return String.format(language, "%.1f %%", part * 100);
    }
}
