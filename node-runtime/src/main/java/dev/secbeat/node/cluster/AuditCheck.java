// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.cluster;

import dev.secbeat.node.control.AuditFinding;
import dev.secbeat.node.control.AuditVerifier;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Whether the records of a fleet's stream are as they were written.
 *
 * @param records how many there are, by writer
 * @param findings what nobody wrote like that; empty when nothing is wrong
 * @param notes what could not be checked, and why that is nobody's doing
 */
public record AuditCheck(Map<String, Integer> records, List<Finding> findings, List<String> notes) {
    /** The name under which what concerns the stream itself stands. */
    public static final String STREAM = "stream";

    /** What {@link Finding#at()} counts. */
    public static final String PLACE = "message";

    public AuditCheck {
        records = new TreeMap<>(records);
        findings = List.copyOf(findings);
        notes = List.copyOf(notes);
    }

    /**
     * Something that nobody wrote like that.
     *
     * @param where the writer's name, or {@link #STREAM}
     */
    public record Finding(String where, AuditFinding finding) {

        /** The message at which it shows. */
        public long at() {
            return finding.at();
        }

        /** What was done: {@code CHANGED}, {@code MISSING} and so on, see {@link AuditFinding.Kind}. */
        public String kind() {
            return finding.kind().name();
        }

        /** What it is, for people. */
        public String text() {
            return finding.text();
        }
    }

    /**
     * Checks each writer's chain, and that nothing was taken out of the stream. A chain has all its records from the first on, unless the
     * stream's limits have dropped messages, or older ones were not read.
     */
    public static AuditCheck of(AuditTrail trail, AuditReading reading) {
        Map<String, Integer> records = new TreeMap<>();
        List<Finding> findings = new ArrayList<>();
        List<String> notes = new ArrayList<>();
        Optional<String> excuse = excuse(reading);
        trail.chains().forEach((writer, lines) -> {
            records.put(writer, lines.size());
            for (AuditFinding finding : AuditVerifier.checkFromFirst(lines, PLACE)) {
                if (finding.kind() == AuditFinding.Kind.TRUNCATED && excuse.isPresent()) {
                    notes.add(writer + ": " + finding.text() + excuse.get());
                } else {
                    findings.add(new Finding(writer, finding));
                }
            }
        });
        long lost = reading.retention().gone();
        if (lost + oldEnd(reading) > 0 && reading.retention().isByLimits()) {
            notes.addFirst(STREAM + ": its oldest " + (lost + oldEnd(reading)) + " messages are not there any more, "
                    + (reading.retention().isByAge()
                            ? "as they were older than it keeps them"
                            : "as there was no room for them, before their time: find out who fills it")
                    + "; nothing is known here of what was in them, the journals may have it");
        }
        if (lost > 0 && !reading.retention().isByLimits()) {
            findings.add(new Finding(
                    STREAM,
                    new AuditFinding(
                            AuditFinding.Kind.TRUNCATED,
                            lost + 1,
                            "the " + lost + " messages before this one were taken away, not by the stream's limits: "
                                    + reading.retention().limits())));
        }
        reading.gone().stream()
                .skip(oldEnd(reading))
                .forEach(at -> findings.add(new Finding(
                        STREAM, new AuditFinding(AuditFinding.Kind.MISSING, at, "it was deleted from the stream"))));
        return new AuditCheck(records, findings, notes);
    }

    /** Why chains need not have their beginnings, if so. */
    private static Optional<String> excuse(AuditReading reading) {
        if (reading.unread() > 0) {
            return Optional.of(" in what was read of the stream");
        }
        boolean dropped = reading.retention().gone() + oldEnd(reading) > 0;
        return dropped && reading.retention().isByLimits()
                ? Optional.of(", as the stream's limits drop what is oldest: "
                        + reading.retention().limits())
                : Optional.empty();
    }

    /** How many of the oldest messages the limits dropped while they were read. */
    private static long oldEnd(AuditReading reading) {
        if (reading.unread() > 0 || !reading.retention().isByLimits()) {
            return 0;
        }
        int dropped = 0;
        while (dropped < reading.gone().size() && reading.gone().get(dropped) == reading.first() + dropped) {
            dropped++;
        }
        return dropped;
    }

    /** Whether nothing is wrong. */
    public boolean isWhole() {
        return findings.isEmpty();
    }
}
