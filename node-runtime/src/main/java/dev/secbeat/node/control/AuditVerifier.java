// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.control;

import dev.secbeat.node.control.AuditFinding.Kind;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Finds what was done to a writer's audit records after they were written.
 *
 * <p>Unless it is checked {@link #checkFromFirst from the first}, the oldest record is taken as it is: what preceded it may have been
 * rotated away or have expired. Somebody who can
 * rewrite a whole chain with all its hashes, and what is kept of it elsewhere, is not found out: compare a node's journal
 * with the fleet's copy.
 */
public final class AuditVerifier {
    private AuditVerifier() {}

    /**
     * Checks the records of one writer.
     *
     * @param lines in the order in which they stand
     * @param head what is known about them besides
     * @param place what {@link AuditLine#at} counts, such as "message"
     * @return empty when nothing is wrong; else in the order in which they stand
     */
    public static List<AuditFinding> check(List<AuditLine> lines, Optional<AuditHead> head, String place) {
        return check(lines, head, false, place);
    }

    /**
     * The same where nothing is known besides, and all that was ever written must be there: what does not begin with the first record
     * is {@link Kind#TRUNCATED}, and nothing else is.
     */
    public static List<AuditFinding> checkFromFirst(List<AuditLine> lines, String place) {
        return check(lines, Optional.empty(), true, place);
    }

    private static List<AuditFinding> check(
            List<AuditLine> lines, Optional<AuditHead> head, boolean fromFirst, String place) {
        List<AuditFinding> findings = new ArrayList<>();
        List<List<AuditLine>> chains = chains(lines);
        for (int i = 0; i < chains.size(); i++) {
            List<AuditLine> chain = chains.get(i);
            if (i > 0) {
                findings.add(new AuditFinding(
                        Kind.RESTARTED,
                        chain.getFirst().at(),
                        "a new chain begins here: the one before it was lost, or this was put in"));
            }
            Optional<AuditHead> itsHead = i == chains.size() - 1 ? head : Optional.empty();
            findings.addAll(
                    new AuditChainCheck(chain, itsHead, chains.size() == 1, fromFirst && i == 0, place).findings());
        }
        findings.sort(Comparator.comparingLong(AuditFinding::at));
        return findings;
    }

    /** One chain, unless a record in the middle begins another. */
    private static List<List<AuditLine>> chains(List<AuditLine> lines) {
        List<List<AuditLine>> chains = new ArrayList<>();
        List<AuditLine> chain = new ArrayList<>();
        boolean any = false;
        Optional<AuditRecord> begun = Optional.empty();
        for (AuditLine line : lines) {
            Optional<AuditRecord> record = AuditRecord.parse(line.text());
            Optional<AuditRecord> beginning = record.filter(AuditRecord::begins);
            // The same beginning once more is a repeated line, not another chain.
            if (beginning.isPresent() && any && !beginning.equals(begun)) {
                chains.add(chain);
                chain = new ArrayList<>();
            }
            begun = beginning.isPresent() ? beginning : begun;
            any |= record.isPresent();
            chain.add(line);
        }
        chains.add(chain);
        return chains;
    }
}
