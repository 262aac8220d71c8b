// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.cli;

import dev.secbeat.node.json.JsonText;
import dev.secbeat.node.kernel.MapFill;
import dev.secbeat.node.kernel.ProgramInfo;
import dev.secbeat.node.kernel.XdpReason;
import dev.secbeat.node.kernel.XdpStats;
import dev.secbeat.node.kernel.XdpStatus;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What {@code secbeat xdp status} tells, for people and for scripts.
 *
 * @param filters one for each pin directory looked at
 * @param others programs on this network namespace's interfaces that are of none of them
 * @param expected the interfaces that the configuration names
 */
record XdpReport(List<XdpStatus> filters, List<XdpStatus.Other> others, List<String> expected) {

    /** One object; what is not known has no field. Field names are for scripts to rely on. */
    String json() {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("abi_version", XdpStatus.ABI_VERSION);
        all.put("filters", filters.stream().map(this::json).toList());
        all.put(
                "others",
                others.stream()
                        .map(other -> fields(
                                "interface", other.interfaceName(),
                                "index", other.ifindex(),
                                "mode", other.mode().label(),
                                "id", other.programId(),
                                "name", other.programName()))
                        .toList());
        return JsonText.object(all);
    }

    private Map<String, Object> json(XdpStatus status) {
        Map<String, Object> one = fields("pins", status.pinDirectory().toString(), "state", label(status.state()));
        Map<String, Object> node = fields("runs", status.nodeProcess().isPresent());
        status.nodeProcess().ifPresent(process -> node.put("pid", process));
        one.put("node", node);
        status.abiVersion().ifPresent(version -> one.put("abi_version", version));
        one.put("readable", status.isReadable());
        if (!status.attached().isEmpty()) {
            XdpStatus.Attached first = status.attached().getFirst();
            one.put("interface", json(first));
            Map<String, Object> program = fields("id", first.programId());
            first.program().ifPresent(info -> program.putAll(json(info)));
            one.put("program", program);
        }
        one.put(
                "interfaces",
                status.attached().stream().map(XdpReport::onProgram).toList());
        if (status.isReadable()) {
            putTables(one, status);
        }
        one.put("remarks", status.remarks());
        return one;
    }

    private static Map<String, Object> json(XdpStatus.Attached attached) {
        Map<String, Object> device = fields("index", attached.ifindex());
        attached.on().ifPresent(on -> {
            device.put("name", on.interfaceName());
            device.put("up", on.up());
            device.put("mode", on.mode().label());
        });
        return device;
    }

    private static Map<String, Object> onProgram(XdpStatus.Attached attached) {
        Map<String, Object> device = json(attached);
        device.put("program_id", attached.programId());
        return device;
    }

    private static Map<String, Object> json(ProgramInfo program) {
        return fields(
                "name", program.name(),
                "tag", program.tag(),
                "loaded_at", program.loadedAt().truncatedTo(ChronoUnit.SECONDS),
                "verified_instructions", program.verifiedInstructions(),
                "translated_bytes", program.translatedBytes(),
                "native_bytes", program.nativeBytes());
    }

    private static void putTables(Map<String, Object> one, XdpStatus status) {
        Map<String, Object> tables = new LinkedHashMap<>();
        status.tables()
                .forEach((name, fill) ->
                        tables.put(name, fields("entries", fill.entries(), "capacity", fill.capacity())));
        one.put("tables", tables);
        Map<String, Object> blocks = new LinkedHashMap<>();
        status.blocks().forEach((cause, held) -> blocks.put(cause.label(), held));
        one.put("blocks", blocks);
        one.put("lists", status.lists().stream().map(ListReport::json).toList());
        Map<String, Object> packets = new LinkedHashMap<>();
        for (XdpStatus.Counted counted : status.packets()) {
            Map<String, Object> row = fields("action", action(counted));
            row.putAll(json(counted.tally()));
            packets.put(counted.reason(), row);
        }
        one.put("packets", packets);
        Map<String, Object> totals = new LinkedHashMap<>();
        for (XdpReason.Action action : XdpReason.Action.values()) {
            totals.put(action.label(), json(status.total(action)));
        }
        one.put("totals", totals);
        one.put("events", status.events());
    }

    static Map<String, Object> json(XdpStats.Tally tally) {
        return fields("packets", tally.packets(), "bytes", tally.bytes());
    }

