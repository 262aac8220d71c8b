// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.demo.drill;

import dev.secbeat.node.demo.JsonText;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;

/** What a drill measured and what did not hold. One thread. */
public final class Findings {
    private final String drill;
    private final Consumer<String> tell;
    private final Map<String, Double> figures = new LinkedHashMap<>();
    private final List<String> failures = new ArrayList<>();
    private final List<String> overruns = new ArrayList<>();

    /** @param tell takes a line about each finding, for people */
    public Findings(String drill, Consumer<String> tell) {
        this.drill = drill;
        this.tell = tell;
    }

    /** Says what the drill is doing. */
    public void step(String text) {
        tell.accept(text);
    }

    /** Writes down a figure; the unit is part of its name. */
    public void figure(String name, double value) {
        figures.put(name, value);
        tell.accept(String.format(Locale.ROOT, "  %-36s %.1f", name, value));
    }

    /** Writes down whether something that must hold does. */
    public boolean check(boolean holds, String claim) {
        tell.accept((holds ? "  holds: " : "  FAILS: ") + claim);
        if (!holds) {
            failures.add(claim);
        }
        return holds;
    }

    /**
     * Writes down whether a bound on time was kept. It counts for the drill like any other claim, but says as much about
     * the machine as about the system, so tests on a busy machine may look past it.
     */
    public boolean checkTime(boolean holds, String claim) {
        tell.accept((holds ? "  holds: " : "  FAILS: ") + claim);
        if (!holds) {
            overruns.add(claim);
        }
        return holds;
    }

    /** Whether the drill was finished and everything held, in time. */
    public boolean passed() {
        return failures.isEmpty() && overruns.isEmpty() && !figures.isEmpty();
    }

    public Map<String, Double> figures() {
        return new LinkedHashMap<>(figures);
    }

    /** Claims that did not hold, bounds on time apart. */
    public List<String> failures() {
        return List.copyOf(failures);
    }

    /** Bounds on time that were not kept. */
    public List<String> overruns() {
        return List.copyOf(overruns);
    }

    /** One JSON object: the drill, whether it passed, its figures, and what failed if anything did. */
    public String json() {
        List<String> failed = new ArrayList<>(failures);
        failed.addAll(overruns);
        return "{\"drill\":" + JsonText.quoted(drill) + ",\"pass\":" + passed() + ",\"figures\":"
                + JsonText.numbers(figures)
                + (failed.isEmpty() ? "" : ",\"failures\":" + JsonText.texts(failed)) + "}";
    }
}
