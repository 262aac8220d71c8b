// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.control;

import dev.secbeat.node.control.AuditFinding.Kind;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** One chain under check, see {@link AuditVerifier}. Used once. */
final class AuditChainCheck {
    private final Optional<AuditHead> head;
    private final boolean whole;
    private final String place;
    private final List<AuditFinding> findings = new ArrayList<>();

    /** The record taken for the one that was written, by number. */
    private final TreeMap<Long, Placed> genuine = new TreeMap<>();

    /** Numbers of records that stand there but cannot be read. */
    private final Set<Long> unreadable = new HashSet<>();

    /**
     * @param whole whether the chain's beginning is what the head means
     * @param fromFirst whether the chain must begin with its first record
     */
    AuditChainCheck(List<AuditLine> lines, Optional<AuditHead> head, boolean whole, boolean fromFirst, String place) {
        this.head = head;
        this.whole = whole;
        this.place = place;
        List<Long> damaged = new ArrayList<>();
        TreeMap<Long, List<Placed>> claims = new TreeMap<>();
        for (Placed record : numbered(lines, damaged)) {
            claims.computeIfAbsent(record.sequence, _ -> new ArrayList<>()).add(record);
        }
        claims.forEach((number, claim) -> choose(claim, claims.getOrDefault(number + 1, List.of())));
        List<Placed> inPlace = genuine.values().stream()
                .sorted(Comparator.comparingLong(Placed::at))
                .toList();
        damaged.forEach(at -> checkDamaged(at, inPlace));
        checkOrder(inPlace);
        checkLinks();
        checkBeginning(fromFirst);
        checkEnds();
    }

    List<AuditFinding> findings() {
        return findings;
    }

    /** Records of the first format state no number: they have that of the first which does, counted back. */
    private static List<Placed> numbered(List<AuditLine> lines, List<Long> damaged) {
        List<Placed> records = new ArrayList<>();
        for (AuditLine line : lines) {
            AuditRecord.parse(line.text())
                    .ifPresentOrElse(
                            record -> records.add(new Placed(line.at(), record.sequence(), record)),
                            () -> damaged.add(line.at()));
        }
        int unnumbered = 0;
        while (unnumbered < records.size() && records.get(unnumbered).sequence == 0) {
            unnumbered++;
        }
        long first = unnumbered < records.size() ? records.get(unnumbered).sequence : unnumbered + 1L;
        for (int i = 0; i < unnumbered; i++) {
            Placed record = records.get(i);
            records.set(i, new Placed(record.at, first - unnumbered + i, record.record));
        }
        return records;
    }

    /** Of several that claim one number, the one that follows from the record before and is followed by the next. */
    private void choose(List<Placed> claim, List<Placed> next) {
        Placed chosen = claim.stream()
                .max(Comparator.comparingInt((Placed record) -> links(record, next))
                        .thenComparing(Placed::at, Comparator.reverseOrder()))
                .orElseThrow();
        genuine.put(chosen.sequence, chosen);
        for (Placed other : claim) {
            if (!other.equals(chosen)) {
                String what =
                        other.record.equals(chosen.record) ? " stands here again; it is on " : " is not this one: see ";
                found(Kind.INSERTED, other.at, "record " + other.sequence + what + place + " " + chosen.at);
            }
        }
    }

    private int links(Placed record, List<Placed> next) {
        Placed before = genuine.get(record.sequence - 1);
        String hashBefore = before != null ? before.record.hash() : record.sequence == 1 ? AuditRecord.START : "";
        int backward = !hashBefore.isEmpty() && record.record.follows(hashBefore) ? 1 : 0;
        boolean forward = next.stream().anyMatch(later -> later.record.follows(record.record.hash()));
        boolean noted = head.stream()
                .anyMatch(
                        known -> known.last() == record.sequence && known.hash().equals(record.record.hash()));
        return backward + (forward || noted ? 2 : 0);
    }

