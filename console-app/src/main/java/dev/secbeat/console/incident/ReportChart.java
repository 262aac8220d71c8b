// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.incident;

import dev.secbeat.console.model.Figures;
import dev.secbeat.console.model.IncidentStory;
import dev.secbeat.console.model.Pulse;
import dev.secbeat.console.model.TimelineEntry;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;

/**
 * Traffic over time as a drawing in the page: passed as a line, dropped as an area, a mark for each detection, block and
 * act. Of the samples that fall on one point the largest is drawn; a gap stays a gap.
 */
final class ReportChart {
    private static final int WIDTH = 720;
    private static final int HEIGHT = 120;
    private static final int LEFT = 46;
    private static final int BOTTOM = 16;
    private static final int TOP = 10;
    private static final DateTimeFormatter CLOCK =
            DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT).withZone(ZoneOffset.UTC);

    private final long begin;
    private final long end;
    private final double top;
    private final StringBuilder out = new StringBuilder(4_096);

    private ReportChart(long begin, long end, double top) {
        this.begin = begin;
        this.end = Math.max(end, begin + 1);
        this.top = top > 0 ? top : 1;
    }

    static String svg(IncidentStory story, ToDoubleFunction<Pulse> passed, ToDoubleFunction<Pulse> dropped) {
        double top = story.pulses().stream()
                .flatMapToDouble(pulse -> DoubleStream.of(passed.applyAsDouble(pulse), dropped.applyAsDouble(pulse)))
                .filter(rate -> !Double.isNaN(rate))
                .max()
                .orElse(0);
        ReportChart chart = new ReportChart(story.beginMillis(), story.endMillis(), top * 1.1);
        chart.frame();
        chart.area(story.pulses(), dropped);
        chart.line(story.pulses(), passed);
        story.entries().forEach(chart::mark);
        return chart.out.append("</svg>").toString();
    }

    private void frame() {
        out.append(String.format(
                Locale.ROOT,
                "<svg viewBox=\"0 0 %d %d\" role=\"img\"><line class=\"axis\" x1=\"%d\" y1=\"%d\" x2=\"%d\" y2=\"%d\"/>",
                WIDTH,
                HEIGHT,
                LEFT,
                HEIGHT - BOTTOM,
                WIDTH,
                HEIGHT - BOTTOM));
        text(0, TOP + 4, Figures.compact(top) + "/s");
        text(0, HEIGHT - BOTTOM, "0");
        text(LEFT, HEIGHT - 3, CLOCK.format(Instant.ofEpochMilli(begin)));
        text(WIDTH - 48, HEIGHT - 3, CLOCK.format(Instant.ofEpochMilli(end)));
    }

    private void text(double x, double y, String text) {
        out.append(String.format(Locale.ROOT, "<text x=\"%.0f\" y=\"%.0f\">%s</text>", x, y, ReportPage.safe(text)));
    }

    private void line(List<Pulse> pulses, ToDoubleFunction<Pulse> rate) {
        for (double[][] run : runs(pulses, rate)) {
            out.append("<polyline class=\"passed\" points=\"");
            points(run);
            out.append("\"/>");
        }
    }

    private void area(List<Pulse> pulses, ToDoubleFunction<Pulse> rate) {
        for (double[][] run : runs(pulses, rate)) {
            out.append("<polygon class=\"dropped\" points=\"");
            points(new double[][] {{run[0][0], HEIGHT - BOTTOM}});
            points(run);
            points(new double[][] {{run[run.length - 1][0], HEIGHT - BOTTOM}});
            out.append("\"/>");
        }
    }

    private void points(double[][] points) {
        for (double[] point : points) {
            out.append(String.format(Locale.ROOT, "%.1f,%.1f ", point[0], point[1]));
        }
    }

    /** Stretches without a gap, one point a pixel at most. */
    private List<double[][]> runs(List<Pulse> pulses, ToDoubleFunction<Pulse> rate) {
        ArrayList<double[][]> runs = new ArrayList<>();
        ArrayList<double[]> run = new ArrayList<>();
        for (Pulse pulse : pulses) {
            double value = rate.applyAsDouble(pulse);
            if (Double.isNaN(value)) {
                close(run, runs);
                continue;
            }
            double x = x(pulse.epochMillis());
            double y = y(value);
            if (!run.isEmpty() && x - run.getLast()[0] < 1) {
                run.getLast()[1] = Math.min(run.getLast()[1], y);
            } else {
                run.add(new double[] {x, y});
            }
        }
        close(run, runs);
        return runs;
    }

    private static void close(List<double[]> run, List<double[][]> runs) {
        if (!run.isEmpty()) {
            runs.add(run.toArray(new double[0][]));
            run.clear();
        }
    }

    private void mark(TimelineEntry entry) {
        String kind = switch (entry.kind()) {
            case DETECTION -> "detection";
            case BLOCK -> "block";
            case FAILOVER -> "failover";
            case ACT -> "act";
            case HEALTH, TROUBLE, CONSOLE -> "";
        };
        if (!kind.isEmpty()) {
            out.append(String.format(
                    Locale.ROOT,
                    "<line class=\"mark %s\" x1=\"%.1f\" y1=\"%d\" x2=\"%.1f\" y2=\"%d\"><title>%s</title></line>",
                    kind,
                    x(entry.epochMillis()),
                    TOP,
                    x(entry.epochMillis()),
                    HEIGHT - BOTTOM,
                    ReportPage.safe(entry.title())));
        }
    }

    private double x(long epochMillis) {
        double share = (double) (epochMillis - begin) / (end - begin);
        return LEFT + Math.clamp(share, 0.0, 1.0) * (WIDTH - LEFT);
    }

    private double y(double value) {
        return HEIGHT - BOTTOM - value / top * (HEIGHT - BOTTOM - TOP);
    }
}
