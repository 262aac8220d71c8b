// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.demo;

import java.io.PrintStream;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** Tells what happens, line by line: to people with the time in front, or to programs as JSON. Safe for all threads. */
public final class Story {
    private final PrintStream out;
    private final boolean json;
    private final long startNanos = System.nanoTime();

    public Story(PrintStream out, boolean json) {
        this.out = out;
        this.json = json;
    }

    /** Seconds since the story began. */
    public double seconds() {
        return (System.nanoTime() - startNanos) / 1e9;
    }

    /** A step, with its time. */
    public void step(String text) {
        if (!json) {
            out.println(String.format(Locale.ROOT, "%7.1f s  %s", seconds(), text));
            out.flush();
        }
    }

    /** A line as it is. */
    public void line(String text) {
        if (!json) {
            out.println(text);
            out.flush();
        }
    }

    /** A line that belongs to the step above. */
    public void detail(String text) {
        if (!json) {
            out.println("           " + text);
            out.flush();
        }
    }

    /** A milestone with figures, for programs. */
    public void event(String name, Map<String, Double> figures) {
        if (json) {
            out.println("{\"event\":" + JsonText.quoted(name) + ",\"figures\":"
                    + JsonText.numbers(new TreeMap<>(figures)) + "}");
            out.flush();
        }
    }
}
