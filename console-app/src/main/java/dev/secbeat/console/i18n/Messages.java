// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.i18n;

import java.text.MessageFormat;
import java.util.ArrayList;
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
    private static final ConcurrentMap<String, Filled> TEXTS = new ConcurrentHashMap<>();
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
        TEXTS.clear();
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
        String text = TEXTS.computeIfAbsent(key + " " + values.length, any -> Filled.of(pattern(key), values.length))
                .with(values);
        String code = CODES.get(key);
        return code == null || ProblemCodes.isIn(text) ? text : text + " [" + code + "]";
    }

    private static String pattern(String key) {
        String bundle = key.substring(0, key.indexOf('.'));
        return BUNDLES.computeIfAbsent(bundle, Messages::load).getString(key);
    }

    private static ResourceBundle load(String name) {
        return ResourceBundle.getBundle(
                Messages.class.getPackageName() + "." + name, language, Messages.class.getClassLoader(), FILES);
    }

    /**
     * A text taken apart at its places once, for views fill in hundreds of texts a second.
     *
     * @param parts what stands between the places, one more than there are places
     * @param places which value stands in each
     */
    private record Filled(List<String> parts, List<Integer> places) {
        private static final char MARK = '\uE000'; // for private use: no text has it

        static Filled of(String pattern, int values) {
            Object[] marks = new Object[values];
            for (int i = 0; i < values; i++) {
                marks[i] = String.valueOf((char) (MARK + i));
            }
            String marked = new MessageFormat(pattern, Locale.ROOT).format(marks);
            List<String> parts = new ArrayList<>();
            List<Integer> places = new ArrayList<>();
            int from = 0;
            for (int at = 0; at < marked.length(); at++) {
                int value = marked.charAt(at) - MARK;
                if (value >= 0 && value < values) {
                    parts.add(marked.substring(from, at));
                    places.add(value);
                    from = at + 1;
                }
            }
            parts.add(marked.substring(from));
            return new Filled(parts, places);
        }

        String with(Object... values) {
            StringBuilder text = new StringBuilder(parts.getFirst());
            for (int i = 0; i < places.size(); i++) {
                text.append(values[places.get(i)]).append(parts.get(i + 1));
            }
            return text.toString();
        }
    }
}
