// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.control;

import static org.assertj.core.api.Assertions.assertThat;

import dev.secbeat.node.control.AuditFinding.Kind;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every kind of change shows, as what it is and where it is. */
class AuditVerifierTest {
    private static final int LENGTH = 9;

    private final List<AuditRecord> written = chain("alice", LENGTH);
    private final List<String> lines =
            new ArrayList<>(written.stream().map(AuditRecord::line).toList());

    private static List<AuditRecord> chain(String actor, int length) {
        List<AuditRecord> chain = new ArrayList<>();
        String hash = AuditRecord.START;
        for (int i = 0; i < length; i++) {
            AuditRecord record = AuditRecord.following(i, hash, "{\"actor\":\"" + actor + "\"}");
            hash = record.hash();
            chain.add(record);
        }
        return chain;
    }

    private AuditHead head() {
        return new AuditHead(1, LENGTH, written.getLast().hash());
    }

    private List<AuditFinding> check() {
        List<AuditLine> placed = new ArrayList<>();
        lines.forEach(line -> placed.add(new AuditLine(placed.size() + 1L, line)));
        return AuditVerifier.check(placed, Optional.of(head()), "line");
    }

    private void onlyFinding(Kind kind, long at) {
        assertThat(check()).singleElement().satisfies(finding -> {
            assertThat(finding.kind()).as(finding.text()).isEqualTo(kind);
            assertThat(finding.at()).as(finding.text()).isEqualTo(at);
        });
    }