    static Map<String, Object> fields(Object... namesAndValues) {
        Map<String, Object> fields = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            fields.put((String) namesAndValues[i], namesAndValues[i + 1]);
        }
        return fields;
    }

    /** A page. */
    List<String> lines() {
        List<String> lines = new ArrayList<>();
        if (filters.isEmpty()) {
            lines.add("nothing is pinned on the BPF filesystems mounted here: no filter of a node");
        }
        filters.forEach(status -> {
            describe(lines, status);
            if (status.isReadable()) {
                describeTables(lines, status);
            }
            status.remarks().forEach(remark -> lines.add("  note         " + remark));
        });
        expected.stream()
                .filter(name -> !isAttached(name))
                .forEach(
                        name -> lines.add("the configuration names " + name + ", and nothing of this node runs there"));
        for (XdpStatus.Other other : others) {
            lines.add(String.format(
                    Locale.ROOT,
                    "%s (index %d) runs another XDP program: id %d, name '%s', %s; none of these pins attached it",
                    other.interfaceName(),
                    other.ifindex(),
                    other.programId(),
                    other.programName(),
                    other.mode().label()));
        }
        return lines;
    }

    private boolean isAttached(String interfaceName) {
        return filters.stream()
                .flatMap(status -> status.attached().stream())
                .flatMap(attached -> attached.on().stream())
                .anyMatch(on -> on.interfaceName().equals(interfaceName));
    }

    private static void describe(List<String> lines, XdpStatus status) {
        lines.add(status.pinDirectory() + ": " + explained(status.state()));
        status.attached().forEach(attached -> lines.add("  interface    " + told(attached)));
        status.attached().stream()
                .map(attached -> "  program      id " + attached.programId()
                        + attached.program().map(XdpReport::told).orElse(""))
                .distinct() // One for all, unless a start failed half-way.
                .forEach(lines::add);
        if (status.state() != XdpStatus.State.NOTHING) {
            lines.add("  node         "
                    + (status.nodeProcess().isPresent()
                            ? "runs, process " + status.nodeProcess().getAsLong()
                            : "does not run"));
            lines.add("  tables       "
                    + status.abiVersion()
                            .map(version -> "of ABI version " + version)
                            .orElse("of no known version")
                    + "; this build reads " + XdpStatus.ABI_VERSION);
        }
    }

    private static String told(XdpStatus.Attached attached) {
        return attached.on()
                .map(on -> String.format(
                        Locale.ROOT,
                        "%s (index %d, %s), %s XDP",
                        on.interfaceName(),
                        attached.ifindex(),
                        on.up() ? "up" : "down",
                        on.mode().label()))
                .orElse("index " + attached.ifindex() + " of another network namespace");
    }

    private static String told(ProgramInfo program) {
        return String.format(
                Locale.ROOT,
                ", %s, tag %s, loaded %s; %d instructions verified, %d bytes translated, %d native",
                program.name(),
                program.tag(),
                program.loadedAt().truncatedTo(ChronoUnit.SECONDS),
                program.verifiedInstructions(),
                program.translatedBytes(),
                program.nativeBytes());
    }

    private static void describeTables(List<String> lines, XdpStatus status) {
        lines.add(String.format(Locale.ROOT, "  %-20s %16s %16s %7s", "TABLE", "ENTRIES", "CAPACITY", "FILL"));
        status.tables()
                .forEach((name, fill) -> lines.add(String.format(
                        Locale.ROOT,
                        "  %-20s %16d %16d %6.1f%%",
                        name,
                        fill.entries(),
                        fill.capacity(),
                        percent(fill))));
        lines.add(String.format(Locale.ROOT, "  %-20s %16s", "BLOCKED BY", "BLOCKS"));
        status.blocks()
                .forEach((cause, held) -> lines.add(String.format(Locale.ROOT, "  %-20s %16d", cause.label(), held)));
        lines.addAll(ListReport.lines(status.lists()));
        lines.add(String.format(Locale.ROOT, "  %-20s %16s %16s %7s", "REASON", "PACKETS", "BYTES", "ACTION"));
        for (XdpStatus.Counted counted : status.packets()) {
            lines.add(row(counted.reason(), counted.tally(), action(counted)));
        }
        for (XdpReason.Action action : XdpReason.Action.values()) {
            lines.add(row("all", status.total(action), action.label()));
        }
        lines.add(String.format(Locale.ROOT, "  %-20s %16s", "EVENT", "TIMES"));
        status.events().forEach((name, times) -> lines.add(String.format(Locale.ROOT, "  %-20s %16d", name, times)));
    }

    private static String row(String name, XdpStats.Tally tally, String action) {
        return String.format(Locale.ROOT, "  %-20s %16d %16d %7s", name, tally.packets(), tally.bytes(), action);
    }

    private static double percent(MapFill fill) {
        return fill.capacity() == 0 ? 0 : 100.0 * fill.entries() / fill.capacity();
    }

    private static String action(XdpStatus.Counted counted) {
        return counted.action().map(XdpReason.Action::label).orElse("unknown");
    }

    private static String label(XdpStatus.State state) {
        return state.name().toLowerCase(Locale.ROOT);
    }

    private static String explained(XdpStatus.State state) {
        return switch (state) {
            case FILTERING -> "filtering";
            case PARTLY -> "filtering, but not on every interface; the next start of the node attaches again";
            case PINNED_ONLY -> "not filtering; what is pinned waits for the node to start";
            case NOTHING -> "nothing is pinned, so no filter of a node";
        };
    }
}
