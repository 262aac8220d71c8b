// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.incident;

import dev.secbeat.console.i18n.Messages;
import dev.secbeat.console.model.Figures;
import java.util.StringJoiner;

/** What could not be read of a file, counted. Confined to one thread. */
final class Reading {
    private long unknown;
    private long undecodable;
    private long damagedBlocks;
    private long cutBytes;
    private long leftOut;

    void unknown() {
        unknown++;
    }

    void undecodable() {
        undecodable++;
    }

    void damagedBlock() {
        damagedBlocks++;
    }

    void cut(long bytes) {
        cutBytes += bytes;
    }

    void leftOut() {
        leftOut++;
    }

    /** Records of kinds that this version does not know. */
    long unknownRecords() {
        return unknown;
    }

    /** What an operator should know; empty when all was read. */
    String notice() {
        StringJoiner text = new StringJoiner(" ");
        add(text, "incident.notice.cut", cutBytes);
        add(text, "incident.notice.damaged", damagedBlocks);
        add(text, "incident.notice.undecodable", undecodable);
        add(text, "incident.notice.unknown", unknown);
        add(text, "incident.notice.left-out", leftOut);
        return text.length() == 0 ? "" : Messages.of("incident.notice.unwhole", text);
    }

    private static void add(StringJoiner text, String key, long count) {
        if (count > 0) {
            text.add(Messages.of(key, Figures.grouped((double) count)));
        }
    }
}