    @Test
    void whatWasWrittenIsRight() {
        assertThat(check()).isEmpty();
        assertThat(written).extracting(AuditRecord::sequence).startsWith(1L, 2L, 3L);
        assertThat(AuditRecord.parse(written.getFirst().line())).contains(written.getFirst());
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 5, 8})
    void aChangedRecordShows(int at) {
        lines.set(at, lines.get(at).replace("alice", "mallo"));
        onlyFinding(Kind.CHANGED, at + 1);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 3, 7})
    void aRecordChangedWithItsHashShowsInTheNext(int at) {
        AuditRecord forged = AuditRecord.following(
                at, at == 0 ? AuditRecord.START : written.get(at - 1).hash(), "{\"actor\":\"mallo\"}");
        lines.set(at, forged.line());
        onlyFinding(Kind.CHANGED, at + 2);
    }

    @Test
    void theNewestRecordChangedWithItsHashShowsByTheHead() {
        AuditRecord forged =
                AuditRecord.following(LENGTH - 1, written.get(LENGTH - 2).hash(), "{\"actor\":\"mallo\"}");
        lines.set(LENGTH - 1, forged.line());
        onlyFinding(Kind.CHANGED, LENGTH);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 4, 7})
    void recordsLeftOutShow(int at) {
        lines.remove(at);
        onlyFinding(Kind.MISSING, at + 1);
        if (at < 7) {
            lines.remove(at);
            onlyFinding(Kind.MISSING, at + 1);
            assertThat(check().getFirst().text()).contains("records " + (at + 1) + " to " + (at + 2));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 7})
    void neighboursThatChangedPlacesShow(int at) {
        Collections.swap(lines, at, at + 1);
        onlyFinding(Kind.REORDERED, at + 1);
    }

    @Test
    void aRecordThatWasMovedFarShowsOnce() {
        lines.add(6, lines.remove(2));
        onlyFinding(Kind.REORDERED, 3);
        assertThat(check().getFirst().text()).contains("up to line 7");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 9})
    void theEndCutOffShows(int cut) {
        for (int i = 0; i < cut; i++) {
            lines.removeLast();
        }
        onlyFinding(Kind.TRUNCATED, LENGTH - cut);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 4})
    void theBeginningCutOffShows(int cut) {
        lines.subList(0, cut).clear();
        onlyFinding(Kind.TRUNCATED, 1);
        assertThat(check().getFirst().text()).contains("at the beginning");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 5, 8})
    void aRecordPutInShows(int at) {
        AuditRecord forged = AuditRecord.following(at, written.get(at - 1).hash(), "{\"actor\":\"mallo\"}");
        lines.add(at, forged.line());
        onlyFinding(Kind.INSERTED, at + 1);
    }

    @Test
    void moreThanTheHeadKnowsOfIsRight() {
        lines.add(AuditRecord.following(LENGTH, written.getLast().hash(), "{\"actor\":\"bob\"}")
                .line());
        assertThat(check()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 4, 8})
    void aRepeatedRecordShows(int at) {
        lines.add(at + 1, lines.get(at));
        onlyFinding(Kind.INSERTED, at + 2);
        assertThat(check().getFirst().text()).contains("again");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 4, 9})
    void aLineThatIsNoRecordShows(int at) {
        lines.add(at, "{\"hash\":\"x\",\"entry\":{}}");
        onlyFinding(Kind.INSERTED, at + 1);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 4, 8})
    void aDamagedRecordShows(int at) {
        lines.set(at, lines.get(at).substring(0, 90));
        onlyFinding(Kind.CHANGED, at + 1);
        assertThat(check().getFirst().text()).contains("record " + (at + 1) + " cannot be read");
    }

    @Test
    void aChainThatBeginsAnewShowsAndIsCheckedItself() {
        List<AuditRecord> second = chain("bob", 4);
        lines.clear();
        written.forEach(record -> lines.add(record.line()));
        second.forEach(record -> lines.add(record.line()));
        List<AuditLine> placed = new ArrayList<>();
        lines.forEach(line -> placed.add(new AuditLine(placed.size() + 1L, line)));

        assertThat(AuditVerifier.check(placed, Optional.empty(), "message"))
                .singleElement()
                .satisfies(finding -> {
                    assertThat(finding.kind()).isEqualTo(Kind.RESTARTED);
                    assertThat(finding.at()).isEqualTo(LENGTH + 1L);
                });
        placed.remove(LENGTH + 2);
        assertThat(AuditVerifier.check(placed, Optional.empty(), "message"))
                .extracting(AuditFinding::kind)
                .containsExactly(Kind.RESTARTED, Kind.MISSING);
    }

    @Test
    void severalChangesShowEach() {
        lines.set(1, lines.get(1).replace("alice", "mallo"));
        lines.remove(4);
        lines.removeLast();
        assertThat(check()).extracting(AuditFinding::kind).containsExactly(Kind.CHANGED, Kind.MISSING, Kind.TRUNCATED);
    }

    @Test
    void nothingAtAllIsRightWithoutAHead() {
        assertThat(AuditVerifier.check(List.of(), Optional.empty(), "line")).isEmpty();
    }

    private List<AuditFinding> checkFromFirst() {
        List<AuditLine> placed = new ArrayList<>();
        lines.forEach(line -> placed.add(new AuditLine(placed.size() + 1L, line)));
        return AuditVerifier.checkFromFirst(placed, "message");
    }

    @Test
    void whereAllMustBeThereAWholeChainIsRight() {
        assertThat(checkFromFirst()).isEmpty();
        lines.clear();
        assertThat(checkFromFirst()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 4, 8})
    void whereAllMustBeThereAChainThatBeginsLateIsCutOff(int cut) {
        lines.subList(0, cut).clear();

        assertThat(checkFromFirst()).singleElement().satisfies(finding -> {
            assertThat(finding.kind()).isEqualTo(Kind.TRUNCATED);
            assertThat(finding.at()).isEqualTo(1);
            assertThat(finding.text()).matches(cut == 1 ? "record 1 is missing.*" : "records 1 to " + cut + " are .*");
        });
    }

    @Test
    void whereAllMustBeThereTheFirstOfSeveralChainsMustBeWholeToo() {
        chain("bob", 4).forEach(record -> lines.add(record.line()));
        lines.removeFirst();

        assertThat(checkFromFirst()).extracting(AuditFinding::kind).containsExactly(Kind.TRUNCATED, Kind.RESTARTED);
    }

    /** No other record can say so of it. */
    @Test
    void aFirstRecordThatFollowsFromNothingKnownShows() {
        lines.set(0, lines.getFirst().replace("alice", "mallo"));
        assertThat(AuditVerifier.check(List.of(new AuditLine(1, lines.getFirst())), Optional.empty(), "line"))
                .singleElement()
                .satisfies(finding -> assertThat(finding.kind()).isEqualTo(Kind.CHANGED));
        onlyFinding(Kind.CHANGED, 1);
    }

    @Test
    void aDamagedFirstRecordIsNoCut() {
        lines.set(0, lines.getFirst().substring(0, 90));

        assertThat(checkFromFirst())
                .singleElement()
                .satisfies(finding -> assertThat(finding.kind()).isEqualTo(Kind.CHANGED));
    }
}
