// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.secbeat.node.api.FailoverPlan.Act;
import dev.secbeat.node.api.FailoverPlan.RecordChange;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What makes two plans the same to whoever confirms one. */
class PlanDigestTest {
    private static final RegionId EAST = new RegionId("us-east");
    private static final RegionId WEST = new RegionId("eu-west");
    private static final RecordChange NA =
            change("NA", "A", List.of("192.0.2.10"), List.of("192.0.2.20", "192.0.2.21"));
    private static final RecordChange EU = change("EU", "A", List.of("192.0.2.10"), List.of("192.0.2.20"));

    @Test
    void theOrderOfViewsAndOfAddressesDoesNotMatter() {
        RecordChange turned = change("NA", "A", List.of("192.0.2.10"), List.of("192.0.2.21", "192.0.2.20"));

        assertThat(of(List.of(EU, turned))).isEqualTo(of(List.of(NA, EU)));
    }

    @Test
    void whateverWouldBeDoneOtherwiseMakesAnotherOne() {
        List<RecordChange> none = List.of();
        Set<PlanDigest> digests = new HashSet<>(List.of(
                of(none),
                of(List.of(NA)),
                of(List.of(NA, EU)),
                of(List.of(NA.reversed())),
                of(List.of(change("AS", "A", NA.before(), NA.after()))),
                of(List.of(change("NA", "AAAA", NA.before(), NA.after()))),
                of(List.of(new RecordChange("NA", "other.", "A", NA.before(), NA.after()))),
                of(List.of(change("NA", "A", NA.before(), List.of("192.0.2.20")))),
                of(List.of(change("NA", "A", List.of(), NA.after()))),
                PlanDigest.of(Act.DRAIN, EAST, WEST, none, List.of()),
                PlanDigest.of(Act.FAILOVER, WEST, EAST, none, List.of()),
                PlanDigest.of(Act.FAILOVER, EAST, WEST, none, List.of(Refusal.Code.RATE)),
                PlanDigest.of(Act.FAILOVER, EAST, WEST, none, List.of(Refusal.Code.CAPACITY))));

        assertThat(digests).hasSize(13);
    }

    /** Consoles, command lines and orchestrators of different releases must find the same. */
    @Test
    void theFormIsStable() {
        assertThat(PlanDigest.of(Act.FAILOVER, EAST, WEST, List.of(NA, EU), List.of(Refusal.Code.RATE)))
                .hasToString("5471ae619b78f89b");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0123456789abcde", "0123456789ABCDEF", "0123456789abcdef0", "0123456789abcdeg"})
    void anythingElseIsNone(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new PlanDigest(text))
                .withMessageContaining("16 hexadecimal digits");
    }

    private static PlanDigest of(List<RecordChange> changes) {
        return PlanDigest.of(Act.FAILOVER, EAST, WEST, changes, List.of());
    }

    private static RecordChange change(String view, String type, List<String> before, List<String> after) {
        return new RecordChange(view, "secbeat.example.", type, before, after);
    }
}
