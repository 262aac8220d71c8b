// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.settings;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.secbeat.console.i18n.Messages;
import dev.secbeat.console.model.AlertKind;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * How a person likes the console.
 *
 * @param language one of {@link Messages#LANGUAGES}
 * @param scalePercent size of everything, 80 to 200
 * @param wholeFigures figures are written out, {@code 18,400} instead of {@code 18.4k}
 * @param sounds whether alerts may sound at all
 * @param zone in which clock times are written; without one that of this computer
 * @param rules what new alerts do, by kind; each kind has one
 * @param tiles where the map has its tiles from, besides those painted here
 */
public record Preferences(
        Locale language,
        Look look,
        int scalePercent,
        boolean wholeFigures,
        boolean sounds,
        Optional<ZoneId> zone,
        Map<AlertKind, AlertRule> rules,
        TileServer tiles) {
    /** Smallest scale. */
    public static final int LEAST_SCALE = 80;

    /** Largest scale. */
    public static final int MOST_SCALE = 200;

    /** What holds for who never chose: English, dark, UTC. */
    public static final Preferences STANDARD = new Preferences(
            Messages.LANGUAGES.getFirst(), Look.DARK, 100, false, true, Optional.of(ZoneOffset.UTC), Map.of());

    public Preferences {
        scalePercent = Math.clamp(scalePercent, LEAST_SCALE, MOST_SCALE);
        Map<AlertKind, AlertRule> all = new EnumMap<>(AlertKind.class);
        for (AlertKind kind : AlertKind.values()) {
            all.put(kind, rules.getOrDefault(kind, standardRule(kind)));
        }
        rules = Map.copyOf(all);
    }

    /** Without a server of map tiles. */
    public Preferences(
            Locale language,
            Look look,
            int scalePercent,
            boolean wholeFigures,
            boolean sounds,
            Optional<ZoneId> zone,
            Map<AlertKind, AlertRule> rules) {
        this(language, look, scalePercent, wholeFigures, sounds, zone, rules, TileServer.NONE);
    }

    /** The file of this person's preferences in {@code folder}. */
    public static SettingsFile<Preferences> in(Path folder) {
        return new SettingsFile<>(folder.resolve("preferences.json"), new Written());
    }

    /** The rule for alerts of this kind. */
    public AlertRule rule(AlertKind kind) {
        return rules.getOrDefault(kind, AlertRule.SHOWN);
    }

    /** Whether alerts of this kind sound. */
    public boolean isSounded(AlertKind kind) {
        return sounds && rule(kind) == AlertRule.SOUNDED;
    }

    /** Whether texts, figures, times and the map are as with {@code other}: then nothing shown has to be made anew. */
    public boolean isWordedAs(Preferences other) {
        return language.equals(other.language)
                && wholeFigures == other.wholeFigures
                && zone.equals(other.zone)
                && tiles.equals(other.tiles);
    }

    /** The same in this theme. */
    public Preferences with(Look other) {
        return new Preferences(language, other, scalePercent, wholeFigures, sounds, zone, rules, tiles);
    }

    /** The same at this scale, brought within bounds. */
    public Preferences scaled(int percent) {
        return new Preferences(language, look, percent, wholeFigures, sounds, zone, rules, tiles);
    }

    /** The zone in which times are written. */
    public ZoneId zoneOrLocal() {
        return zone.orElseGet(ZoneId::systemDefault);
    }

    private static AlertRule standardRule(AlertKind kind) {
        return switch (kind) {
            case REGION_DOWN, ATTACK, UNCONFIRMED, CONNECTION -> AlertRule.SOUNDED;
            case TELEMETRY_STALE, NODES_SILENT, DEGRADED, TROUBLE -> AlertRule.SHOWN;
        };
    }

    private static final class Written implements SettingsFile.Format<Preferences> {
        @Override
        public int version() {
            return 1;
        }

        @Override
        public Preferences standard() {
            return STANDARD;
        }

        @Override
        public void write(Preferences value, ObjectNode into) {
            into.put("language", value.language.getLanguage());
            into.put("look", word(value.look));
            into.put("scalePercent", value.scalePercent);
            into.put("wholeFigures", value.wholeFigures);
            into.put("sounds", value.sounds);
            into.put("zone", value.zone.map(ZoneId::getId).orElse("local"));
            into.putObject("tiles")
                    .put("used", value.tiles.isUsed())
                    .put("address", value.tiles.address())
                    .put("attribution", value.tiles.attribution());
            ObjectNode rules = into.putObject("alerts");
            for (AlertKind kind : AlertKind.values()) {
                rules.put(word(kind), word(value.rule(kind)));
            }
        }

        @Override
        public Preferences read(Reading from) {
            Map<AlertKind, AlertRule> rules = new EnumMap<>(AlertKind.class);
            Reading written = from.object("alerts");
            for (AlertKind kind : AlertKind.values()) {
                rules.put(kind, written.parsed(word(kind), standardRule(kind), text -> value(AlertRule.class, text)));
            }
            return new Preferences(
                    from.parsed("language", STANDARD.language, Written::language),
                    from.parsed("look", STANDARD.look, text -> value(Look.class, text)),
                    (int) from.number("scalePercent", STANDARD.scalePercent, LEAST_SCALE, MOST_SCALE),
                    from.flag("wholeFigures", STANDARD.wholeFigures),
                    from.flag("sounds", STANDARD.sounds),
                    from.parsed("zone", STANDARD.zone, Written::zone),
                    rules,
                    tiles(from.object("tiles")));
        }

        /** One that cannot be used is not, and is said so. */
        private static TileServer tiles(Reading from) {
            TileServer written =
                    new TileServer(from.flag("used", false), from.text("address", ""), from.text("attribution", ""));
            if (written.isUsed() && !written.problem().isEmpty()) {
                from.trouble(written.problem());
                return TileServer.NONE;
            }
            return written;
        }

        private static Locale language(String text) {
            return Messages.LANGUAGES.stream()
                    .filter(known -> known.getLanguage().equals(text))
                    .findFirst()
                    .orElseThrow(IllegalArgumentException::new);
        }

        private static Optional<ZoneId> zone(String text) throws DateTimeException {
            return text.equals("local")
                    ? Optional.empty()
                    : Optional.of(text.equals("Z") ? ZoneOffset.UTC : ZoneId.of(text));
        }

        private static String word(Enum<?> value) {
            return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
        }

        private static <E extends Enum<E>> E value(Class<E> type, String text) {
            return Enum.valueOf(type, text.toUpperCase(Locale.ROOT).replace('-', '_'));
        }
    }
}
