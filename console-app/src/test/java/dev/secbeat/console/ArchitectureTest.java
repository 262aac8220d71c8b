// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console;

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

/** The console keeps the rules of its rooms, and the rules bite: the fixture house breaks each kind of them once. */
class ArchitectureTest {
    private static final JavaClasses PRODUCT = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("dev.secbeat.console");

    private static final ConsoleRules FIXTURE_RULES = new ConsoleRules("dev.secbeat.fixture");
    private static final JavaClasses FIXTURE = new ClassFileImporter().importPackages("dev.secbeat.fixture");

    @TestFactory
    Stream<DynamicTest> theConsoleKeepsEveryRule() {
        return new ConsoleRules("dev.secbeat.console")
                .all().entrySet().stream()
                        .map(rule -> DynamicTest.dynamicTest(
                                rule.getKey(), () -> rule.getValue().check(PRODUCT)));
    }

    @ParameterizedTest
    @CsvSource({
        "room view imports only its neighbours, SkipsTheModel",
        "room feed takes from the node only what is listed, ReadsVerdicts",
        "every package is a known room, Stowaway",
        "a view imports no other view but the shell and its widgets, PeeksNextDoor",
        "only views and app touch the scene graph, DrawsInTheModel",
        "views write times in the zone chosen, FixedClock",
        "the GPL map stays in view.map, PeeksNextDoor",
    })
    void aRuleNamesTheClassThatBreaksIt(String sentence, String culprit) {
        assertThat(violations(sentence)).anyMatch(text -> text.contains(culprit));
    }

    @Test
    void aRuleLeavesThoseAloneThatKeepIt() {
        assertThat(violations("room feed imports only its neighbours")).isEmpty();
        assertThat(violations("only feed speaks Prometheus")).isEmpty();
    }

    private static List<String> violations(String sentence) {
        ArchRule rule = FIXTURE_RULES.all().get(sentence);
        assertThat(rule).as("a rule called '%s'", sentence).isNotNull();
        return rule.evaluate(FIXTURE).getFailureReport().getDetails();
    }
}