    /** What cannot be read is either a record that is missed elsewhere, or was put in. */
    private void checkDamaged(long at, List<Placed> inPlace) {
        Optional<Placed> before =
                inPlace.stream().filter(record -> record.at < at).reduce((_, later) -> later);
        long last = head.map(AuditHead::last).orElse(0L);
        long lastHere = genuine.isEmpty() ? last : Math.max(last, genuine.lastKey());
        long missed =
                before.map(Placed::sequence).orElse(genuine.isEmpty() ? 0L : Math.max(0, genuine.firstKey() - 2)) + 1;
        while (unreadable.contains(missed)) {
            missed++;
        }
        if (missed <= lastHere && !genuine.containsKey(missed)) {
            unreadable.add(missed);
            found(Kind.CHANGED, at, "record " + missed + " cannot be read");
        } else {
            found(Kind.INSERTED, at, "this is no record");
        }
    }

    private void checkOrder(List<Placed> inPlace) {
        List<Placed> inOrder = List.copyOf(genuine.values());
        int i = 0;
        while (i < inOrder.size()) {
            int from = i;
            while (i < inOrder.size() && inOrder.get(i).sequence != inPlace.get(i).sequence) {
                i++;
            }
            if (i > from) {
                found(
                        Kind.REORDERED,
                        inPlace.get(from).at,
                        "record " + inPlace.get(from).sequence + " stands where record "
                                + inOrder.get(from).sequence + " was written; out of order up to " + place + " "
                                + inPlace.get(i - 1).at);
            }
            i++;
        }
    }

    private void checkLinks() {
        Placed before = null;
        for (Placed record : genuine.values()) {
            if (before != null && record.sequence > before.sequence + 1) {
                missing(before.sequence + 1, record.sequence - 1, record.at);
            } else if (before != null && !record.record.follows(before.record.hash())) {
                found(
                        Kind.CHANGED,
                        record.at,
                        "record " + record.sequence + " does not follow from record " + before.sequence + " on " + place
                                + " " + before.at + ": one of the two was changed");
            }
            before = record;
        }
    }

    private void missing(long from, long to, long at) {
        long readable = to
                - from
                + 1
                - unreadable.stream().filter(n -> n >= from && n <= to).count();
        if (readable > 0) {
            found(Kind.MISSING, at, numbers(from, to) + " missing before this " + place);
        }
    }

    /** What says that it is the first must be, also where older ones may be missing: the first follows from a hash that all know. */
    private void checkBeginning(boolean fromFirst) {
        if (genuine.isEmpty()) {
            return;
        }
        Placed first = genuine.firstEntry().getValue();
        boolean numbered = genuine.lastEntry().getValue().record.sequence() > 0;
        if (first.sequence == 1 && !first.record.begins()) {
            if (numbered) {
                found(Kind.CHANGED, first.at, "record 1 is not what was written: it does not begin a chain");
            } else if (fromFirst) {
                found(
                        Kind.TRUNCATED,
                        first.at,
                        "records are missing at the beginning: this one does not begin a chain");
            }
        }
        long oldest = unreadable.stream().reduce(first.sequence, Math::min);
        if (fromFirst && oldest > 1) {
            found(Kind.TRUNCATED, first.at, numbers(1, oldest - 1) + " missing at the beginning");
        }
    }

    private void checkEnds() {
        if (head.isEmpty()) {
            return;
        }
        AuditHead known = head.get();
        if (genuine.isEmpty()) {
            found(Kind.TRUNCATED, 0, numbers(known.first(), known.last()) + " missing: nothing is left");
            return;
        }
        Placed first = genuine.firstEntry().getValue();
        Placed last = genuine.lastEntry().getValue();
        if (whole && first.sequence > known.first() && !unreadable.contains(known.first())) {
            found(Kind.TRUNCATED, first.at, numbers(known.first(), first.sequence - 1) + " missing at the beginning");
        }
        if (last.sequence < known.last() && !unreadable.contains(known.last())) {
            found(Kind.TRUNCATED, last.at, numbers(last.sequence + 1, known.last()) + " missing at the end");
        }
        Map.Entry<Long, Placed> newest = genuine.floorEntry(known.last());
        if (newest != null
                && newest.getKey() == known.last()
                && !newest.getValue().record.hash().equals(known.hash())) {
            found(
                    Kind.CHANGED,
                    newest.getValue().at,
                    "record " + known.last() + " is not the one whose hash was noted when it was written");
        }
    }

    private static String numbers(long from, long to) {
        return from == to ? "record " + from + " is" : "records " + from + " to " + to + " are";
    }

    private void found(Kind kind, long at, String text) {
        findings.add(new AuditFinding(kind, at, text));
    }

    private record Placed(long at, long sequence, AuditRecord record) {}
}
