// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.incident;

import dev.secbeat.console.i18n.Messages;
import dev.secbeat.console.model.CommandState;
import dev.secbeat.console.model.Figures;
import dev.secbeat.console.model.IncidentStory;
import dev.secbeat.console.model.Pulse;
import dev.secbeat.console.model.SourceTimes;
import dev.secbeat.console.model.TimelineEntry;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import java.util.function.ToDoubleFunction;
import java.util.function.UnaryOperator;

/**
 * An incident as one page that needs nothing else: figures, charts, timeline, commands with their receipts. Reads well on
 * paper. Pure; any thread.
 */
public final class ReportPage {
    private static final DateTimeFormatter DAY =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT).withZone(ZoneOffset.UTC);
    private static final DateTimeFormatter CLOCK =
            DateTimeFormatter.ofPattern("HH:mm:ss.SSS", Locale.ROOT).withZone(ZoneOffset.UTC);

    private final IncidentStory story;
    private final UnaryOperator<String> names;
    private final StringBuilder out = new StringBuilder(32_768);

    private ReportPage(IncidentStory story, UnaryOperator<String> names) {
        this.story = story;
        this.names = names;
    }

    /**
     * The page.
     *
     * @param commands those of this console that are known, newest first
     * @param fleet the profile or the recording
     * @param names of regions by their ids
     */
    public static String of(
            IncidentStory story, List<CommandState> commands, String fleet, UnaryOperator<String> names) {
        ReportPage page = new ReportPage(story, names);
        page.head(fleet);
        page.figures();
        page.charts();
        page.sources();
        page.timeline();
        page.commands(commands);
        page.out.append("</main></body></html>\n");
        return page.out.toString();
    }

    private void head(String fleet) {
        String title = Messages.of("incident.report.title", fleet);
        out.append("<!doctype html>\n<html lang=\"")
                .append(Messages.language().getLanguage())
                .append("\"><head><meta charset=\"utf-8\"><title>")
                .append(safe(title))
                .append("</title><style>")
                .append(style())
                .append("</style></head><body><main><h1>")
                .append(safe(title))
                .append("</h1><p class=\"quiet\">")
                .append(safe(Messages.of("incident.report.span", day(story.beginMillis()), day(story.endMillis()))))
                .append("</p>");
    }

    private void figures() {
        out.append("<section class=\"figures\">");
        figure("incident.figure.detect", duration(story.timeToDetectMillis()));
        figure("incident.figure.mitigate", duration(story.timeToMitigateMillis()));
        figure("incident.figure.detections", count(TimelineEntry.Kind.DETECTION));
        figure("incident.figure.blocks", count(TimelineEntry.Kind.BLOCK));
        figure("incident.figure.acts", count(TimelineEntry.Kind.ACT));
        figure("incident.figure.peak", Figures.compact(peak()) + "/s");
        out.append("</section><p class=\"quiet\">")
                .append(safe(Messages.of("incident.report.how-measured")))
                .append("</p>");
    }

    private void charts() {
        heading("incident.report.traffic");
        chart(Messages.of("incident.report.fleet"), Pulse::passed, Pulse::dropped);
        TreeSet<String> regions = new TreeSet<>();
        story.pulses().forEach(pulse -> pulse.regions().forEach(region -> regions.add(region.regionId())));
        for (String id : regions) {
            chart(names.apply(id), pulse -> rate(pulse, id, false), pulse -> rate(pulse, id, true));
        }
    }

    private void chart(String name, ToDoubleFunction<Pulse> passed, ToDoubleFunction<Pulse> dropped) {
        out.append("<figure><figcaption>")
                .append(safe(name))
                .append("</figcaption>")
                .append(ReportChart.svg(story, passed, dropped))
                .append("</figure>");
    }

    private static double rate(Pulse pulse, String id, boolean dropped) {
        return pulse.regions().stream()
                .filter(region -> region.regionId().equals(id))
                .mapToDouble(region -> dropped ? region.dropped() : region.passed())
                .findFirst()
                .orElse(Double.NaN);
    }

    private void sources() {
        if (story.sources().isEmpty()) {
            return;
        }
        heading("incident.report.sources");
        table(
                "incident.report.source",
                "incident.report.first-seen",
                "incident.report.detected",
                "incident.report.last-kernel",
                "incident.report.kernels",
                "incident.figure.detect",
                "incident.figure.mitigate");
        for (SourceTimes times : story.sources()) {
            row(
                    times.source(),
                    clock(times.firstSeenMillis()),
                    clock(times.detectedMillis()),
                    clock(times.lastKernelMillis()),
                    String.valueOf(times.kernels()),
                    duration(times.detectMillis()),
                    duration(times.mitigateMillis()));
        }
        out.append("</tbody></table>");
    }

    private void timeline() {
        heading("incident.report.timeline");
        if (story.forgotten() > 0) {
            out.append("<p class=\"quiet\">")
                    .append(safe(Messages.of("incident.report.forgotten", Figures.grouped((double) story.forgotten()))))
                    .append("</p>");
        }
        table("incident.report.time", "incident.report.kind", "incident.report.region", "incident.report.what");
        for (TimelineEntry entry : story.entries()) {
            out.append(entry.isGrave() ? "<tr class=\"grave\"><td>" : "<tr><td>")
                    .append(clock(entry.epochMillis()))
                    .append("</td><td>")
                    .append(safe(entry.kind().label()))
                    .append("</td><td>")
                    .append(safe(entry.regionId().isEmpty() ? "" : names.apply(entry.regionId())))
                    .append("</td><td><b>")
                    .append(safe(entry.title()))
                    .append("</b> ")
                    .append(safe(entry.detail()))
                    .append("</td></tr>");
        }
        out.append("</tbody></table>");
    }

    private void commands(List<CommandState> commands) {
        if (commands.isEmpty()) {
            return;
        }
        heading("incident.report.commands");
        table(
                "incident.report.time",
                "incident.report.command",
                "incident.report.node",
                "incident.report.outcome",
                "incident.report.took",
                "incident.report.text");
        for (CommandState command : commands.reversed()) {
            String title = command.summary() + " · " + command.id();
            row(clock(command.issuedAtMillis()), title, "", "", "", command.problem());
            for (CommandState.Answer answer : command.answers()) {
                String took = answer.afterMillis() < 0 ? "" : Figures.millis(answer.afterMillis());
                row("", "", answer.nodeId(), answer.outcome().name().toLowerCase(Locale.ROOT), took, answer.text());
            }
        }
        out.append("</tbody></table>");
    }

    private void heading(String key) {
        out.append("<h2>").append(safe(Messages.of(key))).append("</h2>");
    }

    private void figure(String key, String value) {
        out.append("<div><span>")
                .append(safe(Messages.of(key)))
                .append("</span><b>")
                .append(safe(value))
                .append("</b></div>");
    }

    private void table(String... keys) {
        out.append("<table><thead><tr>");
        for (String key : keys) {
            out.append("<th>").append(safe(Messages.of(key))).append("</th>");
        }
        out.append("</tr></thead><tbody>");
    }

    private void row(String... cells) {
        out.append("<tr>");
        for (String cell : cells) {
            out.append("<td>").append(safe(cell)).append("</td>");
        }
        out.append("</tr>");
    }

    private String count(TimelineEntry.Kind kind) {
        return String.valueOf(
                story.entries().stream().filter(entry -> entry.kind() == kind).count());
    }

    private double peak() {
        return story.pulses().stream()
                .mapToDouble(Pulse::dropped)
                .filter(rate -> !Double.isNaN(rate))
                .max()
                .orElse(0);
    }

    /** {@code 46 ms}, {@code 2.0 s}, {@code 3 min}; a dash when not known. */
    public static String duration(long millis) {
        if (millis < 0) {
            return "–";
        }
        return millis < 1_000
                ? Figures.millis((double) millis)
                : millis < 120_000 ? Figures.tenths(millis / 1000.0) + " s" : millis / 60_000 + " min";
    }

    private static String day(long epochMillis) {
        return DAY.format(Instant.ofEpochMilli(epochMillis)) + " UTC";
    }

    private static String clock(long epochMillis) {
        return epochMillis == 0 ? "–" : CLOCK.format(Instant.ofEpochMilli(epochMillis));
    }

    private static String style() {
        try (InputStream in = ReportPage.class.getResourceAsStream("report.css")) {
            if (in == null) {
                throw new IllegalStateException("report.css is not in this build");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Texts come from the wire: none of them is markup. */
    static String safe(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&#39;");
    }
}
