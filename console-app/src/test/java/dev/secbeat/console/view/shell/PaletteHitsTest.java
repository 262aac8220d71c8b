// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.view.shell;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.secbeat.console.model.FleetModel;
import dev.secbeat.console.testing.Scenario;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.kordamp.ikonli.feather.Feather;

class PaletteHitsTest {
    private final List<String> done = new ArrayList<>();
    private final Actions actions = new Actions();
    private final FleetModel model = new Scenario().run(2).model;
    private boolean canAct = true;

    PaletteHitsTest() {
        actions.add(ConsoleAction.of(
                "nav-map", ConsoleAction.Menu.GO, "Map", Feather.GLOBE, "Shortcut+1", () -> done.add("map")));
        actions.add(ConsoleAction.of(
                "theme", ConsoleAction.Menu.VIEW, "Next theme", Feather.MOON, "", () -> done.add("theme")));
        actions.add(ConsoleAction.of(
                        "block",
                        ConsoleAction.Menu.ACT,
                        "Block an address…",
                        Feather.SLASH,
                        "",
                        () -> done.add("block"))
                .when(() -> canAct));
        target("address-show", TargetAction.Kind.ADDRESS, "Show source ");
        target("address-block", TargetAction.Kind.ADDRESS, "Block ");
        target("region-go", TargetAction.Kind.REGION, "Go to ");
        target("region-nodes", TargetAction.Kind.REGION, "Show nodes of ");
    }

    private void target(String id, TargetAction.Kind kind, String words) {
        actions.add(new TargetAction(
                id,
                kind,
                name -> words + name,
                Feather.MAP_PIN,
                () -> canAct || !id.endsWith("block"),
                target -> done.add(id + " " + target)));
    }

    private List<PaletteHits.Hit> find(String typed) {
        return new PaletteHits(actions, model).find(typed);
    }

    @ParameterizedTest
    @CsvSource({
        "block 203.0.113.42, address-block 203.0.113.42",
        "203.0.113.42, address-show 203.0.113.42",
        "BLOCK 2001:DB8::1, address-block 2001:db8::1",
        "block 203.0.113.0/24, address-block 203.0.113.0/24",
        "go to eu-west, region-go eu-west",
        "apac, region-go apac",
        "nodes us east, region-nodes us-east",
        "thm, theme",
        "map, map",
        "block, block"
    })
    void enterDoesWhatWasMeant(String typed, String expected) {
        find(typed).getFirst().run().run();
        assertThat(done).containsExactly(expected);
    }

    @Test
    void whatCannotBeDoneIsNotOffered() {
        canAct = false;
        assertThat(find("block 203.0.113.42")).isEmpty();
        assertThat(find("203.0.113.42")).extracting(PaletteHits.Hit::id).containsExactly("address-show");
    }

    @Test
    void nonsenseFindsNothingAndNothingFindsTheActions() {
        assertThat(find("qqqq")).isEmpty();
        assertThat(find("300.1.2.3 block")).isEmpty();
        assertThat(find("")).extracting(PaletteHits.Hit::id).containsExactly("nav-map", "theme", "block");
    }

    @Test
    void twoActionsShareNeitherIdNorKey() {
        ConsoleAction sameKey = ConsoleAction.of(
                "other", ConsoleAction.Menu.GO, "Other", Feather.X, "Shortcut+1", () -> done.add("other"));
        assertThatIllegalArgumentException().isThrownBy(() -> actions.add(sameKey));
        ConsoleAction sameId =
                ConsoleAction.of("theme", ConsoleAction.Menu.GO, "Other", Feather.X, "", () -> done.add("other"));
        assertThatIllegalArgumentException().isThrownBy(() -> actions.add(sameId));
        assertThat(actions.run("block")).isTrue();
        canAct = false;
        assertThat(actions.run("block")).isFalse();
        assertThat(actions.run("nowhere")).isFalse();
        assertThat(done).containsExactly("block");
    }

    @ParameterizedTest
    @CsvSource({"thrpt, Throughput", "go eu, Go to EU West", "pref, Preferences…", "source, Show source 1.2.3.4"})
    void wordsFitFromTheirStartInsideOrByLetters(String typed, String text) {
        assertThat(Fuzzy.score(typed, text)).isPositive();
        assertThat(Fuzzy.score(typed + " zzz", text)).isZero();
    }

    @Test
    void theStartOfAWordIsWorthMoreThanItsMiddle() {
        assertThat(Fuzzy.score("map", "Map")).isGreaterThan(Fuzzy.score("map", "Show the map"));
        assertThat(Fuzzy.score("block", "Block an address…"))
                .as("the act before the page")
                .isGreaterThan(Fuzzy.score("block", "Blocks"));
        assertThat(Fuzzy.score("map", "Show the map")).isGreaterThan(Fuzzy.score("map", "Roadmapping"));
    }
}
