// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.app;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import dev.secbeat.console.i18n.Times;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/** The newest lines that the node's code logs in this process, while it is attached. Safe for all threads. */
final class NodeLog extends AppenderBase<ILoggingEvent> {
    /** Lines kept; older ones are let go and counted. */
    static final int CAPACITY = 500;

    private static final int LONGEST = 2_000;
    private static final String NODE = "dev.secbeat.node";

    private final Deque<String> lines = new ArrayDeque<>();
    private @Nullable Level levelBefore;
    private long lost;

    /** Begins to listen, where the process logs by logback. */
    void attach() {
        if (LoggerFactory.getLogger(NODE) instanceof Logger logger) {
            levelBefore = logger.getLevel();
            setContext(logger.getLoggerContext());
            start();
            logger.addAppender(this);
        }
    }

    /** Has the node's code log as much as its configuration says. */
    void level(String level) {
        if (LoggerFactory.getLogger(NODE) instanceof Logger logger) {
            logger.setLevel(Level.toLevel(level, Level.INFO));
        }
    }

    /** Listens no longer; what was heard stays. */
    void detach() {
        if (LoggerFactory.getLogger(NODE) instanceof Logger logger) {
            logger.setLevel(levelBefore);
            logger.detachAppender(this);
        }
        stop();
    }

    /** Oldest first. */
    synchronized List<String> lines() {
        return List.copyOf(lines);
    }

    /** Older lines that were let go. */
    synchronized long lost() {
        return lost;
    }

    /** Adds a line of our own. */
    synchronized void add(long epochMillis, String level, String text) {
        String line = Times.precise(epochMillis) + " " + level + " " + text;
        lines.addLast(line.substring(0, Math.min(LONGEST, line.length())));
        if (lines.size() > CAPACITY) {
            lines.removeFirst();
            lost++;
        }
    }

    @Override
    protected void append(ILoggingEvent event) {
        add(event.getTimeStamp(), event.getLevel().toString(), event.getFormattedMessage());
    }
}
