// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.control;

import static dev.secbeat.node.control.CommandDesk.NOW;
import static dev.secbeat.node.control.CommandDesk.block;
import static dev.secbeat.node.control.CommandDesk.order;
import static dev.secbeat.node.control.CommandDesk.unblock;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.secbeat.node.api.CommandBody;
import dev.secbeat.node.api.Refusal;
import dev.secbeat.node.api.RegionId;
import dev.secbeat.node.api.SignedCommand;
import dev.secbeat.node.cluster.NkeyVerifier;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Where an operator's orders end: regions and widths of its own, whatever its role. */
class ReachTest {
    private static final RegionId EAST = new RegionId("us-east");
    private static final RegionId WEST = new RegionId("eu-west");

    @AutoClose
    private final CommandDesk desk = new CommandDesk();

    @ParameterizedTest
    @CsvSource({
        "all, false",
        "region.us-east, true",
        "node.us-east.us-east-node-1, true",
        "region.apac, false",
        "node.apac.apac-node-1, false",
    })
    void whoHasRegionsCommandsThoseOnly(String scope, boolean obeyed) {
        Reach reach = new Reach(List.of(EAST), 16, 32);

        for (CommandBody body : List.of(block("203.0.113.42"), unblock("203.0.113.42"))) {
            Optional<Refusal> refusal = check(order(body).scope(scope).by(desk.operator), Role.OPERATOR, reach);
            assertThat(refusal.isEmpty()).isEqualTo(obeyed);
            refusal.ifPresent(r -> {
                assertThat(r.code()).isEqualTo(Refusal.Code.OUT_OF_REACH);
                assertThat(r.text())
                        .contains("rule 'regions'", scope, "olga", "only us-east", "--scope region.us-east");
            });
        }
    }

    @ParameterizedTest
    @CsvSource({
        "203.0.113.0/24, false",
        "203.0.113.0/25, true",
        "203.0.113.42, true",
        "2001:db8::/48, true",
        "2001:db8::/47, false",
        "10.0.0.0/7, false",
    })
    void whoHasAWidthBlocksNothingWider(String prefix, boolean obeyed) {
        Reach reach = new Reach(List.of(), 25, 48);

        Optional<Refusal> refusal = check(order(block("198.51.100.1", prefix)).by(desk.operator), Role.ADMIN, reach);

        assertThat(refusal.isEmpty()).isEqualTo(obeyed);
        refusal.ifPresent(r -> {
            assertThat(r.code()).isEqualTo(Refusal.Code.TOO_WIDE);
            assertThat(r.text()).contains("rule 'widest prefix': " + prefix, "olga");
        });
    }

    @Test
    void theRefusalSaysHowToGoOnOnlyWhereThereIsAWay() {
        SignedCommand wide = order(block("198.18.0.0/15")).by(desk.operator);
        SignedCommand widest = order(block("126.0.0.0/7")).by(desk.operator);

        assertThat(check(wide, Role.OPERATOR, Reach.of(Role.OPERATOR)))
                .get()
                .extracting(Refusal::text)
                .asString()
                .contains("198.18.0.0/15 is wider than /16", "let somebody sign who may", "secbeat keys add");
        assertThat(check(widest, Role.ADMIN, Reach.of(Role.ADMIN)))
                .get()
                .extracting(Refusal::text)
                .asString()
                .contains("wider than /8 nobody may", "name narrower prefixes")
                .doesNotContain("keys add");
    }

    @Test
    void aFailoverTakesBothRegions() {
        CommandBody body = new CommandBody.Failover(EAST, WEST, "drill");
        SignedCommand signed = order(body).dry().by(desk.operator);

        assertThat(check(signed, Role.OPERATOR, new Reach(List.of(EAST), 16, 32)))
                .get()
                .satisfies(r -> assertThat(r.code()).isEqualTo(Refusal.Code.OUT_OF_REACH))
                .satisfies(r -> assertThat(r.text()).contains("region eu-west"));
        assertThat(check(signed, Role.OPERATOR, new Reach(List.of(EAST, WEST), 16, 32)))
                .isEmpty();
    }

    @Test
    void whatNobodyMayIsNoReach() {
        assertThatThrownBy(() -> new Reach(List.of(), 7, 32)).hasMessageContaining("IPV4", "/8", "/7");
        assertThatThrownBy(() -> new Reach(List.of(), 16, 15)).hasMessageContaining("IPV6");
        assertThatThrownBy(() -> new Reach(List.of(), 33, 32)).hasMessageContaining("/33");
    }

    @Test
    void aWithdrawnKeyIsToldApartFromAStranger() {
        TrustFile trust = new TrustFile(0, List.of(), List.of(), List.of(desk.operator.publicKey()), Optional.empty());
        CommandCheck check = new CommandCheck(() -> trust, new NkeyVerifier());

        assertThat(check.check(order(block("203.0.113.42")).by(desk.operator), NOW))
                .get()
                .satisfies(r -> assertThat(r.code()).isEqualTo(Refusal.Code.UNKNOWN_ACTOR))
                .satisfies(r -> assertThat(r.text()).contains("was withdrawn"));
        assertThat(check.check(order(block("203.0.113.42")).by(desk.admin), NOW))
                .get()
                .satisfies(r -> assertThat(r.text()).contains("is not in this node's trust file"));
    }

    private Optional<Refusal> check(SignedCommand signed, Role role, Reach reach) {
        TrustFile trust = new TrustFile(List.of(new Operator(desk.operator.publicKey(), role, "olga", reach)));
        return new CommandCheck(() -> trust, new NkeyVerifier()).check(signed, NOW);
    }
}
