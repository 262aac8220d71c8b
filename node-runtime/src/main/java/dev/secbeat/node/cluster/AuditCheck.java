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
 */
public record AuditCheck(Map<String, Integer> records, List<Finding> findings) {
    /** The name under which what concerns the stream itself stands. */
    public static final String STREAM = "stream";

    /** What {@link Finding#at()} counts. */
    public static final String PLACE = "message";

    public AuditCheck {
        records = new TreeMap<>(records);
        findings = List.copyOf(findings);
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

    /** Checks each writer's chain, and that nothing was deleted from the stream. */
    public static AuditCheck of(AuditTrail trail, AuditReading reading) {
        Map<String, Integer> records = new TreeMap<>();
        List<Finding> findings = new ArrayList<>();
        trail.chains().forEach((writer, lines) -> {
            records.put(writer, lines.size());
            AuditVerifier.check(lines, Optional.empty(), PLACE)
                    .forEach(finding -> findings.add(new Finding(writer, finding)));
        });
        reading.gone()
                .forEach(at -> findings.add(new Finding(
                        STREAM, new AuditFinding(AuditFinding.Kind.MISSING, at, "it was deleted from the stream"))));
        return new AuditCheck(records, findings);
    }

    /** Whether nothing is wrong. */
    public boolean isWhole() {
        return findings.isEmpty();
    }
}
