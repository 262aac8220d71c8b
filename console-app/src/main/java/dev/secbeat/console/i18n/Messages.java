// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.i18n;

import java.text.MessageFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.ResourceBundle;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * Texts by key, in the language chosen. The first part of a key names its bundle, as the room that shows it is named:
 * {@code blocks.title} stands in {@code blocks.properties}, and in {@code blocks_de.properties} in German. Safe for all
 * threads.
 */
public final class Messages {
    /** The languages there are; the first is what is spoken where another is asked for. */
    public static final List<Locale> LANGUAGES = List.of(Locale.ENGLISH, Locale.GERMAN);

    private static final ResourceBundle.Control FILES =
            ResourceBundle.Control.getNoFallbackControl(ResourceBundle.Control.FORMAT_PROPERTIES);
    private static final ConcurrentMap<String, ResourceBundle> BUNDLES = new ConcurrentHashMap<>();
    private static final Map<String, String> CODES = ProblemCodes.byKey();
    private static volatile Locale language = LANGUAGES.getFirst();

    private Messages() {}

    /** Speaks {@code wanted} from now on, or English when there is no such language; what is already shown stays. */
    public static void speak(Locale wanted) {
        language = LANGUAGES.stream()
                .filter(known -> known.getLanguage().equals(wanted.getLanguage()))
                .findFirst()
                .orElse(LANGUAGES.getFirst());
        BUNDLES.clear();
    }

    /** The language spoken now. */
    public static Locale language() {
        return language;
    }

    /**
     * The text of a key, a {@link MessageFormat} filled with {@code values}: an apostrophe is written twice in the
     * bundle. Values stand as they are told, so that figures keep the shape that their view gave them. What tells of a
     * problem ends with a code to search for, as {@code [SB-NOT-SAVED]}, unless a value already bears one.
     *
     * @throws java.util.MissingResourceException when there is no such key, which is a fault of the program
     */
    public static String of(String key, Object... values) {
        String bundle = key.substring(0, key.indexOf('.'));
        String pattern = BUNDLES.computeIfAbsent(bundle, Messages::load).getString(key);
        Object[] told = new Object[values.length];
        for (int i = 0; i < told.length; i++) {
            told[i] = String.valueOf(values[i]);
        }
        String text = new MessageFormat(pattern, Locale.ROOT).format(told);
        String code = CODES.get(key);
        return code == null || ProblemCodes.isIn(text) ? text : text + " [" + code + "]";
    }

    private static ResourceBundle load(String name) {
        return ResourceBundle.getBundle(
                Messages.class.getPackageName() + "." + name, language, Messages.class.getClassLoader(), FILES);
    }
}
