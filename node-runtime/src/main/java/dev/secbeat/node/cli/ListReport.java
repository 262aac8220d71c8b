// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.cli;

import dev.secbeat.node.kernel.ListNote;
import dev.secbeat.node.kernel.XdpStatus;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The part of {@link XdpReport} about lists. What is not known is "unknown" on the page and has no field in the object. */
final class ListReport {
    private static final String UNKNOWN = "unknown";

    private ListReport() {}

    static Map<String, Object> json(XdpStatus.Listed list) {
        Map<String, Object> fields = XdpReport.fields("name", list.name(), "dry_run", list.dryRun());
        ListNote note = list.note();
        list.entries().ifPresent(entries -> fields.put("entries", entries));
        putText(fields, "origin", note.origin());
        putText(fields, "selection", note.selection());
        putText(fields, "database", note.database());
        putTime(fields, "built_at", note.builtMillis());
        putTime(fields, "loaded_at", note.loadedMillis());
        fields.put("dropped", XdpReport.json(list.dropped()));
        fields.put("spared", XdpReport.json(list.spared()));
        return fields;
    }

    private static void putText(Map<String, Object> fields, String name, String text) {
        if (!text.isEmpty()) {
            fields.put(name, text);
        }
    }

    private static void putTime(Map<String, Object> fields, String name, long millis) {
        if (millis != 0) {
            fields.put(name, time(millis));
        }
    }

    /** Nothing where there is no list. */
    static List<String> lines(List<XdpStatus.Listed> lists) {
        List<String> lines = new ArrayList<>();
        if (!lists.isEmpty()) {
            lines.add(line("LIST", "ENTRIES", "DROPPED", "SPARED", "LOADED", "ORIGIN"));
        }
        for (XdpStatus.Listed list : lists) {
            lines.add(line(
                    list.name(),
                    list.entries().map(entries -> Integer.toString(entries)).orElse(UNKNOWN),
                    Long.toString(list.dropped().packets()),
                    Long.toString(list.spared().packets()),
                    loaded(list),
                    origin(list.note()) + (list.dryRun() ? "; dry run, drops nothing" : "")));
        }
        return lines;
    }

    private static String line(
            String name, String entries, String dropped, String spared, String loaded, String origin) {
        return String.format(
                Locale.ROOT, "  %-20s %16s %16s %16s  %-20s  %s", name, entries, dropped, spared, loaded, origin);
    }

    /** A list is there before its file was read: with nothing in it. */
    private static String loaded(XdpStatus.Listed list) {
        if (list.note().loadedMillis() != 0) {
            return time(list.note().loadedMillis());
        }
        return list.note().origin().isEmpty() ? UNKNOWN : "not yet";
    }

    private static String origin(ListNote note) {
        if (note.origin().isEmpty()) {
            return UNKNOWN;
        }
        String selected = note.selection().isEmpty() ? "" : " " + note.selection();
        String database = note.database().isEmpty() ? "" : " of " + note.database();
        String built = note.builtMillis() == 0 ? "" : ", built " + time(note.builtMillis());
        return note.origin() + selected + database + built;
    }

    private static String time(long millis) {
        return Instant.ofEpochMilli(millis).truncatedTo(ChronoUnit.SECONDS).toString();
    }
}
