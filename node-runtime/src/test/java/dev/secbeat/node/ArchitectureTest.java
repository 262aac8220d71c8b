// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The product keeps the rules of its rooms, and the rules bite: the fixture house breaks each kind of them once. */
class ArchitectureTest {
    private static final JavaClasses PRODUCT = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("dev.secbeat.node");

    private static final RoomRules FIXTURE_RULES = new RoomRules("dev.secbeat.fixture");
    private static final JavaClasses FIXTURE = new ClassFileImporter().importPackages("dev.secbeat.fixture");

    @TestFactory
    Stream<DynamicTest> theProductKeepsEveryRule() {
        return new RoomRules("dev.secbeat.node")
                .all().entrySet().stream()
                        .map(rule -> DynamicTest.dynamicTest(
                                rule.getKey(), () -> rule.getValue().check(PRODUCT)));
    }

    @Test
    void theProductHasClassesToJudge() {
        assertThat(PRODUCT.stream().map(type -> type.getPackageName()))
                .contains("dev.secbeat.node.api", "dev.secbeat.node.time", "dev.secbeat.node.verdict");
    }

    @ParameterizedTest
    @CsvSource({
        "room api imports only its neighbours, LooksDownstream",
        "room kernel imports only its neighbours, TalksToTheCluster",
        "room cluster imports only its neighbours, KnowsItsWiring",
        "library java.lang.foreign.. stays in its room, PokesMemory",
        "library com.fasterxml.. stays in its room, WritesJson",
        "library org.slf4j.. stays in its room, LogsInAPureRoom",
        "every package is a known room, Stowaway",
        "every outside library is a known one, BringsALibrary",
        "'pure rooms touch no thread, file, socket, clock or dice', ReadsTheClock",
        "'pure rooms touch no thread, file, socket, clock or dice', StartsAThread",
        "'pure rooms touch no thread, file, socket, clock or dice', OpensAFile",
        "rooms form no cycle, KnowsItsWiring",
    })
    void aRuleNamesTheClassThatBreaksIt(String sentence, String culprit) {
        assertThat(violations(sentence)).anyMatch(text -> text.contains(culprit));
    }

    @Test
    void aRuleLeavesThoseAloneThatKeepIt() {
        assertThat(violations("room verdict imports only its neighbours")).isEmpty();
        assertThat(violations("library io.nats.. stays in its room")).isEmpty();
    }

    private static List<String> violations(String sentence) {
        ArchRule rule = FIXTURE_RULES.all().get(sentence);
        assertThat(rule).as("a rule called '%s'", sentence).isNotNull();
        return rule.evaluate(FIXTURE).getFailureReport().getDetails();
    }
}
